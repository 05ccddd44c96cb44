"""How the program's state looks."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Doubt
from bot.conversation.phrases import Phrase, n, t
from bot.conversation.reply import Block, Choice, Items, Line, Reply, Title, reply
from bot.ports import DatabaseFacts
from bot.pulse import Pulse

_NAMES = {"telegram": "Telegram", "matrix": "Matrix", "mail": "Mail"}


@dataclass(frozen=True, slots=True)
class State:
    """What /status tells. waiting: messages in the outbox; oldest: since when the first waits;
    zones: the version of the table of the world's clocks;
    doubt: why the clock is doubted, if it is."""

    version: str
    pulse: Pulse
    database: DatabaseFacts
    waiting: int
    oldest: datetime | None
    last_backup: datetime | None
    zones: str
    doubt: Doubt | None = None


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
    if state.doubt:
        blocks += clock_card(state.doubt).blocks
    blocks.append(Line(t("The world's clocks are those of {version} (IANA).", version=state.zones)))
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
    unsigned = state.pulse.unsigned() if state.pulse.unsigned else None
    if unsigned:
        blocks.append(
            Line(
                t(
                    "Matrix: my device {device} is not signed by its account. Who admits only "
                    "signed devices can't read me. Its fingerprint: {fingerprint}",
                    device=unsigned.name,
                    fingerprint=unsigned.fingerprint,
                )
            )
        )
    return reply(*blocks)


def clock_card(doubt: Doubt | None) -> Reply:
    """Whether the clock is trusted, and what an operator can do where it is not."""
    if doubt is None:
        return reply(t("My clock is trusted."))
    if doubt.should_be is None:
        return reply(
            t("My clock was not compared with a network yet. It says {says}.", says=doubt.says),
            choices=(Choice(t("It is right"), "clock right"),),
        )
    return reply(
        t("My clock says {says}, and it should be {should_be}.",
          says=doubt.says, should_be=doubt.should_be),
        t("Until they agree I open, close and announce nothing by myself. Votes are kept."),
        t("Set the clock of the machine right; or, if it is right, say so:"),
        choices=(Choice(t("It is right"), "clock right"),),
        private=True,
    )  # fmt: skip


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
