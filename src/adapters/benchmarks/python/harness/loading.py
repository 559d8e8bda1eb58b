"""Loads the target's file as a program at the root of the repository would."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from os.path import isdir, isfile, join, realpath
from re import MULTILINE
from re import compile as pattern
from types import ModuleType

from preview import preview_thrown
from speaker import HarnessFailure

_relative_import = pattern(rb"^[ \t]*from[ \t]+\.", MULTILINE)
_identifier = pattern(r"[^\W\d]\w*\Z")


class Home:
    """How a file of a repository is imported.

    Folders with `__init__.py` are packages, and a file that imports by a leading dot belongs to one even without
    `__init__.py`. Any other file is a module of its own, which sees the files beside it.
    """

    def __init__(self, root, file):
        *folders, last = file.split("/")
        stem = last[:-3] if last.endswith(".py") else last
        packages = 0
        while packages < len(folders) and isfile(join(root, *folders[: len(folders) - packages], "__init__.py")):
            packages += 1
        if packages == 0 and _imports_relatively(join(root, file)):
            packages = len(folders) - (1 if folders[:1] in (["src"], ["lib"]) else 0)
        above = folders[: len(folders) - packages]
        steps = [*folders[len(above) :], *([] if stem == "__init__" and packages > 0 else [stem])]
        if not all(_identifier.match(step) for step in steps):
            raise HarnessFailure("load", "it has a name that cannot be imported")
        self.root = root
        self.path = join(root, file)
        self.is_packaged = packages > 0
        self.folder = join(root, *above)
        self.name = ".".join(steps)
        if not self.is_packaged and _is_taken(self.name):
            # Not to stand in the way of a module of Python's own, such as `queue`.
            self.name = ".".join([*folders, stem])

    def enter(self):
        """Makes this process look like a program of the repository, before anything of it is loaded."""
        rest = [folder for folder in sys.path[1:] if folder != ""]
        first = [self.root, *([self.folder] if self.is_packaged else [])]
        last = [self.folder, join(self.root, "src")]
        sys.path[:] = dict.fromkeys([*first, *rest, *(each for each in last if isdir(each))])
        sys.argv[:] = [""]
        sys.modules["__main__"] = ModuleType("__main__")

    def load(self):
        """The module that the file is.

        Raises HarnessFailure of stage `load` when it cannot be loaded.
        """
        try:
            module = import_module(self.name) if self.is_packaged else _load_file(self.name, self.path)
        except BaseException as error:
            raise HarnessFailure("load", _said(error)) from None
        loaded = module.__dict__.get("__file__")
        if type(loaded) is not str or realpath(loaded) != realpath(self.path):
            other = loaded if type(loaded) is str else "another module"
            raise HarnessFailure("load", "`import %s` loads %s instead of it" % (self.name, other))
        return module


def _is_taken(name):
    # What begins the path now is the folder of the harness.
    return name in sys.builtin_module_names or PathFinder.find_spec(name, sys.path[1:]) is not None


def _imports_relatively(path):
    with open(path, "rb") as source:
        return _relative_import.search(source.read()) is not None


def _load_file(name, path):
    spec = spec_from_file_location(name, path)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _said(error):
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if type(name) is str:
        return "there is no module %s for %s" % (name, sys.executable)
    return preview_thrown(error)


def load_text(name, path, text):
    """The module that a text is, as if it were the file at a path."""
    module = ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    exec(compile(text, path, "exec"), module.__dict__)
    return module
