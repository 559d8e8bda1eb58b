"""Notices when the target changes the language itself."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

import builtins
import sys
from types import FunctionType, ModuleType

from classes import is_class

_missing = object()
# What programs depend on most; whatever else is loaded by then is looked at too.
_watched = "collections copy functools heapq itertools json math operator random re time".split()
_methods = (FunctionType, property, classmethod, staticmethod)


class Watch:
    """What the language was before the target was loaded."""

    def __init__(self):
        for name in _watched:
            __import__(name)
        self._homes = {
            name: (module.__dict__, _callables(module.__dict__))
            for name, module in list(sys.modules.items())
            if type(module) is ModuleType and "." not in name and name not in ("__main__", "sys")
        }
        self._names = set(builtins.__dict__)

    def changed(self):
        """Names of what is not what it was, such as `random.Random.shuffle`."""
        names = ["builtins." + str(name) for name in builtins.__dict__ if name not in self._names]
        for module, (members, before) in self._homes.items():
            for name, (value, methods) in before.items():
                now = members.get(name, _missing)
                if now is not value:
                    names.append("%s.%s" % (module, name))
                elif methods is not None:
                    names.extend("%s.%s.%s" % (module, name, each) for each in _different(value, methods))
        return sorted(names)


def _callables(members):
    """Functions and classes by name; of classes written in Python the methods too."""
    return {
        name: (value, _methods_of(value) if is_class(value) else None)
        for name, value in list(members.items())
        if type(name) is str and callable(value)
    }


def _methods_of(kind):
    members = type.__dict__["__dict__"].__get__(kind)
    return {name: member for name, member in members.items() if isinstance(member, _methods)} or None


def _different(kind, methods):
    members = type.__dict__["__dict__"].__get__(kind)
    return [name for name, member in methods.items() if members.get(name, _missing) is not member]
