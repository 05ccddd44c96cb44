"""Joins the parts and runs them: the only file that knows every room of the house."""

import argparse
import asyncio
import gc
import logging
import os
import re
import signal
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values

from adapters.switched_on import switched_on
from bot.app import App
from bot.clock import SteadyClock
from bot.command_line import parser
from bot.conversation import zone_data
from bot.conversation.errors import CannotStart, NotKept
from bot.decisions.export import exported_decision
from bot.logs import log_to_stderr, without_secrets
from bot.ports import Clock
from bot.record import verify
from bot.record.rules import exported
from bot.record.store import Heads, Journal
from bot.settings import (
    PAGES_BESIDE_THE_CONSOLE,
    Settings,
    WrongSetting,
    database_address,
    read,
)
from storage import backup, schema
from storage.folder import keep_private
from storage.move import move
from storage.reading import SqlReader
from storage.restoring import clear_up, restore
from storage.signing import KeyFile
from storage.sqlite import database_file
from storage.store import SqlStore

if TYPE_CHECKING:
    from adapters.web.beside import PagesBeside

_log = logging.getLogger("intersession")
_READ_THROUGH_MB_A_SECOND = 200
"""A cautious figure for a disk of today; what SQLite checks meanwhile takes less."""
_NEW_OBJECTS_BETWEEN_COLLECTIONS = 20_000
_INTERRUPTED = 130
"""What shells expect of a program that was ended by Ctrl-C."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC)


def _elapsed() -> float:
    """Seconds since the machine was started; they go on while it sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def main(arguments: Sequence[str] | None = None) -> int:
    """The program. 0: done; 1: a story or a record does not fit; 2: it can't start."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["verify"] and not {"-h", "--help"} & set(words):
        # verify.py runs alone as well, so it reads its own words.
        return verify.main(words[1:])
    zone_data.use_newest()
    options = parser().parse_args(words)
    settings = Settings()
    if options.task != "publish":
        # What is published is for everybody; all else is made for the owner alone.
        os.umask(0o077)
    try:
        settings = read({**_dotenv(), **os.environ})
        return _TASKS[options.task](settings, options)
    except (WrongSetting, CannotStart) as error:
        trouble = str(error)
    except NotKept as error:
        trouble = f"the database can't be written ({error}). What was not answered was not done."
    except KeyboardInterrupt:
        return _INTERRUPTED
    sys.stderr.write(f"intersession: {without_secrets(trouble, settings.secret_texts)}\n")
    return 2


def _dotenv() -> dict[str, str]:
    return {key: value for key, value in dotenv_values(".env").items() if value is not None}


def _say(text: str) -> int:
    sys.stdout.write(f"{text}\n")
    return 0


async def _run(settings: Settings) -> int:
    telling = {"telegram": settings.telegram, "matrix": settings.matrix}
    compared = [platform for platform, is_on in telling.items() if is_on]
    clock = SteadyClock(SystemClock().now, _elapsed, compared=compared)
    adapters = switched_on(settings, clock)
    log_to_stderr(terminal=sys.stderr.isatty(), quiet=not adapters, secrets=settings.secret_texts)
    keep_private(settings.data_dir, settings.database)
    clear_up(settings)
    if not adapters:
        return await _run_console(settings, clock)
    from adapters.scheduler import AlarmClock  # noqa: PLC0415

    ending = asyncio.current_task()
    if ending is None:
        raise RuntimeError("the program runs as a task")
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ending.cancel)
    store = SqlStore(settings.database, settings.data_dir, KeyFile(settings.data_dir))
    app = App(store, clock, settings, adapters, store.watch())
    alarm = AlarmClock(clock, app.tick)
    app.when_waking(alarm.wake)
    loop = asyncio.get_running_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(lambda: alarm.wake(clock.now()))

    clock.when_trusted(wake)
    beside = _pages_beside(settings.pages)
    try:
        code = await app.prepare()
        if code:
            sys.stderr.write(f"To become operator, send the bot in private: /claim {code}\n")
        alarm.start()
        if beside:
            beside.start()
        _spare_what_stays()
        _log.info("listening on %s", " and ".join(one.platform for one in adapters))
        async with _health(settings, app, clock):
            await app.run()
    except asyncio.CancelledError:
        _log.info("stopping")
    finally:
        if beside:
            await beside.stop()
        await alarm.stop()
        await app.stop()
    return 0


def _spare_what_stays() -> None:
    """What is loaded now stays for good: the collector of garbage need not look at it again and
    again, which took a tenth of the time of a busy bot."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_BETWEEN_COLLECTIONS)


