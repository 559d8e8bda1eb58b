"""Runs evaluate(program_path) of an OpenEvolve-style evaluator once, in a process of its own.

The job comes as JSON on standard input. Everything for the parent goes as lines of JSON to file descriptor 3, each
with the nonce of the job, and is answered on 4; what the evaluator prints stays apart from that.
"""

import asyncio
import importlib.util
import inspect
import json
import os
import sys


def main():
    job = json.loads(sys.stdin.read())
    speak = speaker(job["nonce"])
    sys.stdin = open(os.devnull)
    path = job["evaluator"]
    sys.argv = [path]
    # In the place of the folder of this file, whose modules are none of the evaluator's business.
    sys.path[0] = os.path.dirname(path)
    try:
        evaluate = find_evaluate(load(path))
        speak({"kind": "begin"})
        result = evaluate(job["program"])
        if inspect.isawaitable(result):
            result = asyncio.run(settled(result))
        answer = {"kind": "result", **report(result)}
    except BaseException as error:  # An evaluator that exits has no result either.
        answer = {"kind": "error", "message": words(error)}
    speak(answer)
    # Threads that the evaluator left running must not hold the process.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def speaker(nonce):
    """Descriptors that programs started by the evaluator do not inherit."""
    outward, inward = os.dup(3), os.dup(4)
    os.close(3)
    os.close(4)
    write, read = os.write, os.read

    def speak(message):
        line = json.dumps({"nonce": nonce, **message}).encode() + b"\n"
        while line:
            line = line[write(outward, line) :]
        while read(inward, 1) not in (b"\n", b""):
            pass

    return speak


def load(path):
    spec = importlib.util.spec_from_file_location("evaluation_module", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["evaluation_module"] = module
    spec.loader.exec_module(module)
    return module


def find_evaluate(module):
    # The first stage of a cascade stands in for evaluate where there is none.
    for name in ("evaluate", "evaluate_stage1"):
        found = getattr(module, name, None)
        if callable(found):
            return found
    raise LookupError("it has no function evaluate(program_path)")


async def settled(awaitable):
    return await awaitable


def report(result):
    metrics = getattr(result, "metrics", result)
    if not isinstance(metrics, dict):
        return {"metrics": None, "was": type(result).__name__, "note": None}
    note = metrics.get("error")
    return {
        "metrics": {str(name): number for name, value in metrics.items() if (number := as_number(value)) is not None},
        "was": type(result).__name__,
        "note": note[:500] if isinstance(note, str) else None,
    }


def as_number(value):
    """Numbers of any library; not texts that look like one."""
    if isinstance(value, (str, bytes)):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def words(error):
    message = str(error).strip()
    return f"{type(error).__name__}: {message}"[:2000] if message else type(error).__name__


main()
