"""Times the target by the parent's clock."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from math import ceil
from time import monotonic

from chance import Chance
from laps import Runner, Track, sample_of, settle
from outcome import handed_digest, outcome_digest
from subject import answer_of

_most_parts = 8
_rounds = 12
_fewest_rounds = 3
# Wall time of all timed laps together, unless even the fewest rounds take longer.
_rounds_budget = 2.5e9
_round = 4e6
_warm_up = 1e8
_longest_warm_up = 2.0
_longest_making = 0.5
_warm_up_sets = 64
_agreement = 1.1
_jitter = 0.15
_most_bytes = 64 << 20
_making = 5e7
_most_passes = 1 << 20
_tries = 2


class Bench:
    """What a job is done with."""

    def __init__(self, speaker, subject, source, loop, finish):
        self.speaker = speaker
        self.subject = subject
        self.source = source
        self.loop = loop
        self.finish = finish

    def make(self, *label):
        """The calls of a set, as fresh objects with values of the label's own."""
        return [self.subject.call(given) for given in self.source.make(label)]


class Learned:
    """What calling the target once on each input of a set shows."""

    def __init__(self, bench, seed):
        calls = bench.make(seed, "first")
        self.count = len(calls)
        self.waits = "plain"
        self.bytes = 0
        sizes = []
        for number, call in enumerate(calls, 1):
            bench.speaker.begin("run", input=number)
            self.bytes += handed_digest(call)[1]
            answer, waited = answer_of(call, bench.loop)
            self.waits = waited if self.waits == "plain" else self.waits
            sizes.append(outcome_digest(call, answer)[1])
        bench.speaker.begin("run")
        self.sampled = sample_of(sizes)
        self.parts = min(self.count, _most_parts)


def time(bench, task):
    """Warms up, finds a plan unless there is one, and times rounds of it."""
    seed = task["seed"]
    learned = Learned(bench, seed)
    runner = Runner(bench.speaker, bench.loop, learned.waits)
    pass_time = warm_up(bench, runner, learned, task)
    plan = task["plan"]
    if plan is None:
        plan = _planned(bench, runner, learned, task, pass_time)
        bench.speaker.say("planned", plan=plan)
    spent = 0
    done = 0
    while done < _rounds and (done < _fewest_rounds or spent < _rounds_budget):
        spent += _time_round(bench, runner, learned, task, plan, done)
        done += 1
    bench.finish("timed", rounds=done)


def warm_up(bench, runner, learned, task):
    """Runs the target for 0.1 s at least and until three laps in a row agree; gives the time of a pass."""
    seed, mutates = task["seed"], task["mutates"]
    most_sets = _sets_at_once(learned)
    started = monotonic()
    sets = []
    total = 0
    passes = 1
    recent = []
    settle()
    while True:
        if mutates:
            sets = []
        while len(sets) < (passes if mutates else min(passes, most_sets, _warm_up_sets)):
            sets.append(bench.make(seed, "warm-up", len(recent), len(sets)))
        track = Track(sets, 0, 1, passes, Chance(seed, "warm-up", len(recent)), 0)
        lap, _ = runner.run(track, "warm-up")
        total += lap.wall
        recent.append(lap.used / passes)
        last = recent[-3:]
        agree = len(last) == 3 and max(last) <= _agreement * min(last)
        most_passes = most_sets if mutates else _most_passes
        is_long = lap.wall >= _round or passes >= most_passes
        # Most of the time may go by making inputs.
        elapsed = monotonic() - started
        if (agree and is_long and (total >= _warm_up or elapsed >= _longest_making)) or elapsed >= _longest_warm_up:
            return min(last)
        if not is_long and elapsed < _longest_making:
            passes = min(passes * 2, most_passes)


def _sets_at_once(learned):
    """How many sets fit into the memory that is set aside for them."""
    return max(1, min(_most_passes, _most_bytes // max(1, learned.bytes)))


def _planned(bench, runner, learned, task, pass_time):
    """How many passes make a lap of each part, and how many sets are made for a round."""
    seed = task["seed"]
    wanted = _round * task["effort"]
    affordable = _affordable_sets(bench, learned, seed)
    # Values are handed over twice only where the clock could not see so few passes.
    cycled = not task["mutates"] and affordable * pass_time / learned.parts < wanted / 4
    passes = []
    for part in range(learned.parts):
        count = 1
        while True:
            laps = []
            for attempt in range(_tries):
                label = (seed, "plan", part, count, attempt)
                sets = [bench.make(*label, each) for each in range(min(count, affordable))]
                track = Track(sets, part, learned.parts, count, Chance(*label), 0)
                laps.append(runner.run(track, "warm-up", part)[0])
            lap = min(laps, key=_wall_of)
            if lap.wall >= wanted / 2 or count >= (_most_passes if cycled else affordable):
                break
            count = min(count * 2, _most_passes if cycled else affordable)
        # By wall time too: a target that waits takes next to no CPU time, however long its laps.
        ideal = ceil(min(wanted / max(lap.used, 1), 4 * wanted / max(lap.wall, 1)) * count)
        passes.append(max(1, ideal if cycled else min(ideal, affordable)))
    sets = affordable if cycled else max(passes)
    return {"passes": passes, "sets": max(1, min(sets, max(passes))), "answers": learned.sampled}


def _wall_of(lap):
    return lap.wall


def _affordable_sets(bench, learned, seed):
    """How many sets can be made for a round, by memory and by time."""
    speaker = bench.speaker
    speaker.start_lap("warm-up")
    bench.make(seed, "making")
    made = speaker.end_lap().wall
    return max(1, min(_sets_at_once(learned), int(_making / max(made, 1))))


def round_of(plan, task, number):
    """The passes of a round, for each part in the order in which they are timed."""
    chance = Chance(task["seed"], "round", number)
    cycled = plan["sets"] < max(plan["passes"])
    lengths = []
    for part, passes in enumerate(plan["passes"]):
        length = max(1, round(passes * (1 + _jitter * (2 * chance.uniform() - 1))))
        lengths.append((part, length if cycled else min(length, plan["sets"])))
    return chance.shuffled(lengths)


def _time_round(bench, runner, learned, task, plan, number):
    """Times the parts of a round and says what their calls did; gives the wall time of all laps."""
    seed = task["seed"]
    lengths = round_of(plan, task, number)
    needed = min(plan["sets"], max(length for _, length in lengths))
    sets = [bench.make(seed, "timed", number, each) for each in range(needed)]
    parts = len(plan["passes"])
    wall = 0
    settle()
    for part, length in lengths:
        track = Track(sets, part, parts, length, Chance(seed, "calls", number, part), learned.sampled)
        lap, results = runner.run(track, "timed", part, number)
        bench.speaker.say("answers", part=part, round=number, digest=track.digest(results))
        wall += lap.wall
    return wall
