"""The recorder says how many rounds there are."""


def inputs(random, size):
    return [[100]]
