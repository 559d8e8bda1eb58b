def run(rounds):
    """Builds and drops small linked objects."""
    count = 0
    for each in range(rounds):
        head = None
        for n in range(300):
            head = {"value": n ^ each, "next": head, "tags": [n, each]}
        while head is not None:
            count += len(head["tags"]) + (head["value"] & 1)
            head = head["next"]
    return count
