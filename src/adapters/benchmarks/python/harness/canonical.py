"""Digests that are equal for equal values only.

Two graphs of values have the same digest only when a program can hardly tell them apart: values deeply, `1`, `1.0`
and `True` apart, `-0.0` apart from `0.0`, the order of dictionaries (iteration shows it), classes by module and name,
exceptions by class and arguments but not by traceback, functions and modules by name, shared references and cycles of
what can be changed, within and across the roots. All NaN are one. Sets and attributes have no order. Whether equal
immutable values are one object is not seen, for the interpreter decides that.

No code of the values' classes runs: everything is read below every hook that a class written in Python can define.
"""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from hashlib import sha256
from itertools import chain
from marshal import dumps
from re import Pattern
from struct import pack
from sys import modules
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType, ModuleType

from classes import Shape, found, is_class, qualname_of


class Incomparable(Exception):
    """A value that cannot be compared; the message reads as `result[0] is a function`."""


class Root:
    """A value to be compared.

    `label` begins its paths, such as `result`. Functions that have no name to be found by are taken by their code
    where `functions` is true, which is right for callbacks that the inputs hand over, and are incomparable otherwise.
    """

    __slots__ = ("label", "value", "functions")

    def __init__(self, label, value, functions):
        self.label = label
        self.value = value
        self.functions = functions


def digest_of(roots):
    """The digest of the graph below some roots in hexadecimal, and the length of its canonical form in bytes.

    Raises Incomparable.
    """
    graph = _Graph()
    for root in roots:
        graph.refer(root.value, (None, "root", root.label, root.functions))
    graph.write_nodes()
    return graph.finish()


_code_of = FunctionType.__dict__["__code__"].__get__
_function_name = FunctionType.__dict__["__qualname__"].__get__
_nan = float("nan")
_nan_bytes = pack("<d", _nan)
_scalars = frozenset((type(None), bool, int, str, bytes))
_scalars_and_float = _scalars | {float}
_sortable = frozenset((int, str, bytes))
_dict_views = {type({}.keys()): b"keys", type({}.values()): b"values", type({}.items()): b"items"}
_singletons = {id(None): b"N;", id(True): b"T;", id(False): b"F;", id(...): b"E;", id(NotImplemented): b"I;"}
_most_bytes = 1 << 28
_most_nesting = 8
_flush_at = 1 << 16
_most_path = 120

# Where a value was first met is a tuple (place above or None, role, key, whether functions may be taken by their code).


