"""What a class keeps in its instances, and how to read it without running code of the class."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from _random import Random
from collections import OrderedDict, defaultdict
from enum import EnumMeta
from sys import modules
from types import (
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    ModuleType,
    SimpleNamespace,
    WrapperDescriptorType,
)

_dict_of = type.__dict__["__dict__"].__get__
mro_of = type.__dict__["__mro__"].__get__
_module_of = type.__dict__["__module__"].__get__
qualname_of = type.__dict__["__qualname__"].__get__
_flags_of = type.__dict__["__flags__"].__get__
_size_of = type.__dict__["__basicsize__"].__get__
_base_of = type.__dict__["__base__"].__get__
_dictoffset_of = type.__dict__["__dictoffset__"].__get__
_args_of = BaseException.__dict__["args"].__get__
_heap_type = 1 << 9
_pointer = 8
_nan = float("nan")


def is_class(value):
    """Whether a value is a class; unlike `isinstance`, it does not ask the value."""
    return type in mro_of(type(value))


def found(home, name):
    """What a dotted name means in a module; None when it is not there."""
    for part in name.split("."):
        if type(home) is ModuleType:
            home = home.__dict__.get(part)
        elif home is not None and is_class(home):
            home = _dict_of(home).get(part)
        else:
            return None
        if type(home) is staticmethod or type(home) is classmethod:
            home = home.__func__
    return home


class Shape:
    """How the instances of a class are read.

    `name` is the class's own as bytes. `obstacle` is why they cannot be compared, such as `a generator`, or None.
    `content` gives what an instance holds beside its attributes, and how that is to be written; None when nothing.
    """

    __slots__ = ("kind", "name", "obstacle", "content", "_slots", "_dicts")

    def __init__(self, kind):
        # Kept, so that nothing else can be found at its address.
        self.kind = kind
        mro = mro_of(kind)
        self.name = b"object" + _name_of(kind)
        self.content = _content(kind, mro)
        self.obstacle = _obstacle(kind, mro, self.content)
        self._slots = []
        self._dicts = []
        if EnumMeta in mro_of(type(kind)) or _is_lazy_path(kind):
            return
        for each in mro:
            for name, member in _dict_of(each).items():
                if name == "__dict__" and type(member) in (GetSetDescriptorType, MemberDescriptorType):
                    self._dicts.append(member.__get__)
                elif type(member) is MemberDescriptorType and _flags_of(each) & _heap_type:
                    self._slots.append((name, member.__get__))

    def attributes_of(self, value):
        """The attributes that an instance itself holds, by name."""
        attributes = {}
        for name, get in self._slots:
            try:
                attributes[name] = get(value, self.kind)
            except AttributeError:
                continue
        for get in self._dicts:
            own = get(value, self.kind)
            if dict in mro_of(type(own)):
                for name, item in dict.items(own):
                    attributes[str(name)] = item
        return attributes


def _name_of(kind):
    module = _module_of(kind)
    name = qualname_of(kind)
    module = module if type(module) is str else ""
    # A class that only looks like the one of that name is told apart.
    real = found(modules.get(module), name) is kind
    return ("%d:%s%d:%s%d;" % (len(module), module, len(name), name, real)).encode("utf-8", "surrogatepass")


def _obstacle(kind, mro, content):
    name = qualname_of(kind)
    for each in mro:
        if _module_of(each) == "_io":
            return "an open file or stream"
    if name in ("generator", "async_generator") and not _flags_of(kind) & _heap_type:
        return "a generator"
    if name == "coroutine" and not _flags_of(kind) & _heap_type:
        return "a coroutine that nobody awaits"
    if any("__next__" in _dict_of(each) for each in mro):
        return "an iterator (%s), whose values are not made yet; give a list instead" % name
    if content is None and _native_of(mro) is not None:
        return "of class %s, which does not show what it holds" % name
    return None


def _native_of(mro):
    return next((each for each in mro if each is not object and _is_native(each)), None)


def _content(kind, mro):
    """The first of these that fits; a base that is written in C tells by itself, as for pickling."""
    if EnumMeta in mro_of(type(kind)):
        return _enum_content
    if _is_lazy_path(kind):
        return lambda value: ("parts", str(value))
    for base, content in _contents:
        if base in mro:
            return content
    native = _native_of(mro)
    if native is None:
        return None
    if qualname_of(native) == "ndarray" and not _flags_of(native) & _heap_type:
        return _array_content
    for each in mro[mro.index(native) : -1]:
        members = _dict_of(each)
        for name, options in (("__reduce_ex__", (4,)), ("__reduce__", ())):
            reduce = members.get(name)
            if type(reduce) in (MethodDescriptorType, WrapperDescriptorType):
                return lambda value: _reduced(reduce(value, *options))
    return None


def _enum_content(value):
    return ("parts", object.__getattribute__(value, "__dict__").get("_value_"))


def _exception_content(value):
    mro = mro_of(type(value))
    # How deep the stack was when it overflowed is nobody's business.
    vague = RecursionError in mro or MemoryError in mro
    return ("parts", b"exception", () if vague else tuple(_args_of(value)))


def _ordered_content(value):
    keys = list(OrderedDict.__iter__(value))
    return ("pairs", keys, [dict.__getitem__(value, key) for key in keys])


def _default_content(value):
    pairs = (list(dict.__iter__(value)), list(dict.values(value)))
    return ("parts", defaultdict.default_factory.__get__(value), *pairs)


def _array_content(value):
    kind = value.dtype
    about = (str(kind.descr if kind.names else kind.str), tuple(value.shape))
    if kind.hasobject:
        return ("parts", *about, value.tolist())
    if kind.kind in "fc":
        missing = value != value
        if missing.any():
            value = value.copy()
            value[missing] = _nan
    return ("bytes", value.tobytes(), *about)


def _reduced(reduced):
    if type(reduced) is not tuple:
        return ("parts", str(reduced))
    # The fourth and fifth iterate over what a container holds.
    parts = [list(part) if index in (3, 4) and part is not None else part for index, part in enumerate(reduced)]
    return ("parts", *parts)


_contents = (
    (BaseException, _exception_content),
    (OrderedDict, _ordered_content),
    (defaultdict, _default_content),
    (dict, lambda value: ("pairs", list(dict.__iter__(value)), list(dict.values(value)))),
    (list, lambda value: ("items", list(list.__iter__(value)))),
    (tuple, lambda value: ("items", tuple(tuple.__iter__(value)))),
    (set, lambda value: ("set", set(set.__iter__(value)))),
    (frozenset, lambda value: ("set", frozenset(frozenset.__iter__(value)))),
    (int, lambda value: ("parts", int.__index__(value))),
    (str, lambda value: ("parts", str.__str__(value))),
    (float, lambda value: ("parts", float.__float__(value))),
    (bytes, lambda value: ("bytes", bytes.__getitem__(value, slice(None)))),
    (bytearray, lambda value: ("bytes", bytes(bytearray.__getitem__(value, slice(None))))),
    (complex, lambda value: ("parts", complex.real.__get__(value), complex.imag.__get__(value))),
    (SimpleNamespace, lambda value: ("parts",)),
    (Random, lambda value: ("parts", Random.getstate(value))),
)


def _is_lazy_path(kind):
    """Paths keep what they have computed of themselves, such as their hash."""
    module = _module_of(kind)
    home = modules.get("pathlib")
    return module in ("pathlib", "pathlib._local") and found(home, qualname_of(kind)) is kind


def _is_native(kind):
    """Whether instances of a class hold what neither their attributes nor their slots show."""
    if not _flags_of(kind) & _heap_type:
        return True
    members = _dict_of(kind)
    if "__slots__" not in members and _dictoffset_of(kind) == 0:
        return True
    base = _base_of(kind)
    slots = sum(1 for member in members.values() if type(member) is MemberDescriptorType)
    grown = _size_of(kind) - (_size_of(base) if base is not None else 0)
    return grown > _pointer * (slots + 2)
