"""Shows on which lines of its file the target's time goes."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from sys import settrace
from time import monotonic, perf_counter_ns

from timing import warm_up

_profiled = 1e9
# Seconds; making inputs may take longer than the calls.
_longest = 3.0
_rehearsed = 20_000


class Lines:
    """The time on each line of a file, with all that a line calls outside of it.

    Every line is told to a function of Python, which takes longer than many a line does; what that takes beyond the
    function itself is taken off for each.
    """

    def __init__(self, path, overhead=0.0):
        self._path = path
        self._overhead = overhead
        self._times = {}
        self._at = None
        self._since = 0
        self.events = 0

    def __enter__(self):
        self._at = None
        settrace(self._enter)

    def __exit__(self, *_):
        settrace(None)

    @property
    def times(self):
        """Nanoseconds by line."""
        return {line: max(0.0, time) for line, time in self._times.items()}

    def _enter(self, frame, event, _):
        if frame.f_code.co_filename != self._path:
            return None
        self._leave_line(frame.f_lineno)
        return self._step

    def _step(self, frame, event, _):
        if event == "line":
            self._leave_line(frame.f_lineno)
        elif event == "return":
            caller = frame.f_back
            while caller is not None and caller.f_code.co_filename != self._path:
                caller = caller.f_back
            self._leave_line(None if caller is None else caller.f_lineno)
        return self._step

    def _leave_line(self, line):
        """The program goes from the line where it is to another one, or to None outside of the file."""
        at = self._at
        if at is not None:
            self.events += 1
            self._times[at] = self._times.get(at, 0.0) + perf_counter_ns() - self._since - self._overhead
        self._at = line
        self._since = perf_counter_ns()


def profile(bench, task, path):
    """Times the lines of the target's file for a second of its calls, once it is warm."""
    mutates, plan = task["mutates"], task["plan"]
    bench.learn()
    warm_up(bench, mutates, plan["sets"])
    lines = Lines(path, _overhead())
    started = monotonic()
    called = 0.0
    number = 0
    while called < _profiled and monotonic() - started < _longest:
        sets = bench.sets(plan["sets"], "profile", number)
        for part, wanted in enumerate(plan["passes"]):
            passes = min(wanted, len(sets)) if mutates else wanted
            with lines:
                time, *_ = bench.lap(sets, passes, ("profile", number, part), part=part, parts=len(plan["passes"]))
            called += time.wall
            if called >= _profiled or monotonic() - started >= _longest:
                break
        number += 1
    times = [{"line": line, "time": time} for line, time in lines.times.items() if time > 0]
    bench.speaker.say("profile", samples=lines.events, lines=times, builtins=0, garbage=0, elsewhere=0)
    return "profiled", {}


def _rehearse(times):
    total = 0
    for number in range(times):
        total += number
    return total


def _overhead():
    """Nanoseconds that telling a line adds to it."""
    _rehearse(_rehearsed)
    started = perf_counter_ns()
    _rehearse(_rehearsed)
    plain = perf_counter_ns() - started
    lines = Lines(_rehearse.__code__.co_filename)
    with lines:
        _rehearse(_rehearsed)
    return max(0.0, (sum(lines.times.values()) - plain) / max(1, lines.events))
