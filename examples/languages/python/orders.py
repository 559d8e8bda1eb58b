"""What a shop asks about its orders."""


def repeat_customers(orders):
    """The customers with more than one order, in the order of their second one."""
    seen = []
    repeated = []
    for order in orders:
        customer = order["customer"]
        if customer in seen:
            if customer not in repeated:
                repeated.append(customer)
        else:
            seen.append(customer)
    return repeated
