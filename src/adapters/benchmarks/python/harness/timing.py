"""Times the target by the parent's clock."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from time import monotonic

from chance import Chance
from laps import Garbage, Runner, Track
from outcome import handed_digest
from planning import find_plan, most_sets
from subject import answer_of

# Most rounds that a process times.
rounds = 12
fewest_rounds = 3
# Seconds for all rounds together, unless even the fewest take longer.
rounds_budget = 2.5
_jitter = 0.15
_round = 4e6
_warm_up = 1e8
# Seconds; where fresh inputs have to be made, most of a warm-up is making them.
_longest_warm_up = 2.0
_longest_making = 0.5
_agreement = 1.1
_few_sets = 16
_most_passes = 1 << 24


class Bench:
    """What a job is done with.

    `waits` says how results are waited for; `inputs`, `make_time` (nanoseconds) and `bytes` what a set of inputs costs.
    """

    def __init__(self, speaker, subject, source, loop, seed):
        self.speaker = speaker
        self.subject = subject
        self.source = source
        self.loop = loop
        self.seed = seed
        self._garbage = Garbage()

    def learn(self, choose=list):
        """Calls the target on a set of inputs to learn how its results are waited for, and what sets cost.

        `choose` gives the calls of the set that are made.
        """
        self.waits = "plain"
        for number, call in enumerate(choose(self.make("first")), 1):
            self.speaker.begin("run", input=number)
            _, waited = answer_of(call, self.loop)
            self.waits = waited if self.waits == "plain" else self.waits
        self.speaker.begin("inputs")
        started = monotonic()
        calls = self.make("second")
        self.make_time = 1e9 * (monotonic() - started)
        self.bytes = sum(handed_digest(call)[1] for call in calls)
        self.inputs = len(calls)
        self.runner = Runner(self.speaker, self.loop, self.waits)
        self.speaker.begin("run")

    def make(self, *label):
        """The calls of a set, as fresh objects with values of the label's own."""
        return [self.subject.call(given) for given in self.source.make((self.seed, *label))]

    def sets(self, count, *label):
        """Some sets, each with values of its own."""
        return [self.make(*label, number) for number in range(count)]

    def lap(self, sets, passes, label, lap="warm-up", part=0, parts=1, round=0, answers=1, shown=None):
        """Times some passes: gives what the clock says, and the digest, size and number of what the held calls did.

        `shown` is the part that the parent is told where it is another.
        """
        track = Track(sets, part, parts, passes, Chance(self.seed, *label), answers)
        self._garbage.settle(len(sets) * self.bytes // parts)
        time, results = self.runner.run(track, lap, part if shown is None else shown, round)
        # At once, so that nothing can put right what it left wrong.
        digest, size = track.digest(results)
        return time, digest, size, track.held


def time(bench, task):
    """Warms up, finds a plan unless there is one, and times rounds of it."""
    mutates, effort, plan = task["mutates"], task["effort"], task["plan"]
    bench.learn()
    pass_time = warm_up(bench, mutates, most_sets(bench, effort) if plan is None else plan["sets"])
    if plan is None:
        plan = find_plan(bench, mutates, effort, pass_time)
        bench.speaker.say("planned", plan=plan)
    started = monotonic()
    done = 0
    while done < rounds and (done < fewest_rounds or monotonic() - started < effort * rounds_budget):
        _time_round(bench, plan, mutates, done)
        done += 1
    return "timed", {"rounds": done}


def warm_up(bench, mutates, most, choose=list):
    """Runs the target for 0.1 s at least and until three laps in a row agree; gives the nanoseconds of a pass.

    `choose` gives the calls of a set that are made.
    """
    longest = _longest_making if mutates else _longest_warm_up
    most_passes = most if mutates else _most_passes
    kept = None if mutates else [choose(each) for each in bench.sets(min(_few_sets, most), "warm-up")]
    started = monotonic()
    total = 0
    passes = 1
    recent = []
    while True:
        label = ("warm-up", len(recent))
        sets = kept or [choose(each) for each in bench.sets(passes, *label)]
        lap, *_ = bench.lap(sets, passes, label)
        total += lap.wall
        recent.append(lap.used / passes)
        last = recent[-3:]
        agree = len(last) == 3 and max(last) <= _agreement * min(last)
        is_long = lap.wall >= _round or passes >= most_passes
        if (agree and is_long and total >= _warm_up) or monotonic() - started >= longest:
            return min(last)
        if not is_long:
            passes = min(passes * 2, most_passes)


def _time_round(bench, plan, mutates, number):
    """Times the parts of a round in any order, and says what their calls did."""
    chance = Chance(bench.seed, "round", number)
    lengths = []
    for part, passes in enumerate(plan["passes"]):
        length = max(1, round(passes * (1 + _jitter * (2 * chance.uniform() - 1))))
        # A lap that uses no set twice must not begin to.
        reuses = not mutates and passes > plan["sets"]
        lengths.append((part, length if reuses else min(length, plan["sets"])))
    needed = min(plan["sets"], max(length for _, length in lengths))
    sets = bench.sets(needed, "timed", number)
    for part, length in chance.shuffled(lengths):
        _, digest, *_ = bench.lap(
            sets,
            length,
            ("calls", number, part),
            lap="timed",
            part=part,
            parts=len(lengths),
            round=number,
            answers=plan["answers"],
        )
        bench.speaker.say("answers", part=part, round=number, digest=digest)
