"""The conversation with the parent: see messages.ts, which says what each message means."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from json.encoder import encode_basestring_ascii as _quoted
from os import read, write

_to_parent = 3
_from_parent = 4


class HarnessFailure(Exception):
    """What keeps a harness from going on, as a phrase for the user, and the stage it was in."""

    def __init__(self, stage, message):
        super().__init__(message)
        self.stage = stage
        self.message = message


class LapTime:
    """What the parent's clock says of a lap, in nanoseconds; `cpu` is None where the machine does not tell."""

    __slots__ = ("cpu", "wall")

    def __init__(self, cpu, wall):
        self.cpu = cpu
        self.wall = wall

    @property
    def used(self):
        """CPU time where it is known, else wall time."""
        return self.wall if self.cpu is None else self.cpu


class Speaker:
    """Tells the parent what goes on, and asks it for the time."""

    def __init__(self, nonce):
        self._nonce = nonce
        self._heard = b""

    def say(self, kind, **details):
        details["kind"] = kind
        line = '{"nonce":%s,"message":%s}\n' % (_json(self._nonce), _json(details))
        data = line.encode()
        while data:
            data = data[write(_to_parent, data) :]

    def begin(self, stage, **details):
        """Begins a stage; should the harness be killed, the parent knows where it was."""
        self.say("stage", stage=stage, **details)

    def start_lap(self, lap, part=0, round=0, passes=1):
        """Returns when the parent's clock runs."""
        self.say("lap-start", lap=lap, part=part, round=round, passes=passes)
        self._hear()

    def end_lap(self):
        """What the parent's clock says of the lap that ends here."""
        self.say("lap-end")
        answer = self._hear()
        return LapTime(_number(answer, b'"cpuNs":'), _number(answer, b'"wallNs":'))

    def _hear(self):
        while b"\n" not in self._heard:
            data = read(_from_parent, 4096)
            if not data:
                raise HarnessFailure("run", "lost the process that measures it")
            self._heard += data
        line, _, self._heard = self._heard.partition(b"\n")
        return line


def _number(answer, name):
    _, found, rest = answer.partition(name)
    digits = rest.split(b",")[0].split(b"}")[0].strip()
    return float(digits) if found and digits != b"null" else None


def _json(value):
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is float:
        return repr(value)
    if kind is dict:
        return "{%s}" % ",".join("%s:%s" % (_quoted(key), _json(item)) for key, item in value.items())
    return "[%s]" % ",".join(_json(item) for item in value)
