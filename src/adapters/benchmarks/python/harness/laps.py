"""Runs laps: nothing but calls of the target between the two looks at the parent's clock."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from gc import collect, freeze, unfreeze
from hashlib import sha256

from chance import Chance
from outcome import outcome_digest
from speaker import HarnessFailure
from subject import Thrown, awaited, drained, kind_of

_sampled_bytes = 1 << 15
_fewest_sampled = 4


def part_of(calls, part, parts):
    """The inputs of a part: from ⌊part · inputs / parts⌋ on."""
    return calls[part * len(calls) // parts : (part + 1) * len(calls) // parts]


def settle():
    """Collects garbage now; what is there afterwards is frozen, as is before every lap what came since.

    The collector stays on in laps, as it is in the user's program: what a function allocates costs what it costs. But
    the inputs and results that the harness keeps must not be walked through on the function's account.
    """
    unfreeze()
    collect()
    freeze()


class Track:
    """The calls of one lap in their order, and which results are kept."""

    def __init__(self, sets, part, parts, passes, chance, sampled):
        self.calls = []
        for each in range(passes):
            self.calls.extend(chance.shuffled(part_of(sets[each % len(sets)], part, parts)))
        self.passes = passes
        # Place 0 is for results that are not kept; which ones are, nobody knows beforehand.
        count = len(self.calls)
        self.kept = sorted({count - 1, *(chance.below(count) for _ in range(min(sampled, count)))}) if count else []
        self.slots = [0] * count
        for slot, index in enumerate(self.kept, 1):
            self.slots[index] = slot

    def digest(self, results):
        """The digest of what the kept calls did. Raises Incomparable."""
        whole = sha256()
        for slot, index in enumerate(self.kept, 1):
            whole.update(outcome_digest(self.calls[index], results[slot])[0].encode())
        return whole.hexdigest()


class Runner:
    """Runs tracks by the way in which the target gives its results."""

    def __init__(self, speaker, loop, waits):
        self._speaker = speaker
        self._loop = loop
        self._waits = waits

    def run(self, track, lap, part=0, round=0):
        """Times a track; gives what the parent's clock says and the kept results."""
        results = [None] * (len(track.kept) + 1)
        steps = [(call.function, call.args, call.kwargs, slot) for call, slot in zip(track.calls, track.slots)]
        start, end = self._speaker.start_lap, self._speaker.end_lap
        freeze()
        about = (lap, part, round, track.passes)
        if self._waits == "waiting":
            time = self._loop.run(_wait_through(steps, results, start, end, about))
        else:
            start(*about)
            (_run_through if self._waits == "plain" else _drain_through)(steps, results)
            time = end()
        return time, results


def _run_through(steps, results):
    for function, args, kwargs, slot in steps:
        try:
            results[slot] = function(*args, **kwargs)
        except BaseException as error:
            results[slot] = Thrown(error)


def _drain_through(steps, results):
    for function, args, kwargs, slot in steps:
        try:
            value = function(*args, **kwargs)
            results[slot] = drained(value) if kind_of(value) == "generator" else value
        except HarnessFailure:
            raise
        except BaseException as error:
            results[slot] = Thrown(error)


async def _wait_through(steps, results, start, end, about):
    start(*about)
    for function, args, kwargs, slot in steps:
        try:
            value = function(*args, **kwargs)
            results[slot] = await awaited(value) if kind_of(value) == "waiting" else value
        except HarnessFailure:
            raise
        except BaseException as error:
            results[slot] = Thrown(error)
    return end()


def sample_of(sizes):
    """How many results of a lap are kept, given the sizes of what some calls did, in bytes."""
    mean = max(1, sum(sizes) // max(1, len(sizes)))
    return max(_fewest_sampled, min(64, _sampled_bytes // mean))
