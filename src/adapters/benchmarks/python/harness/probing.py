"""Shows whether the target remembers earlier calls."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from chance import Chance
from laps import Runner, Track, part_of, settle
from timing import Learned, warm_up

_rounds = 6
_same_values = 0
_same_objects = 1


def probe(bench, task):
    """Laps with values that were never handed over, each followed by laps of the same calls."""
    seed, plan = task["seed"], task["plan"]
    first, other = (bench, bench) if bench.source.renews else _halves(bench, seed)
    learned = Learned(first, seed)
    runner = Runner(bench.speaker, bench.loop, learned.waits)
    warm_up(first, runner, learned, task)
    # Recorded values can be new once only: half of them warms up, the others are the new ones.
    rounds = _rounds if bench.source.renews else 1
    passes = min(min(plan["passes"]), plan["sets"]) if bench.source.renews else 1
    for number in range(rounds):
        label = (seed, "probe", number)
        sets = _sets(other, label, passes)
        _lap(runner, sets, "new", 0, number, label)
        _lap(runner, _sets(other, label, passes), "known", _same_values, number, label)
        if not task["mutates"]:
            _lap(runner, sets, "known", _same_objects, number, label)
    bench.finish("probed")


def _sets(bench, label, count):
    return [bench.make(*label, each) for each in range(count)]


def _lap(runner, sets, lap, part, number, label):
    settle()
    runner.run(Track(sets, 0, 1, len(sets), Chance(*label), 0), lap, part, number)


def _halves(bench, seed):
    count = len(bench.make(seed))
    return _Half(bench, 0, count), _Half(bench, 1, count)


class _Half:
    """A bench with half of the inputs; with all of them where there is but one."""

    def __init__(self, bench, half, count):
        self._bench = bench
        self._part = (half, 2) if count > 1 else (0, 1)
        self.speaker = bench.speaker
        self.loop = bench.loop

    def make(self, *label):
        return part_of(self._bench.make(*label), *self._part)
