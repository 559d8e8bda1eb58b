"""Finds the size of inputs that is useful for measuring."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from outcome import handed_digest
from subject import answer_of

_first_size = 64
_tries = 3
_warm_up = 5e7
# The next size is not tried when this much time has gone.
_budget = 5e9
_most_bytes = 64 << 20
# Below this ratio a doubling of the size does not change the time.
_flat_ratio = 1.1
_most_flat = 3


def calibrate(bench, task):
    """Doubles the size from 64 until a pass takes long enough, or three doublings in a row change nothing, or time or
    memory run out. Every size that works is told, in case the next one never ends."""
    clock = _Clock(bench)
    while clock.spent < _warm_up:
        clock.time_pass(_first_size)
    size = settled = _first_size
    flat = 0
    previous = 0
    while True:
        fastest = clock.fastest_pass(size, task["passNs"])
        flat = flat + 1 if fastest < _flat_ratio * previous else 0
        if flat == 0:
            settled = size
        is_out = clock.spent > _budget or clock.bytes > _most_bytes
        is_last = fastest >= task["passNs"] or flat == _most_flat or 2 * size > task["mostSize"] or is_out
        if is_last:
            return "calibrated", {"size": settled}
        bench.speaker.say("calibrated", size=settled)
        previous = fastest
        size *= 2


class _Clock:
    def __init__(self, bench):
        self._bench = bench
        self.spent = 0
        self.bytes = 0
        self._passes = 0

    def time_pass(self, size):
        """Always on fresh inputs: whether the target changes them is not known yet."""
        bench = self._bench
        self._passes += 1
        bench.speaker.begin("inputs", size=size)
        calls = [bench.subject.call(given) for given in bench.source.make(("calibrate", size, self._passes), size)]
        self.bytes = sum(handed_digest(call)[1] for call in calls)
        bench.speaker.begin("run", size=size)
        bench.speaker.start_lap("warm-up")
        try:
            for call in calls:
                answer_of(call, bench.loop)
        finally:
            lap = bench.speaker.end_lap()
        self.spent += max(lap.wall, 1)
        return lap.used

    def fastest_pass(self, size, wanted):
        fastest = None
        for _ in range(_tries):
            used = self.time_pass(size)
            fastest = used if fastest is None else min(fastest, used)
            if used > 20 * wanted:
                break
        return fastest
