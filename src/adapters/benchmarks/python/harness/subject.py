"""Makes calls of the target, and waits for what they come to."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from functools import cached_property
from inspect import getattr_static
from itertools import islice
from types import AsyncGeneratorType, CoroutineType, GeneratorType

from classes import mro_of
from preview import preview, preview_thrown
from speaker import HarnessFailure

_most_yielded = 1_000_000


class Input:
    """One call of the target as the inputs describe it.

    `receiver` is the instance a method is called on, or a dictionary of its attributes; `construct` holds the
    arguments of the class that makes it, as an Input.
    """

    __slots__ = ("args", "kwargs", "receiver", "construct")

    def __init__(self, args, kwargs, receiver=None, construct=None):
        self.args = args
        self.kwargs = kwargs
        self.receiver = receiver
        self.construct = construct


class Call:
    """A call that is ready to be made. `receiver` is the instance made for it, and so part of what is compared."""

    __slots__ = ("function", "args", "kwargs", "receiver", "handed")

    def __init__(self, function, given, receiver=None, explicit=False):
        self.function = function
        self.handed = given.args
        self.args = (receiver, *given.args) if explicit else given.args
        self.kwargs = given.kwargs
        self.receiver = receiver


class Thrown:
    """What a call raised."""

    __slots__ = ("error",)

    def __init__(self, error):
        self.error = error


class Yielded:
    """All that a generator gave, what it returned, and what it raised."""

    __slots__ = ("items", "returned", "raised")

    def __init__(self, items, returned, raised):
        self.items = items
        self.returned = returned
        self.raised = raised


class Subject:
    """The function that is called."""

    def __init__(self, module, target):
        self._member = target["member"]
        self._receiver = target["receiver"]
        scope = {}
        try:
            exec(target["capture"]["text"], module.__dict__, scope)
            self._entry = scope["__evolvent_entry__"]()
        except BaseException as error:
            raise HarnessFailure("load", preview_thrown(error)) from None
        if self._receiver == "holder":
            self._entry = getattr(self._entry, self._member, None)
        if not callable(self._entry):
            raise HarnessFailure("load", "the function is not there once the file is loaded")

    @property
    def entry(self):
        return self._entry

    def call(self, given):
        """The call that an Input describes. Its receiver and arguments are used, not copied."""
        if self._receiver != "instance":
            return Call(self._entry, given)
        instance = self._instance(given)
        member = getattr_static(instance, self._member, None)
        # A property is called too, by the function that computes it.
        if type(member) is property and member.fget is not None:
            return Call(member.fget, given, instance, explicit=True)
        if type(member) is cached_property:
            return Call(member.func, given, instance, explicit=True)
        method = getattr(instance, self._member, None)
        if not callable(method):
            raise HarnessFailure("load", "the method %s is not there once the file is loaded" % self._member)
        return Call(method, given, instance)

    def _instance(self, given):
        kind = self._entry
        receiver = given.receiver
        if type(receiver) is dict and dict not in mro_of(kind):
            instance = kind.__new__(kind)
            for name, value in receiver.items():
                object.__setattr__(instance, name, value)
            return instance
        if receiver is not None:
            return receiver
        made = given.construct
        try:
            return kind() if made is None else kind(*made.args, **made.kwargs)
        except BaseException as error:
            how = "from `construct`" if made else "without arguments; give each input `construct` or `receiver`"
            message = "the instance cannot be constructed %s (%s)" % (how, preview_thrown(error))
            raise HarnessFailure("inputs", message) from None


def kind_of(value):
    """How a result is waited for: `plain`, `generator` or `waiting`."""
    kind = type(value)
    if kind is GeneratorType:
        return "generator"
    awaits = kind is CoroutineType or any("__await__" in each.__dict__ for each in mro_of(kind))
    return "waiting" if awaits or kind is AsyncGeneratorType else "plain"


def drained(generator):
    """All that a generator gives."""
    items = []
    returned = []
    try:
        items.extend(islice(_kept(generator, returned), _most_yielded + 1))
    except BaseException as error:
        return Yielded(items, None, error)
    _refuse_endless(items)
    return Yielded(items, returned[0] if returned else None, None)


def _kept(generator, returned):
    returned.append((yield from generator))


async def awaited(value):
    """What an awaitable or an asynchronous generator comes to."""
    if type(value) is not AsyncGeneratorType:
        return await value
    items = []
    try:
        async for item in value:
            items.append(item)
            _refuse_endless(items)
    except HarnessFailure:
        raise
    except BaseException as error:
        return Yielded(items, None, error)
    return Yielded(items, None, None)


def _refuse_endless(items):
    if len(items) > _most_yielded:
        raise HarnessFailure("run", "gives a generator of more than %d values" % _most_yielded)


def answer_of(call, loop):
    """Makes a call and waits for it: its result, or Thrown; and how it was waited for."""
    waited = "plain"
    try:
        value = call.function(*call.args, **call.kwargs)
        waited = kind_of(value)
        if waited == "generator":
            value = drained(value)
        elif waited == "waiting":
            value = loop.run(awaited(value))
    except HarnessFailure:
        raise
    except BaseException as error:
        value = Thrown(error)
    return value, waited


def to_input(value, number, source):
    """An input as a module of inputs gives it, checked."""
    if type(value) in (tuple, list):
        return Input(tuple(value), {})
    keys = set(value) if type(value) is dict else set()
    if not keys or not keys <= {"args", "kwargs", "receiver", "construct"}:
        what = "a tuple of arguments or a dictionary with `args`, `kwargs`, `receiver` or `construct`"
        raise HarnessFailure("inputs", "%s gives %s as input %d instead of %s" % (source, preview(value), number, what))
    construct = value.get("construct")
    return Input(
        _arguments(value.get("args", ()), "args", number, source),
        _keywords(value.get("kwargs", {}), number, source),
        value.get("receiver"),
        None if construct is None else _construct(construct, number, source),
    )


def _construct(value, number, source):
    if type(value) is dict:
        args = _arguments(value.get("args", ()), "construct", number, source)
        return Input(args, _keywords(value.get("kwargs", {}), number, source))
    return Input(_arguments(value, "construct", number, source), {})


def _arguments(value, name, number, source):
    if type(value) not in (tuple, list):
        raise HarnessFailure("inputs", "`%s` of input %d from %s is not a tuple or list" % (name, number, source))
    return tuple(value)


def _keywords(value, number, source):
    if type(value) is not dict or not all(type(key) is str for key in value):
        raise HarnessFailure("inputs", "`kwargs` of input %d from %s is not a dictionary by name" % (number, source))
    return value
