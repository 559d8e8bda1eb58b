"""What a call did, to be compared with what the baseline's does."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from canonical import Root, digest_of
from classes import Shape
from preview import preview, preview_thrown
from subject import Thrown, Yielded


def _handed_over(call):
    """What was handed to the target, as it is now."""
    roots = [Root("this", call.receiver, True)] if call.receiver is not None else []
    roots.append(Root("arguments", list(call.handed), True))
    return [*roots, Root("keywords", call.kwargs, True)] if call.kwargs else roots


def _answer_root(answer):
    if type(answer) is Thrown:
        return Root("exception", answer.error, True)
    return Root("result", answer, False)


def handed_digest(call):
    """The digest of receiver and arguments as they are now, and their size in bytes. Raises Incomparable."""
    return digest_of(_handed_over(call))


def outcome_digest(call, answer):
    """The digest of all that a call did, as one graph, and its size in bytes. Raises Incomparable."""
    digest, size = digest_of([*_handed_over(call), _answer_root(answer)])
    return "%s:%s" % (_how(answer), digest), size


def _how(answer):
    return "threw" if type(answer) is Thrown else "returned"


def describe(call, answer, before):
    """The `Outcome` of a call, given the digest of what it was handed before it was made. Raises Incomparable."""
    after, _ = handed_digest(call)
    thrown = type(answer) is Thrown
    return {
        "digest": outcome_digest(call, answer)[0],
        "kind": _how(answer),
        "answer": {
            "digest": digest_of([_answer_root(answer)])[0],
            "preview": preview_thrown(answer.error) if thrown else _shown(answer),
        },
        "after": {"digest": after, "preview": _handed_shown(call)},
        "mutated": after != before,
    }


def _shown(answer):
    return "a generator of " + preview(answer.items) if type(answer) is Yielded else preview(answer)


def _handed_shown(call):
    args = list(call.handed)
    if call.receiver is None and not call.kwargs:
        return preview(args)
    handed = {} if call.receiver is None else {"self": Shape(type(call.receiver)).attributes_of(call.receiver)}
    return preview({**handed, "args": args, **call.kwargs})
