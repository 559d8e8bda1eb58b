/**
 * A Python program that defines `recorder(module, options)`: it gives a decorator that notes each call of a function, as
 * recording.ts describes it, in the file named by EVOLVENT_RECORD. Without that the decorator does nothing. It runs
 * inside the user's own process, below whatever test framework, under Python 3.8 or newer: nothing of it raises, and
 * nothing of it changes what the code does.
 *
 * A payload is two pickles, one after the other: of the name of the recording module, and of `{"args": …, "kwargs": …}`
 * with the instance of a method as `"receiver"`.
 */
export const recorderSource = `
import functools
import inspect
import io
import os
import pickle
import struct
import sys
import threading
import types

MOST_CALLS = 2000
MOST_SKIPS = 10000
MOST_BYTES_OF_A_CALL = 8 << 20
MOST_BYTES = 64 << 20
CALL, SKIP = 1, 2


class Obstacle(Exception):
    """Why a value cannot be kept, such as "is a generator"."""


class Copier(pickle.Pickler):
    """Refuses what another process could not make again."""

    def __init__(self, file, root, home):
        super().__init__(file, 4)
        self.root = root
        self.home = home

    def reducer_override(self, value):
        kind = type(value)
        if isinstance(value, types.FunctionType) and ("<" in value.__qualname__):
            raise Obstacle("a function without a name of its own")
        if isinstance(value, (type, types.FunctionType)):
            self.demand_importable(value.__module__, value.__qualname__)
        elif isinstance(value, io.IOBase):
            raise Obstacle("an open file")
        elif hasattr(kind, "__next__"):
            raise Obstacle("a generator" if kind is types.GeneratorType else "an iterator")
        elif isinstance(value, types.ModuleType):
            raise Obstacle("a module")
        return NotImplemented

    def demand_importable(self, module, name):
        if module == self.home:
            return
        file = getattr(sys.modules.get(module), "__file__", None)
        if module != "__main__" and (file is None or not within(file, self.root)):
            return
        path = module.replace(".", os.sep)
        places = [os.path.join(self.root, *above, path) for above in ((), ("src",))]
        if module == "__main__" or not any(
            os.path.realpath(file) in (os.path.realpath(place + ".py"), os.path.realpath(os.path.join(place, "__init__.py")))
            for place in places
        ):
            raise Obstacle("of %s.%s, which only the program that was recorded knows" % (module, name))


def within(file, folder):
    return os.path.realpath(file).startswith(os.path.realpath(folder) + os.sep)


def recorder(module, root, member, takes):
    """The decorator.

    member: the name of the method, or None. takes: "instance" when the first argument is the instance of a method,
    "owner" when it is a class to be left out, "nothing" when it is an argument like the others.
    """
    file = os.environ.get("EVOLVENT_RECORD")
    if not file:
        return lambda function: function
    state = types.SimpleNamespace(calls=0, skips=0, exposed=None, takes=takes)
    busy = threading.local()

    def append(kind, payload):
        with open(file, "ab", buffering=0) as frames:
            frames.write(bytes([kind]) + struct.pack("<I", len(payload)) + payload)

    def skip(reason):
        state.skips += 1
        append(SKIP, reason.encode("utf-8", "replace"))

    def copied(value):
        stream = io.BytesIO()
        Copier(stream, root, module).dump(value)
        return stream.getvalue()

    def obstacle(value):
        try:
            copied(value)
        except Obstacle as error:
            return "holds " + str(error) if type(value) in (list, tuple, dict, set) else "is " + str(error)
        except RecursionError:
            return "is nested too deep"
        except Exception as error:
            return "cannot be copied (%s)" % " ".join(str(error).split())[:120]
        return None

    def note(args, kwargs):
        if state.calls >= MOST_CALLS or state.skips >= MOST_SKIPS:
            return
        try:
            record(args, kwargs)
        except Exception:
            # The code must not notice that it is watched, whatever befalls the watcher.
            state.skips += 1

    def record(args, kwargs):
        call = {"args": args, "kwargs": kwargs}
        if state.takes != "nothing":
            first, call["args"] = args[0], args[1:]
        if state.takes == "instance":
            found = next((each.__dict__[member] for each in type(first).__mro__ if member in each.__dict__), None)
            if found is not state.exposed:
                return skip("self has a %s of its own" % member)
            call["receiver"] = first
        try:
            payload = pickle.dumps(module, 4) + copied(call)
        except Exception:
            named = [("argument %d" % number, value) for number, value in enumerate(call["args"], 1)]
            named += [("argument %s" % name, value) for name, value in kwargs.items()]
            if state.takes == "instance":
                named.insert(0, ("self", first))
            for name, value in named:
                problem = obstacle(value)
                if problem is not None:
                    return skip("%s %s" % (name, problem))
            return skip("the arguments cannot be copied")
        if len(payload) > MOST_BYTES_OF_A_CALL:
            return skip("the arguments hold more than 8 MiB")
        size = os.path.getsize(file) if os.path.exists(file) else 0
        if size + len(payload) > MOST_BYTES:
            state.calls = MOST_CALLS
            return
        state.calls += 1
        append(CALL, payload)

    def wrapped(function):
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def noting(*args, **kwargs):
                note(args, kwargs)
                return await function(*args, **kwargs)

            return noting

        def recorded(*args, **kwargs):
            if getattr(busy, "inside", False):
                return function(*args, **kwargs)
            note(args, kwargs)
            busy.inside = True
            try:
                return function(*args, **kwargs)
            finally:
                busy.inside = False

        functools.update_wrapper(recorded, function)
        for name in ("cache_info", "cache_clear", "cache_parameters", "register", "dispatch"):
            if hasattr(function, name):
                setattr(recorded, name, getattr(function, name))
        return recorded

    def decorate(function):
        if isinstance(function, (staticmethod, classmethod)):
            # A class method is seen before it is bound.
            state.takes = "owner" if isinstance(function, classmethod) else "nothing"
            state.exposed = type(function)(wrapped(function.__func__))
        elif isinstance(function, property):
            state.exposed = property(wrapped(function.fget), function.fset, function.fdel, function.__doc__)
        elif isinstance(function, functools.cached_property):
            state.exposed = functools.cached_property(wrapped(function.func))
        elif callable(function):
            # Each call within a recorded one takes two frames of the stack now.
            sys.setrecursionlimit(min(2 * sys.getrecursionlimit(), 10000))
            state.exposed = wrapped(function)
        else:
            state.exposed = function
        return state.exposed

    return decorate
`;
