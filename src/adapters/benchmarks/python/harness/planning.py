"""Finds what a round of timing should do."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from math import ceil
from time import monotonic

from speaker import HarnessFailure

_most_parts = 8
_usual_lap = 4e6
# A lap that makes new values need not last as long: nothing is gained by remembering them.
_fresh_lap = 1e6
# Of shorter ones, too much is what a lap itself costs.
_shortest_lap = 5e5
_most_sets_bytes = 64 << 20
_most_making = 5e7
_most_passes = 1 << 24
_most_tried_answers = 16
_most_answers_bytes = 16 << 20
_most_digesting = 1.5e7


def most_sets(bench, effort):
    """Most sets that are made for a round, by memory and by time."""
    return max(1, int(min(_most_sets_bytes / max(1, bench.bytes), effort * _most_making / max(1, bench.make_time))))


def find_plan(bench, mutates, effort, pass_time):
    """The plan of a round: up to eight parts, each with as many passes as last 4 ms.

    Where so many sets are too many to be made, laps get shorter, and parts fewer; only where even that leaves next to
    nothing to be timed, sets are used again.
    """
    most = most_sets(bench, effort)
    visible = int(most * pass_time / (_fresh_lap * effort))
    parts = max(1, min(_most_parts, bench.inputs, visible))
    trial = _Trial(bench, mutates, effort, most, parts)
    count = min(most, ceil(parts * _usual_lap * effort / max(pass_time, 1)))
    passes = [trial.passes_of(part, count) for part in range(parts)]
    # Two sets' at least, one of them drawn from the whole lap: what is wrong in every nth call could be right whenever
    # a lap ends.
    answers = max(2 * ceil(bench.inputs / parts), trial.affordable_answers() // parts)
    return {"passes": passes, "sets": min(most, max(passes)), "answers": answers}


class _Trial:
    def __init__(self, bench, mutates, effort, most, parts):
        self._bench = bench
        self._mutates = mutates
        self._effort = effort
        self._most = most
        self._parts = parts
        self._answers = 0
        self._bytes = 0
        self._digesting = 0.0

    def passes_of(self, part, count):
        """How many passes over a part make a lap."""
        effort, most = self._effort, self._most
        one = min(self._pass_time(part, count, attempt) for attempt in range(2))
        fresh = min(max(1, ceil(_usual_lap * effort / one)), most)
        if fresh * one >= _shortest_lap * effort:
            return fresh
        if self._mutates:
            raise HarnessFailure(
                "inputs",
                "all the inputs that can be made in %d ms keep the function busy for %d µs, which is too short for "
                "the clock: give it bigger inputs" % (effort * _most_making / 1e6, ceil(fresh * one / 1e3)),
            )
        # What so short a lap shows is rough: grown step by step, it shows more.
        wanted = _fresh_lap * effort
        passes = count
        while passes * one < wanted / 2 and passes < _most_passes:
            passes = min(_most_passes, ceil(passes * min(8, wanted / (passes * one))))
            one = self._pass_time(part, passes, passes)
        return passes

    def _pass_time(self, part, passes, attempt):
        """Nanoseconds of one pass over a part."""
        label = ("plan", part, attempt)
        sets = self._bench.sets(min(passes, self._most), *label)
        started = monotonic()
        lap, _, size, held = self._bench.lap(
            sets, passes, label, part=part, parts=self._parts, answers=_most_tried_answers
        )
        self._digesting += max(0.0, 1e9 * (monotonic() - started) - lap.wall)
        self._answers += held
        self._bytes += size
        # By wall time too: a target that waits takes next to no CPU time, however long its laps.
        return max(lap.used, lap.wall / 4, 1) / passes

    def affordable_answers(self):
        """How many answers of a round can be held and digested."""
        cost = max(self._bytes / _most_answers_bytes, self._digesting / _most_digesting, 1e-9)
        return int(self._answers / cost)