def _health(settings: Settings, app: App, clock: Clock) -> AbstractAsyncContextManager[None]:
    """The port that tells how the program does, if one is set."""
    if not settings.health_listen:
        return nullcontext()
    from adapters.health import Health  # noqa: PLC0415

    return Health(app, clock, settings.health_listen).open()


def _pages_beside(listen: str) -> "PagesBeside | None":
    """The process that shows the pages, if they are to be shown."""
    if not listen:
        return None
    from adapters.web.beside import PagesBeside  # noqa: PLC0415

    return PagesBeside(listen)


async def _run_console(settings: Settings, clock: Clock) -> int:
    from adapters.console import Terminal  # noqa: PLC0415
    from adapters.scheduler import AlarmClock  # noqa: PLC0415

    terminal = Terminal(clock, interactive=sys.stdin.isatty())
    store = SqlStore(settings.database, settings.data_dir, KeyFile(settings.data_dir))
    app = App(store, clock, settings, [terminal.adapter])
    code = await app.prepare()
    # Where nobody sits, a port is opened only if somebody asked for it.
    usual = PAGES_BESIDE_THE_CONSOLE if sys.stdin.isatty() else ""
    listen = settings.pages if settings.web_listen else usual
    terminal.welcome(code, settings.database.removeprefix("sqlite:///"), clock.now(), listen)
    beside = _pages_beside(listen)
    listening = asyncio.create_task(app.listen())
    alarm = AlarmClock(clock, app.tick)
    app.when_waking(alarm.wake)
    alarm.start()
    if beside:
        beside.start()
    # Only the system ends a thread that waits for a line; and all that was said is kept.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        await terminal.read(app.deliver)
    finally:
        if beside:
            await beside.stop()
        await alarm.stop()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await app.stop()
    return 0


def _play(settings: Settings, names: Sequence[str], *, show: bool) -> int:
    from adapters.story.files import play  # noqa: PLC0415

    fits = asyncio.run(play(names, settings, SqlStore, _say, show=show))
    return 0 if fits else 1


def _check_config(settings: Settings) -> int:
    for key, value, given in settings.described():
        _say(f"{key}={value}{'' if given else '  (default)'}")
    networks = (
        ("Telegram", settings.telegram), ("Matrix", settings.matrix), ("Mail", settings.mail),
    )  # fmt: skip
    for name, on in networks:
        _say(f"{name} is {'on' if on else 'off'}.")
    if settings.matrix:
        from adapters.matrix.identity import last_standing  # noqa: PLC0415

        standing = last_standing(settings.data_dir / "matrix", settings.matrix_user)
        if standing:
            _say(f"At the last start: {standing.sentence}")
    _say(f"The world's clocks are those of {zone_data.version()} (IANA).")
    file = database_file(settings.database)
    if file is not None and file.is_file():
        megabytes = file.stat().st_size // 1_000_000
        _say(
            f"The database has {megabytes} MB; to read it through at a start takes about "
            f"{megabytes // _READ_THROUGH_MB_A_SECOND + 1} s."
        )
    return 0


def _migrate(settings: Settings) -> int:
    keep_private(settings.data_dir, settings.database)
    SqlStore(settings.database, settings.data_dir).close()
    return _say(f"The tables are those of this version ({schema.HEAD}).")


def _address(text: str) -> str:
    try:
        return database_address(text)
    except ValueError as wrong:
        raise CannotStart(f"{text.partition(':')[0]}: … {wrong.args[0]}.") from None


def _take_letter(settings: Settings) -> int:
    """Keep a mail for the bot to hear. 75 tells the mail server to try again later."""
    from adapters.mail import kept_for_hearing  # noqa: PLC0415

    try:
        pipe = sys.stdin.buffer
        # One that is too large is known by this; the rest is taken off the pipe and let go.
        kept_for_hearing(pipe.read(settings.largest_file + 1), settings.data_dir)
        while pipe.read(1 << 20):
            pass
    except OSError as error:
        sys.stderr.write(f"intersession: the mail can't be kept: {error.strerror}\n")
        return 75
    return 0


