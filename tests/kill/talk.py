"""What people say in a kill test, what they have to be answered, and what has to remain of it."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, groupby
from random import Random
from typing import Any

from sqlalchemy import create_engine

from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from storage import backup
from tests.patience import PATIENCE

TRACKS = ("bpf-cybersecurity", "bpf-gender", "bpf-ixp", "bpf-ipv6", "bpf-data", "dc-bas")


@dataclass(frozen=True)
class Line:
    """One command, without its sign. answer is a pattern of what the bot says to it."""

    command: str
    answer: str


@dataclass
class Script:
    """The commands of one person in one chat, and what they do.

    No two neighbours have the same answer, so an answer that is shown twice can be told from two
    answers, wherever it stands.
    """

    who: str
    lines: list[Line] = field(default_factory=list)
    concerns: list[str] = field(default_factory=list)
    organisation: str = ""
    acts: list[tuple[str, str]] = field(default_factory=list)
    """What the public record says of it: the act and the track."""

    def cut(self, many: int) -> None:
        """Only the first lines were said; what the others would have done is forgotten."""
        del self.lines[many:]
        said = {line.command for line in self.lines}
        self.concerns = [one for one in self.concerns if f"report {one}" in said]
        prefix = "me organisation "
        offices = [one.command for one in self.lines if one.command.startswith(prefix)]
        self.organisation = offices[-1].removeprefix(prefix) if offices else ""
        moves = {"join": "member.joined", "leave": "member.left"}
        words = [line.command.split() for line in self.lines]
        self.acts = [(moves[one[0]], one[1]) for one in words if one[0] in moves]


def script(random: Random, who: str, many: int, *, private: bool, tracks: Sequence[str]) -> Script:
    """Commands of all kinds; the first one in private acknowledges the code of conduct.

    private: what is only said, or only answered, in private is left out elsewhere. tracks are
    this person's own, so that nobody else's commands change what is answered.
    """
    made = Script(who)
    if private:
        made.lines.append(Line("coc agree", "Thank you. You acknowledged .*"))
    going = cycle(tracks)
    here = ""
    while len(made.lines) < many:
        number = len(made.lines)
        match random.choice(("ping", "ping", "ping", "organisation", "concern", "track", "track")):
            case "organisation" if private:
                made.organisation = f"Office {number} of {who}"
                made.lines.append(
                    Line(
                        f"me organisation {made.organisation}",
                        f"Noted. Organisation: {made.organisation}.",
                    )
                )
            case "concern" if private:
                made.concerns.append(f"concern {number} of {who}")
                made.lines.append(
                    Line(f"report {made.concerns[-1]}", "Thank you. Your concern is kept .*")
                )
            case "track" if here:
                made.acts.append(("member.left", here))
                made.lines.append(Line(f"leave {here}", f"You left .*join {here} brings .*"))
                here = ""
            case "track":
                here = next(going)
                made.acts.append(("member.joined", here))
                answer = "You are in .* the first." if private else f".*{who} takes part in .*"
                made.lines.append(Line(f"join {here}", answer))
            case _:
                made.lines.append(Line(f"ping {number} {who}", f"pong {number} {who}"))
    return made


def doubles(shown: Sequence[str], lines: Iterable[Line]) -> int:
    """How many answers are shown once more than they should be.

    Fails unless every command was answered, in the order of the commands; the same answer may
    stand there again only right after itself.
    """
    once = [text for text, _ in groupby(shown)]
    wanted = [line.answer for line in lines]
    fitting = next(
        (
            place
            for place, (text, answer) in enumerate(zip(once, wanted, strict=False))
            if not re.fullmatch(answer, text, re.DOTALL)
        ),
        min(len(once), len(wanted)),
    )
    assert fitting == len(wanted) == len(once), (
        f"{len(wanted)} answers should be shown and {len(once)} are; "
        f"from the answer {fitting} on they differ: "
        f"{once[fitting - 1 : fitting + 3]} instead of {wanted[fitting - 1 : fitting + 3]}"
    )
    return len(shown) - len(once)


def waiting(address: str) -> int:
    """How many answers wait to be sent."""
    [(many,)] = rows_of(address, "SELECT count(*) FROM outbox WHERE state = 'waiting'")
    return int(many)


async def until_nothing_waits(address: str) -> None:
    """What a dead process had claimed is said anew, and by whoever lives once its lease is over,
    though all answers are shown: a slow machine may need more than one lease."""
    async with asyncio.timeout(PATIENCE):
        # A database has no way to call us; this is the pause between two looks.
        while await asyncio.to_thread(waiting, address):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def rows_of(address: str, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in a database, beside the bot or after it."""
    engine = create_engine(address)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(query)]
    engine.dispose()
    return found


def check_effects(address: str, scripts: Sequence[Script]) -> None:
    """Every command of these people did what it does once: no more, and no less."""
    concerns = Counter(text for (text,) in rows_of(address, "SELECT text FROM report"))
    assert concerns == Counter(one for each in scripts for one in each.concerns)
    rows = rows_of(address, "SELECT organisation FROM person WHERE organisation <> ''")
    organisations = sorted(name for (name,) in rows)
    assert organisations == sorted(each.organisation for each in scripts if each.organisation)
    assert waiting(address) == 0, "all was shown, and something still waits to be sent"
    by_person: dict[str, list[tuple[str, str]]] = {}
    for by, act, track in _acts(address):
        by_person.setdefault(by, []).append((act, track))
    assert sorted(by_person.values()) == sorted(each.acts for each in scripts if each.acts)


def _acts(address: str) -> list[tuple[str, str, str]]:
    """Who did what in which track; what the installation wrote by itself is no act of a person."""
    with backup.reading(address) as tx:
        journal = tx.get(Journal)
        entries = list(journal.entries())
        assert not check(exported(*journal.head(), entries)), "the record is not whole"
    acts = [json.loads(one.text) for one in entries]
    return [
        (one["by"], one["act"], one["data"]["track"]) for one in acts if one["by"] != "installation"
    ]
