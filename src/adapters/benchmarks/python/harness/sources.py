"""Where inputs come from."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from base64 import b64decode
from io import BytesIO
from os.path import join
from pickle import Unpickler
from random import Random

from chance import seed_of
from loading import load_text
from preview import preview, preview_thrown
from speaker import HarnessFailure
from subject import Input, to_input

_most_inputs = 1000


def open_source(inputs, target, module):
    """The source that a job describes. Raises HarnessFailure of stage `inputs`."""
    if inputs["kind"] == "recorded":
        return RecordedCalls(inputs["calls"], module)
    return InputsModule(inputs, target, module)


class RecordedCalls:
    """Calls that were recorded before there was any candidate. They have the same values in every set."""

    renews = False

    def __init__(self, calls, module):
        self._calls = [b64decode(call) for call in calls]
        self._module = module

    def make(self, label, size=None):
        """A set of inputs as fresh objects."""
        return [self._read(call, number) for number, call in enumerate(self._calls, 1)]

    def _read(self, call, number):
        try:
            recorded = _Reader(call, self._module).read()
        except BaseException as error:
            message = "recorded call %d cannot be read (%s)" % (number, preview_thrown(error))
            raise HarnessFailure("inputs", message) from None
        construct = recorded.get("construct")
        return Input(
            tuple(recorded["args"]),
            recorded.get("kwargs", {}),
            recorded.get("receiver"),
            None if construct is None else Input(tuple(construct), {}),
        )


class _Reader(Unpickler):
    """Finds the classes of the target's file by whatever name it went when the call was recorded."""

    def __init__(self, call, module):
        super().__init__(BytesIO(call))
        self._module = module
        self._home = None

    def read(self):
        """The call; the name of the recording module may come first, in a pickle of its own."""
        first = self.load()
        if type(first) is dict:
            return first
        self._home = first
        return self.load()

    def find_class(self, home, name):
        if home != self._home:
            return super().find_class(home, name)
        found = self._module
        for part in name.split("."):
            found = getattr(found, part)
        return found


class InputsModule:
    """The user's module with `inputs(random, size)`. Every set has values of its own."""

    renews = True

    def __init__(self, inputs, target, module):
        self._path = inputs["path"]
        self._seed = inputs["seed"]
        self._size = inputs["size"]
        try:
            if self._path != target["file"]:
                module = load_text("evolvent_inputs", join(target["root"], self._path), inputs["text"])
        except BaseException as error:
            message = "%s cannot be loaded (%s)" % (self._path, preview_thrown(error))
            raise HarnessFailure("inputs", message) from None
        self._inputs = module.__dict__.get("inputs")
        if not callable(self._inputs):
            raise HarnessFailure("inputs", "%s does not define a function `inputs(random, size)`" % self._path)

    def make(self, label, size=None):
        """A set of inputs whose values depend on the label and the seed."""
        try:
            return list(self._each(Random(seed_of(self._seed, *label)), self._size if size is None else size))
        except HarnessFailure:
            raise
        except BaseException as error:
            raise HarnessFailure("inputs", "%s raises %s" % (self._path, preview_thrown(error))) from None

    def _each(self, random, size):
        given = self._inputs(random, size)
        if type(given) in (str, bytes, dict) or not hasattr(given, "__iter__"):
            raise HarnessFailure("inputs", "%s gives %s instead of a list of inputs" % (self._path, preview(given)))
        number = 0
        for value in given:
            number += 1
            if number > _most_inputs:
                raise HarnessFailure("inputs", "%s gives more than %d inputs" % (self._path, _most_inputs))
            yield to_input(value, number, self._path)
        if number == 0:
            raise HarnessFailure("inputs", "%s gives no input" % self._path)
