"""Inputs for orders.repeat_customers."""


def inputs(random, size):
    """Lists of orders; about a third of the customers come back."""
    return [
        [[{"customer": f"c{random.randrange(2 * size)}", "total": random.random()} for _ in range(size)]]
        for _ in range(4)
    ]
