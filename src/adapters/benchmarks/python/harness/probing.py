"""Shows whether the target remembers earlier calls."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from chance import Chance
from laps import Runner, Track, part_of, settle
from timing import Learned, warm_up

_rounds = 4
_known_laps = 2


def probe(bench, task):
    """Laps with values that were never handed over, each followed by laps of the very same calls."""
    seed = task["seed"]
    if bench.source.renews:
        learned = Learned(bench, seed)
        runner = Runner(bench.speaker, bench.loop, learned.waits)
        warm_up(bench, runner, learned, task)
        for number in range(_rounds):
            _probe_round(bench, runner, task, number)
    else:
        _probe_recorded(bench, task)
    bench.finish("probed")


def _probe_round(bench, runner, task, number):
    seed, plan = task["seed"], task["plan"]
    parts = len(plan["passes"])
    label = (seed, "probe", number)
    sets = [bench.make(*label, each) for each in range(plan["sets"])]
    for part in range(parts):
        passes = min(plan["passes"][part], plan["sets"])
        _new_and_known(bench, runner, task, sets, (part, parts, passes, number), label)


def _new_and_known(bench, runner, task, sets, about, label):
    part, parts, passes, number = about
    for lap in ("new", *["known"] * _known_laps):
        if lap == "known" and task["mutates"]:
            # Equal values, since the objects are not what they were.
            sets = [bench.make(*label, each) for each in range(len(sets))]
        settle()
        track = Track(sets, part, parts, passes, Chance(*label, part), 0)
        runner.run(track, lap, part, number)


def _probe_recorded(bench, task):
    """Recorded values can be new once only: the first half of them warms up, the others are the new ones."""
    seed = task["seed"]
    whole = bench.make(seed)
    half = _Half(bench, len(whole))
    learned = Learned(half, seed)
    runner = Runner(bench.speaker, bench.loop, learned.waits)
    warm_up(half, runner, learned, task)
    other = _Half(bench, len(whole), second=True)
    _new_and_known(other, runner, task, [other.make(seed)], (0, 1, 1, 0), (seed,))


class _Half:
    """A bench with half of the inputs; with all of them where there is but one."""

    def __init__(self, bench, count, second=False):
        self._bench = bench
        self._part = (1 if second else 0, 2) if count > 1 else (0, 1)
        self.speaker = bench.speaker
        self.loop = bench.loop

    def make(self, *label):
        return part_of(self._bench.make(*label), *self._part)
