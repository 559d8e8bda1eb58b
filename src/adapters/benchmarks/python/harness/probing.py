"""Shows whether the target remembers earlier calls."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from math import ceil
from time import monotonic

from chance import Chance
from laps import part_of
from timing import fewest_rounds, rounds, rounds_budget, warm_up

_rounds = 5
_repetitions = 5
# As many calls as a process that times makes, and half as many again.
_lengthened = 1.5
_same_values = 0
_same_objects = 1


def probe(bench, task):
    """Laps with values that were never handed over, each followed by laps of the same calls.

    More calls come before than where the target is timed, so that nothing begins only there.
    """
    mutates, plan = task["mutates"], task["plan"]
    if bench.source.renews:
        bench.learn()
        warm_up(bench, mutates, plan["sets"])
        _wear(bench, task, list)
        for number in range(_rounds):
            _probe_round(bench, mutates, plan, ("probe", number), list, plan["sets"])
        return "probed", {}
    # Recorded values can be new once only: half of them warms up, the others are the new ones.
    order = Chance(bench.seed, "halves").shuffled(range(len(bench.make("count"))))
    new, spent = _Choice(order[: len(order) // 2]), _Choice(order[len(order) // 2 :])
    if len(order) > 1:
        bench.learn(spent)
        warm_up(bench, mutates, plan["sets"], spent)
        _wear(bench, task, spent)
        _probe_round(bench, mutates, plan, ("probe", 0), new, 1)
    return "probed", {}


def _wear(bench, task, choose):
    """Makes more calls than a process that times does, with rounds as long and as many."""
    effort, plan = task["effort"], task["plan"]
    started = monotonic()
    budget = _lengthened * effort * rounds_budget
    for number in range(ceil(_lengthened * rounds)):
        if number >= _lengthened * fewest_rounds and monotonic() - started >= budget:
            return
        sets = bench.sets(plan["sets"], "wear", number)
        for part in range(len(plan["passes"])):
            _wear_on(bench, task, ("wear", number, part), part, sets, choose)


def _wear_on(bench, task, label, part, sets, choose):
    """The calls of a part, those left out made up for by calling the others more often."""
    planned = task["plan"]["passes"]
    every = [part_of(calls, part, len(planned)) for calls in sets]
    own = []
    for calls, these in zip(sets, every):
        chosen = set(map(id, choose(calls)))
        own.append([call for call in these if id(call) in chosen])
    if not own[0]:
        return
    passes = ceil(planned[part] * len(every[0]) / len(own[0]))
    bench.lap(own, min(passes, len(sets)) if task["mutates"] else passes, label)


class _Choice:
    """Picks some calls of a set."""

    def __init__(self, indices):
        self._indices = sorted(indices)

    def __call__(self, calls):
        return [calls[index] for index in self._indices]


def _probe_round(bench, mutates, plan, label, choose, count):
    def fresh():
        return [choose(each) for each in bench.sets(count, *label)]

    # Objects are handed over again only where a round has more passes than sets.
    reuses = not mutates and max(plan["passes"]) > plan["sets"]
    sets = fresh()
    _lap(bench, sets, "new", _same_values, plan, label)
    for _ in range(1 if bench.source.renews else _repetitions):
        _lap(bench, fresh(), "known", _same_values, plan, label)
        if reuses:
            _lap(bench, sets, "known", _same_objects, plan, label)


def _lap(bench, sets, lap, part, plan, label):
    # Every lap makes the same calls in the same order; `part` tells the parent what is known about them.
    bench.lap(sets, len(sets), label, lap=lap, answers=plan["answers"], shown=part)
