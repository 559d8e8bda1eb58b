def run(rounds):
    """Sums the divisors' counts of a few numbers: integers and branches only."""
    total = 0
    for each in range(rounds):
        for n in range(1, 40):
            for d in range(1, n):
                if n % d == each % 2:
                    total = (total + d) & 0xFFFFFFFF
    return total
