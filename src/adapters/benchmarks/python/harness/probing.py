"""Shows whether the target remembers earlier calls."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from chance import Chance
from timing import warm_up

_rounds = 5
_repetitions = 5
_same_values = 0
_same_objects = 1


def probe(bench, task):
    """Laps with values that were never handed over, each followed by laps of the same calls."""
    mutates, plan = task["mutates"], task["plan"]
    bench.learn()
    everything = list
    if bench.source.renews:
        warm_up(bench, mutates, plan["sets"])
        for number in range(_rounds):
            _probe_round(bench, mutates, plan, ("probe", number), everything, plan["sets"])
    elif bench.inputs > 1:
        # Recorded values can be new once only: half of them warms up, the others are the new ones.
        order = Chance(bench.seed, "halves").shuffled(range(bench.inputs))
        half = len(order) // 2
        warm_up(bench, mutates, plan["sets"], _Choice(order[half:]))
        _probe_round(bench, mutates, plan, ("probe", 0), _Choice(order[:half]), 1)
    return "probed", {}


class _Choice:
    """Picks some calls of a set."""

    def __init__(self, indices):
        self._indices = sorted(indices)

    def __call__(self, calls):
        return [calls[index] for index in self._indices]


def _probe_round(bench, mutates, plan, label, choose, count):
    def fresh():
        return [choose(each) for each in bench.sets(count, *label)]

    sets = fresh()
    _lap(bench, sets, "new", _same_values, plan, label)
    for _ in range(1 if bench.source.renews else _repetitions):
        _lap(bench, fresh(), "known", _same_values, plan, label)
        if not mutates:
            _lap(bench, sets, "known", _same_objects, plan, label)


def _lap(bench, sets, lap, part, plan, label):
    # Every lap makes the same calls in the same order; `part` tells the parent what is known about them.
    bench.lap(sets, len(sets), label, lap=lap, answers=plan["answers"], shown=part)