def _export(settings: Settings, reference: str | None) -> int:
    """Read beside a running bot: the record is only ever added to."""
    with backup.reading(settings.database) as tx:
        if reference:
            number = re.fullmatch(r"[Dd]?(\d{1,9})", reference)
            text = exported_decision(tx, int(number[1])) if number else None
            if text is None:
                raise CannotStart(f"There is no decision {reference}.")
            return _say(text)
        journal = tx.get(Journal)
        count, head = journal.head()
        for line in exported(count, head, journal.entries()):
            sys.stdout.write(line + "\n")
    return 0


_CHANGES = {"rotate": "rotated", "lost": "lost", "stolen": "stolen"}


def _head_key(settings: Settings, what: str) -> int:
    """Show the key that heads are signed with, or record that another takes its place."""
    if what == "show":
        with backup.reading(settings.database) as tx:
            key = tx.get(Heads).key()
        if key is None:
            raise CannotStart("There is no key yet. Start the bot once.")
        return _say(verify.verifier_key(key.name, b64decode(key.public)))
    file = KeyFile(settings.data_dir)
    store = SqlStore(settings.database, settings.data_dir, file)
    try:
        with store.begin() as tx:
            heads = tx.get(Heads)
            known = heads.key()
            sys.stdout.write(
                f"From the next entry on, heads of {known.name if known else 'the record'} are "
                "signed with a new key, and the record says that the old one is "
                f"{_CHANGES[what]}. This can't be taken back. To go on, type: {what}\n"
            )
            sys.stdout.flush()
            if sys.stdin.readline().strip() != what:
                raise CannotStart("Nothing was changed.")
            key = heads.change_key(_CHANGES[what], SystemClock().now())
            tx.commit()
        file.settle(key.public)
    finally:
        store.close()
    _say(f"Entry {key.number} of the record has the new key. Give it to your witnesses, and make a "
         "backup:")  # fmt: skip
    return _say(verify.verifier_key(key.name, b64decode(key.public)))


async def _serve(settings: Settings, *, until_end: bool) -> int:
    """Show the pages; with until_end, until whoever started this process is gone."""
    from adapters.web.answers import Answers  # noqa: PLC0415
    from adapters.web.confirming import Confirming  # noqa: PLC0415
    from adapters.web.server import listening_socket, serve  # noqa: PLC0415

    listen = settings.pages or PAGES_BESIDE_THE_CONSOLE
    log_to_stderr(terminal=sys.stderr.isatty(), quiet=until_end, secrets=settings.secret_texts)
    port = listening_socket(listen)
    reader = SqlReader(settings.database)
    ended = asyncio.Event()
    if until_end:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
    else:
        sys.stderr.write(f"The pages are at http://{listen}/\n")
    base = f"{settings.public_url or f'http://{listen}'}/"
    clock = SystemClock()
    answers = Answers(reader, clock, settings, base)
    confirming = Confirming(reader, clock, settings, partial(_press, settings))
    try:
        await serve(answers, port, ended, confirming)
    finally:
        reader.close()
    return 0


def _press(settings: Settings, token: str) -> None:
    """Hand to the bot that a button on the pages was pressed. Raises OSError if it can't be."""
    # Loaded when it is first needed: the pages need nothing else of mail.
    from adapters.mail import pressed_for_hearing  # noqa: PLC0415

    pressed_for_hearing(token, settings.data_dir)


def _publish(settings: Settings, folder: Path) -> int:
    from adapters.web.publishing import publish  # noqa: PLC0415

    reader = SqlReader(settings.database)
    try:
        return _say(publish(reader, settings, folder, SystemClock().now()))
    finally:
        reader.close()


_TASKS: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
    "run": lambda settings, _: asyncio.run(_run(settings)),
    "play": lambda settings, options: _play(settings, options.files, show=options.show),
    "mail": lambda settings, _: _take_letter(settings),
    "check-config": lambda settings, _: _check_config(settings),
    "export": lambda settings, options: _export(settings, options.decision),
    "head-key": lambda settings, options: _head_key(settings, options.what),
    "migrate": lambda settings, _: _migrate(settings),
    "move": lambda _, options: _say(move(_address(options.source), _address(options.target))),
    "serve": lambda settings, options: asyncio.run(
        _serve(settings, until_end=options.until_end_of_input)
    ),
    "publish": lambda settings, options: _publish(settings, Path(options.folder)),
    "backup": lambda settings, options: _say(backup.make(settings, Path(options.file))),
    "restore": lambda settings, options: _say(restore(settings, Path(options.file))),
}
"""What each task of the command line does; they return its exit status."""
