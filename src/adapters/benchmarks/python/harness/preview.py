"""Values and exceptions as a person would write them. No code of theirs runs."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from classes import mro_of, qualname_of

_most_characters = 200
_most_items = 20
_most_depth = 3
_plain = frozenset((type(None), bool, float, complex, type(...), type(NotImplemented)))
_brackets = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), frozenset: ("frozenset({", "})")}
_args_of = BaseException.__dict__["args"].__get__


def preview(value):
    """A value on one line, in at most 200 characters."""
    return _cut(_shown(value, _most_depth))


def preview_thrown(error):
    """An exception as `TypeError: message`, without its traceback."""
    kind = type(error)
    if SyntaxError in mro_of(kind):
        message = SyntaxError.__str__(error)
    else:
        args = tuple(_args_of(error))
        only_text = len(args) == 1 and type(args[0]) is str and KeyError not in mro_of(kind)
        message = args[0] if only_text else ", ".join(_shown(arg, 1) for arg in args)
    message = " ".join(message.split())
    return _cut("%s: %s" % (qualname_of(kind), message) if message else qualname_of(kind))


def _cut(text):
    return text if len(text) <= _most_characters else text[: _most_characters - 1] + "…"


def _shown(value, depth):
    kind = type(value)
    if kind in _plain:
        return repr(value)
    if kind is int:
        return repr(value) if value.bit_length() < 600 else "an integer of %d bits" % value.bit_length()
    if kind is str or kind is bytes:
        return repr(value[:120]) + ("…" if len(value) > 120 else "")
    if kind in _brackets:
        return _collection(value, kind, depth)
    if kind is dict:
        if depth == 0 and value:
            return "{…}"
        pairs = [
            "%s: %s" % (_shown(key, depth - 1), _shown(item, depth - 1))
            for key, item in list(value.items())[:_most_items]
        ]
        return "{%s%s}" % (", ".join(pairs), ", …" if len(value) > _most_items else "")
    if type in mro_of(kind):
        return "<class %s>" % qualname_of(value)
    if BaseException in mro_of(kind):
        return preview_thrown(value)
    return "<%s>" % qualname_of(kind)


def _collection(value, kind, depth):
    opening, closing = _brackets[kind]
    if not value:
        return opening + closing if kind in (list, tuple) else "%s()" % kind.__name__
    if depth == 0:
        return opening + "…" + closing
    items = list(value)
    if kind not in (list, tuple) and len(set(map(type, items))) == 1 and type(items[0]) in (int, str):
        items.sort()
    shown = [_shown(item, depth - 1) for item in items[:_most_items]]
    more = ", …" if len(items) > _most_items else "," if kind is tuple and len(items) == 1 else ""
    return opening + ", ".join(shown) + more + closing
