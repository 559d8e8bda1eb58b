"""Measures a function of a repository in a process of its own: the Python side of messages.ts.

It needs Python 3.8 or newer and nothing else.
"""

import json
import os
import sys

from calibrating import calibrate
from canonical import Incomparable
from checking import check
from loading import Home
from loops import Loop
from preview import preview_thrown
from probing import probe
from profiling import profile
from sources import open_source
from speaker import HarnessFailure, Speaker
from subject import Subject
from tampering import Watch
from timing import Bench, time

_empty_laps = 24


def _job():
    """The whole job, read before anything of the target is loaded; nothing is left to be read after it."""
    with os.fdopen(os.dup(0), "rb") as stdin:
        job = json.loads(stdin.read())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return job


def _hide():
    """Takes the harness out of where programs look for modules."""
    folder = os.path.dirname(os.path.abspath(__file__))
    for name, module in list(sys.modules.items()):
        origin = getattr(module, "__file__", None)
        if isinstance(origin, str) and os.path.dirname(os.path.abspath(origin)) == folder:
            del sys.modules[name]


def _perform(job, speaker):
    target, task = job["target"], job["task"]
    for _ in range(_empty_laps):
        speaker.start_lap("empty")
        speaker.end_lap()
    home = Home(target["root"], target["file"])
    loop = Loop(home.path)
    watch = Watch()
    home.enter()
    speaker.begin("load")
    speaker.start_lap("load")
    try:
        module = home.load()
    finally:
        speaker.end_lap()
    subject = Subject(module, target)
    speaker.begin("inputs")
    source = open_source(job["inputs"], target, module)
    bench = Bench(speaker, subject, source, loop, task.get("seed", 0))
    try:
        if task["kind"] == "profile":
            word, details = profile(bench, task, module.__file__)
        else:
            word, details = _tasks[task["kind"]](bench, task)
    except Incomparable as error:
        word, details = "incomparable", {"input": None, "what": str(error)}
    changed = watch.changed()
    if changed:
        speaker.say("changed", names=changed)
    speaker.say(word, **details)


_tasks = {"check": lambda bench, _: check(bench), "calibrate": calibrate, "probe": probe, "time": time}


def _main():
    # Ends without running what the target may have left to run at the end.
    leave = os._exit
    speaker = None
    try:
        job = _job()
        _hide()
        speaker = Speaker(job["nonce"])
        _perform(job, speaker)
    except HarnessFailure as failure:
        speaker.say("failed", stage=failure.stage, message=failure.message)
    except BaseException as error:
        if speaker is None:
            raise
        speaker.say("failed", stage="run", message=preview_thrown(error))
    leave(0)


_main()
