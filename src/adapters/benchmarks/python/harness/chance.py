"""Chance that the target cannot touch: it uses nothing that is written in Python."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from _random import Random
from hashlib import sha256


def seed_of(*label):
    """A seed of 64 bits, which depends on all parts of a label."""
    text = "\0".join(map(str, label))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "little")


class Chance:
    """A sequence that depends on the label only."""

    def __init__(self, *label):
        self._random = Random(seed_of(*label))

    def uniform(self):
        """Uniform in [0, 1)."""
        return self._random.random()

    def below(self, count):
        """A uniform integer in [0, count)."""
        return int(self._random.random() * count)

    def shuffled(self, items):
        """The items in any order."""
        items = list(items)
        for index in range(len(items) - 1, 0, -1):
            other = self.below(index + 1)
            items[index], items[other] = items[other], items[index]
        return items
