"""How the program's state looks."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.phrases import Phrase, n, t
from bot.conversation.reply import Block, Items, Line, Reply, Title, reply
from bot.ports import DatabaseFacts
from bot.pulse import Pulse

_NAMES = {"telegram": "Telegram", "matrix": "Matrix", "mail": "Mail"}


@dataclass(frozen=True, slots=True)
class State:
    """What /status tells. waiting: messages in the outbox; oldest: since when the first waits."""

    version: str
    pulse: Pulse
    database: DatabaseFacts
    waiting: int
    oldest: datetime | None
    last_backup: datetime | None


def status(state: State, now: datetime) -> Reply:
    """The program at a glance."""
    blocks: list[Block] = [
        Title(t("Intersession {version}", version=state.version)),
        Items(tuple(_platform(name, state.pulse, now) for name in state.pulse.platforms)),
        Line(_outbox(state, now)),
        Line(
            t(
                "Database: {name}, tables {tables}, {megabytes} MB.",
                name=state.database.name,
                tables=state.database.tables,
                megabytes=state.database.bytes // 1_000_000,
            )
        ),
    ]
    if state.database.processes > 1:
        blocks.append(
            Line(
                n(
                    "{count} process shares it.",
                    "{count} processes share it.",
                    state.database.processes,
                )
            )
        )
    if state.pulse.looked_at:
        blocks.append(Line(_wholeness(state.pulse.whole, state.pulse.looked_at)))
    blocks.append(
        Line(
            t("Last backup on this machine: {when}.", when=state.last_backup)
            if state.last_backup
            else t("No backup was made on this machine yet: intersession backup FILE.")
        )
    )
    if state.pulse.unverified is not None:
        unverified = state.pulse.unverified()
        blocks.append(
            Line(
                n(
                    "Matrix: {count} device is not verified. Its owner reads all the same.",
                    "Matrix: {count} devices are not verified. Their owners read all the same.",
                    unverified,
                )
            )
        )
    return reply(*blocks)


def _wholeness(whole: bool | None, when: datetime) -> Phrase:
    if whole:
        return t("The database was read through on {when}: no damage.", when=when)
    if whole is None:
        return t(
            "Whether the database is whole can't be told here: amcheck is not installed in it."
        )
    return t("The database was read through on {when}: it is damaged.", when=when)


def _platform(name: str, pulse: Pulse, now: datetime) -> Phrase:
    shown = _NAMES.get(name, name)
    if name not in pulse.listening:
        return t("{platform}: standing by, another process listens", platform=shown)
    heard = pulse.heard_at.get(name)
    if heard is None:
        return t("{platform}: listening, nothing was heard since the start", platform=shown)
    seconds = max(0, int((now - heard).total_seconds()))
    if seconds < 120:
        return n(
            "{platform}: listening, last heard {count} second ago",
            "{platform}: listening, last heard {count} seconds ago",
            seconds, platform=shown,
        )  # fmt: skip
    return n(
        "{platform}: listening, last heard {count} minute ago",
        "{platform}: listening, last heard {count} minutes ago",
        seconds // 60, platform=shown,
    )  # fmt: skip


def _outbox(state: State, now: datetime) -> Phrase:
    if not state.waiting or state.oldest is None:
        return t("Nothing waits to be sent.")
    seconds = max(0, int((now - state.oldest).total_seconds()))
    return n(
        "{count} message waits to be sent, the oldest for {seconds} s.",
        "{count} messages wait to be sent, the oldest for {seconds} s.",
        state.waiting, seconds=seconds,
    )  # fmt: skip
