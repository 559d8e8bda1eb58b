"""Finds the lowest point of a bumpy surface by trying; the evaluator says how well."""
import math
import random


def height(x, y):
    return x * x + y * y + 3 * math.sin(5 * x) ** 2 + 3 * math.sin(5 * y) ** 2


# EVOLVE-BLOCK-START
def search(seed):
    """The best point found from a random start."""
    chance = random.Random(seed)
    steps = 40
    reach = 8
    best = (chance.uniform(-5, 5), chance.uniform(-5, 5))
    for step in range(steps):
        near = reach / (step + 4)
        x = best[0] + chance.uniform(-near, near)
        y = best[1] + chance.uniform(-near, near)
        if height(x, y) < height(*best):
            best = (x, y)
    return best
# EVOLVE-BLOCK-END
