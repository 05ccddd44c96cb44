"""Lives of the bot without the time that loading takes: one process has loaded the program, and
forks for each of them. All that is a life's own (its environment, folder, input and log) is given
to it then, so it is a process as the program's own command would make it.

The tests start it with `python -m tests.kill.nursery NUMBER`, the number of a socket; each message
there is a life to begin.
"""

import asyncio
import atexit
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Self

from tests.patience import PATIENCE

_ROOT = Path(__file__).parents[2]
_MOST_BYTES = 1_000_000


class Life:
    """One process of the bot, as those who gave it its life see it."""

    def __init__(self, pid: int, told: int, log: asyncio.StreamReader, end: asyncio.Future[int]):
        self.pid = pid
        self.log = log
        """What it writes to its standard error."""
        self._told: int | None = told
        self._end = end

    @property
    def code(self) -> int | None:
        """Its exit code, or less than 0 for the signal that ended it; None while it lives."""
        return self._end.result() if self._end.done() else None

    def tell(self, words: str) -> None:
        """Write to its standard input."""
        assert self._told is not None, "its input is closed"
        os.write(self._told, words.encode())

    def leave(self) -> None:
        """Close its standard input."""
        if self._told is not None:
            os.close(self._told)
            self._told = None

    def signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.code is None:
            os.kill(self.pid, number)

    async def ended(self) -> int:
        """Wait for its end; its exit code."""
        return await asyncio.shield(self._end)


class Nursery:
    """The process that forks, seen from the tests."""

    def __init__(self, inside: Sequence[str] = ()) -> None:
        """inside: a command that runs another one, for instance in a network of its own."""
        self._here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = (*inside, sys.executable, "-m", "tests.kill.nursery", str(there.fileno()))
        with there:
            self._process = subprocess.Popen(command, cwd=_ROOT, pass_fds=[there.fileno()])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """No more lives begin; those that live go on for as long as their input is open."""
        self._here.close()
        self._process.wait(PATIENCE)

    async def life(self, environment: Mapping[str, str], folder: Path) -> Life:
        """Begin a life in a folder, with this environment alone."""
        loop = asyncio.get_running_loop()
        given, told = os.pipe()
        written_to, written = os.pipe()
        news_to, news = os.pipe()
        about = json.dumps([dict(environment), str(folder)]).encode()
        socket.send_fds(self._here, [about], [given, written, news])
        for one in (given, written, news):
            os.close(one)
        log, ends = asyncio.StreamReader(), asyncio.StreamReader()
        for reader, number in ((log, written_to), (ends, news_to)):
            pipe = os.fdopen(number, "rb")
            await loop.connect_read_pipe(
                lambda reader=reader: asyncio.StreamReaderProtocol(reader),  # type: ignore[misc]
                pipe,
            )
        pid = int(await ends.readline())

        async def end() -> int:
            return int(await ends.readline())

        return Life(pid, told, log, asyncio.ensure_future(end()))


@cache
def shared() -> Nursery:
    """The one of this process."""
    nursery = Nursery()
    atexit.register(nursery.end)
    return nursery


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


class _Forks:
    """Begins lives, and says of each how it ended."""

    def __init__(self, asked: socket.socket) -> None:
        self._asked = asked
        self._news: dict[int, tuple[int, int]] = {}
        """By the number of a watch on a process: the process, and where its end is said."""
        self._selector = selectors.DefaultSelector()
        self._selector.register(asked, selectors.EVENT_READ)

    def work(self) -> bool:
        """Until nobody asks any more. True: this is a new life, and all that was given to it
        stands where a process finds it."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._asked:
                    self._say_the_end(key.fd)
                    continue
                about, given, _, _ = socket.recv_fds(self._asked, _MOST_BYTES, 3)
                if not about:
                    return False
                if self._fork(about, *given):
                    return True

    def _say_the_end(self, watch: int) -> None:
        pid, news = self._news.pop(watch)
        _, status = os.waitpid(pid, 0)
        os.write(news, b"%d\n" % os.waitstatus_to_exitcode(status))
        self._selector.unregister(watch)
        os.close(watch)
        os.close(news)

    def _fork(self, about: bytes, told: int, log: int, news: int) -> bool:
        pid = os.fork()
        if pid:
            os.close(told)
            os.close(log)
            watch = os.pidfd_open(pid)
            self._news[watch] = (pid, news)
            self._selector.register(watch, selectors.EVENT_READ)
            return False
        signal.signal(signal.SIGTERM, _end)
        os.write(news, b"%d\n" % os.getpid())
        os.dup2(told, 0)
        os.dup2(log, 2)
        self._selector.close()
        self._asked.close()
        for one in (told, log, news, *self._news, *(other for _, other in self._news.values())):
            os.close(one)
        environment, folder = json.loads(about)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        return True


def main(number: int) -> int:
    """Load the program, and give lives; in each of them, its exit code."""
    import adapters.mail
    import adapters.matrix
    import adapters.telegram  # noqa: F401
    from tests.kill import child

    gc.freeze()
    # A terminal's Ctrl-C is for the tests.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=number) as asked:
        if not _Forks(asked).work():
            return 0
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return child.main()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
