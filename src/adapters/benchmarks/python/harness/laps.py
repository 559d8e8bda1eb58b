"""Runs laps: nothing but calls of the target between the two looks at the parent's clock."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from gc import collect, freeze, unfreeze
from hashlib import sha256

from outcome import outcome_digest
from speaker import HarnessFailure
from subject import Thrown, awaited, drained, kind_of

_most_frozen_bytes = 256 << 20


def part_of(calls, part, parts):
    """The inputs of a part: from ⌊part · inputs / parts⌋ on."""
    return calls[part * len(calls) // parts : (part + 1) * len(calls) // parts]


class Garbage:
    """Keeps the collector from walking through what the harness holds on the function's account.

    The collector stays on in laps, as it is in the user's program: what a function allocates costs what it costs. What
    is there before a lap is frozen. Frozen garbage is collected only now and then, for that takes long: most of it has
    no cycles and goes by itself.
    """

    def __init__(self):
        self._frozen = _most_frozen_bytes

    def settle(self, size):
        """To be called before laps, with the size of what was made for them in bytes."""
        self._frozen += size
        if self._frozen >= _most_frozen_bytes:
            self._frozen = 0
            unfreeze()
            collect()
        freeze()


class Track:
    """The calls of one lap in their order, and which results are held."""

    def __init__(self, sets, part, parts, passes, chance, answers):
        self.calls = []
        for each in range(passes):
            self.calls.extend(chance.shuffled(part_of(sets[each % len(sets)], part, parts)))
        self.passes = passes
        # The last calls always: nobody must get by with having been right earlier. The others by chance.
        count = len(self.calls)
        last = range(max(0, count - max(1, count // max(1, passes))), count)
        held = set(list(last)[:answers])
        while len(held) < min(answers, count):
            held.add(chance.below(count))
        self._held = sorted(held)
        # Place 0 is for results that are not held.
        self.slots = [0] * count
        for slot, index in enumerate(self._held, 1):
            self.slots[index] = slot

    @property
    def held(self):
        """How many results are held."""
        return len(self._held)

    def digest(self, results):
        """The digest of what the held calls did, and the size of that in bytes. Raises Incomparable."""
        whole = sha256()
        size = 0
        for slot, index in enumerate(self._held, 1):
            digest, own = outcome_digest(self.calls[index], results[slot])
            whole.update(digest.encode())
            size += own
        return whole.hexdigest(), size


class Runner:
    """Runs tracks by the way in which the target gives its results."""

    def __init__(self, speaker, loop, waits):
        self._speaker = speaker
        self._loop = loop
        self._waits = waits

    def run(self, track, lap, part=0, round=0):
        """Times a track; gives what the parent's clock says and the held results."""
        results = [None] * (track.held + 1)
        steps = [(call.function, call.args, call.kwargs, slot) for call, slot in zip(track.calls, track.slots)]
        about = (lap, part, round, track.passes)
        if self._waits == "waiting":
            return self._loop.run(self._timed_waiting(steps, results, about)), results
        self._speaker.start_lap(*about)
        try:
            (_run_through if self._waits == "plain" else _drain_through)(steps, results)
        finally:
            time = self._speaker.end_lap()
        return time, results

    async def _timed_waiting(self, steps, results, about):
        self._speaker.start_lap(*about)
        try:
            await _wait_through(steps, results)
        finally:
            time = self._speaker.end_lap()
        return time


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


async def _wait_through(steps, results):
    for function, args, kwargs, slot in steps:
        try:
            value = function(*args, **kwargs)
            results[slot] = await awaited(value) if kind_of(value) == "waiting" else value
        except HarnessFailure:
            raise
        except BaseException as error:
            results[slot] = Thrown(error)
