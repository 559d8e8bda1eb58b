"""The event loop in which asynchronous targets are awaited."""

# A copy: what the target puts in place of a builtin must not reach the harness.
__builtins__ = dict(__builtins__)

from speaker import HarnessFailure


class Loop:
    """One loop for all calls of a process, made when the first is awaited.

    It takes longer to import than most harnesses run, so it is there beforehand only for files that mention it.
    """

    def __init__(self, path):
        self._asyncio = None
        self._loop = None
        with open(path, "rb") as source:
            if b"async" in source.read():
                self._import()

    def run(self, coroutine):
        """What a coroutine comes to. Raises HarnessFailure when it leaves tasks behind that still run."""
        self._import()
        if self._loop is None:
            self._loop = self._asyncio.new_event_loop()
            self._asyncio.set_event_loop(self._loop)
        result = self._loop.run_until_complete(coroutine)
        if self._asyncio.all_tasks(self._loop):
            raise HarnessFailure("run", "leaves tasks running when it has answered")
        return result

    def _import(self):
        if self._asyncio is None:
            import asyncio

            self._asyncio = asyncio
