"""Calls the target once on each input and tells what it does."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from canonical import Incomparable
from outcome import describe, handed_digest
from subject import answer_of


def check(bench):
    """The last word; it ends at the first input on which the target gives what cannot be compared."""
    speaker = bench.speaker
    speaker.begin("inputs")
    calls = bench.make("shown")
    for number, call in enumerate(calls, 1):
        try:
            before, _ = handed_digest(call)
            speaker.begin("run", input=number)
            answer, _ = answer_of(call, bench.loop)
            speaker.say("outcome", outcome=describe(call, answer, before))
        except Incomparable as error:
            return "incomparable", {"input": number, "what": str(error)}
    return "checked", {"inputs": len(calls)}
