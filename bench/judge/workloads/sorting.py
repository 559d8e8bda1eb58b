def run(rounds):
    """Sorts numbers in an order that changes every round."""
    total = 0
    for each in range(rounds):
        numbers = [(n * 7919 + each * 104729) % 1009 for n in range(200)]
        numbers.sort(key=lambda n: n)
        total += numbers[100]
    return total