def path_of(place):
    """A place as the user would write it, such as `result.items[3]`."""
    steps = []
    while place is not None:
        above, role, key, _ = place
        steps.append(_steps[role](key))
        place = above
    path = "".join(reversed(steps))
    return path if len(path) <= _most_path else path[: _most_path // 2] + "…" + path[-_most_path // 2 :]


_steps = {
    "root": str,
    "item": lambda key: "[%d]" % key,
    "value": lambda key: "[%s]" % (repr(key)[:40] if type(key) in _scalars_and_float else "…"),
    "key": lambda key: ".keys()[%d]" % key,
    "member": lambda key: ".pop()",
    "attribute": lambda key: ".%s" % key,
    "part": lambda key: "",
}


def below(place, role, key):
    """The place of a part of what is at a place."""
    return (place, role, key, place[3])


class _Graph:
    """Writes the roots, then everything that can be changed in the order in which it was first met.

    Such a value is written as its number wherever it occurs, so that sharing and cycles show and no depth overflows
    the stack. What cannot be changed is written where it stands.
    """

    def __init__(self, nesting=0):
        self._hash = sha256()
        self._parts = []
        self._pending = 0
        self._bytes = 0
        self._numbers = {}
        self._nodes = []
        self._nesting = nesting
        self._shapes = {}

    def refer(self, value, place):
        """Writes a value met at a place: itself or its number."""
        token = _atom(value, type(value))
        if token is not None:
            self.write(token)
        elif type(value) is tuple or type(value) is frozenset:
            self._write_nested(value, place)
        else:
            self._write_number(value, place)

    def _write_number(self, value, place):
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._nodes)
            self._nodes.append((value, place))
        self.write(b"#%d;" % number)

    def _write_nested(self, value, place):
        # An explicit stack, because tuples may be nested as deep as memory allows.
        stack = [iter(((value, place),))]
        while stack:
            following = next(stack[-1], None)
            if following is None:
                stack.pop()
                self.write(b")")
                continue
            value, place = following
            kind = type(value)
            token = _atom(value, kind)
            if token is not None:
                self.write(token)
            elif kind is tuple and _is_flat(value):
                self._write_flat(b"(", value)
            elif kind is tuple:
                self.write(b"(%d:" % len(value))
                stack.append(_items(value, place))
            elif kind is frozenset:
                self.write_set(b"frozenset", value, place)
            else:
                self._write_number(value, place)

    def write_nodes(self):
        """Writes the values met so far and those met on the way."""
        # The list grows while it is read.
        for value, place in self._nodes:
            kind = type(value)
            if kind is list:
                self.write_items(b"[", value, place)
            elif kind is dict:
                self.write_pairs(list(value), list(value.values()), place)
            elif kind is set:
                self.write_set(b"set", value, place)
            else:
                self._write_node(value, kind, place)
            self.write(b".")

    def finish(self):
        self._flush()
        return self._hash.hexdigest(), self._bytes

    def write(self, token):
        self._parts.append(token)
        self._pending += len(token)
        if self._pending > _flush_at:
            self._flush()

    def _flush(self):
        data = b"".join(self._parts)
        self._hash.update(data)
        self._bytes += len(data)
        self._parts = []
        self._pending = 0
        if self._bytes > _most_bytes:
            raise Incomparable("what it holds takes more than %d MiB" % (_most_bytes >> 20))

    def _write_flat(self, begin, items):
        # Version 2 of the format knows no references, so that it depends on the values only.
        data = dumps(items, 2)
        self.write(b"%s!%d:" % (begin, len(data)))
        self.write(data)

    def write_items(self, begin, items, place):
        if _is_flat(items):
            self._write_flat(begin, items)
            return
        self.write(b"%s%d:" % (begin, len(items)))
        for value, where in _items(items, place):
            self.refer(value, where)

    def write_pairs(self, keys, values, place):
        if _is_flat(keys):
            self._write_flat(b"{", keys)
        else:
            self.write(b"{%d:" % len(keys))
            for index, key in enumerate(keys):
                self.refer(key, below(place, "key", index))
        if _is_flat(values):
            self._write_flat(b"=", values)
        else:
            self.write(b"=%d:" % len(values))
            for key, value in zip(keys, values):
                self.refer(value, below(place, "value", key))

    def write_set(self, begin, items, place):
        """Writes a set in the order of its items' own digests, which does not depend on their hashes."""
        kinds = set(map(type, items))
        if len(kinds) == 1 and kinds <= _sortable:
            self._write_flat(begin, sorted(items))
            return
        if self._nesting == _most_nesting:
            raise Incomparable("%s is a set that holds itself, or is nested too deep" % path_of(place))
        where = below(place, "member", None)
        keyed = []
        for item in items:
            inner = _Graph(self._nesting + 1)
            inner.refer(item, where)
            inner.write_nodes()
            keyed.append((inner.finish()[0], item))
        keyed.sort(key=_first)
        self.write(b"%s%d:" % (begin, len(keyed)))
        for key, item in keyed:
            self.write(key.encode())
            self.refer(item, where)

    def _write_node(self, value, kind, place):
        if kind is bytearray:
            self.write(b"bytearray%d:" % len(value) + bytes(value))
        elif kind is FunctionType:
            self._write_function(value, place)
        elif kind is MethodType:
            self.write(b"method")
            self.refer(value.__func__, place)
            self.refer(value.__self__, below(place, "attribute", "__self__"))
        elif kind is BuiltinFunctionType:
            self.write(b"builtin" + string(str(value.__qualname__)))
            self.refer(value.__self__, below(place, "attribute", "__self__"))
        elif kind is ModuleType:
            self.write(b"module" + string(str(value.__name__)))
        elif kind is MappingProxyType:
            self.write(b"proxy")
            self.refer(dict(value), place)
        elif kind is memoryview:
            self.write(b"view" + string(value.format) + repr(value.shape).encode() + value.tobytes())
        elif kind is Pattern:
            self.write(b"pattern")
            self.refer((value.pattern, value.flags), place)
        elif is_class(value):
            self.write(b"class" + self.shape_of(value).name)
        elif kind in _dict_views:
            self.write(_dict_views[kind])
            self.write_items(b"[", list(value), place)
        else:
            self._write_object(value, kind, place)

    def _write_function(self, value, place):
        name = _function_name(value)
        module = value.__module__
        if type(module) is str and found(modules.get(module), name) is value:
            self.write(b"function" + string(module) + string(name))
            return
        if not place[3]:
            raise Incomparable("%s is a function" % path_of(place))
        code = _code_of(value)
        self.write(b"lambda" + string(name))
        self.refer((code.co_code, code.co_names, code.co_varnames), place)
        self.refer(tuple(each for each in code.co_consts if type(each) in _scalars_and_float), place)

    def shape_of(self, kind):
        shape = self._shapes.get(id(kind))
        if shape is None:
            shape = self._shapes[id(kind)] = Shape(kind)
        return shape

    def _write_object(self, value, kind, place):
        shape = self.shape_of(kind)
        if shape.obstacle is not None:
            raise Incomparable("%s is %s" % (path_of(place), shape.obstacle))
        self.write(shape.name)
        if shape.content is not None:
            self._write_content(shape.content, value, kind, place)
        attributes = shape.attributes_of(value)
        if attributes:
            self.write(b"@%d:" % len(attributes))
            for name in sorted(attributes):
                self.write(string(name))
                self.refer(attributes[name], below(place, "attribute", name))

    def _write_content(self, content, value, kind, place):
        """Writes what an object holds beside its attributes."""
        try:
            how, *parts = content(value)
        except Exception as error:
            what = "%s is of class %s, which cannot be copied (%s)" % (path_of(place), qualname_of(kind), error)
            raise Incomparable(what) from None
        if how == "items":
            self.write_items(b"[", parts[0], place)
        elif how == "pairs":
            self.write_pairs(parts[0], parts[1], place)
        elif how == "set":
            self.write_set(b"set", parts[0], place)
        elif how == "bytes":
            self.write(b"bytes%d:" % len(parts[0]) + parts[0])
            parts = parts[1:]
            self.refer(tuple(parts), below(place, "part", None))
        else:
            self.write(b"parts%d:" % len(parts))
            for part in parts:
                self.refer(part, below(place, "part", None))


def _atom(value, kind):
    """What is written for a value without parts; None for any other."""
    if kind is int:
        return b"i%x;" % value
    if kind is str:
        return string(value)
    if kind is float:
        return b"f" + (pack("<d", value) if value == value else _nan_bytes)
    if kind is bytes:
        return b"b%d:" % len(value) + value
    if kind is complex:
        return b"c" + _atom(value.real, float) + _atom(value.imag, float)
    return _singletons.get(id(value))


def _is_flat(items):
    """Whether a list or tuple holds nothing but scalars, or tuples of them, which can be written at once."""
    kinds = set(map(type, items))
    if kinds <= _scalars:
        return True
    if kinds <= _scalars_and_float:
        return not any(item != item for item in items)
    if kinds == {tuple}:
        inner = set(map(type, chain.from_iterable(items)))
        if inner <= _scalars:
            return True
        return inner <= _scalars_and_float and not any(item != item for each in items for item in each)
    return False


def _items(items, place):
    return ((item, below(place, "item", index)) for index, item in enumerate(items))


def _first(pair):
    return pair[0]


def string(value):
    """A text as bytes that tell where it ends."""
    data = value.encode("utf-8", "surrogatepass")
    return b"s%d:" % len(data) + data
