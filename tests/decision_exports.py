"""What the tests of exported decisions share: stories, and the exports after each line."""

import asyncio
import json
import re
import tempfile
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from adapters.story.networks import PLATFORMS, MemoryNetwork
from adapters.story.playing import Playing, StoryClock
from adapters.story.transcript import Step, Wait, read_story
from adapters.story.writing import Said
from bot.decisions.export import exported_decision
from bot.decisions.store import Decisions
from bot.ports import Tx
from bot.record import verify
from bot.settings import Settings
from storage.store import SqlStore

FOLDER = Path(__file__).parent / "conversations"

PEOPLE = """# A story
| who   | is                               | on       |
|-------|----------------------------------|----------|
| Jo    | facilitator of bpf-cybersecurity | Telegram |
| Amina | participant of bpf-cybersecurity | Telegram |
| Amy   | somebody                         | Matrix   |
| Piotr | participant of bpf-cybersecurity | Telegram |
| Tala  | participant of bpf-cybersecurity | Matrix   |
| Noor  | somebody                         | Telegram |
```chat
"""
MANY = PEOPLE.replace(
    "| Noor  |",
    "".join(
        f"| {name}   | participant of bpf-cybersecurity | Telegram |\n" for name in ("Uma", "Vic")
    )
    + "| Noor  |",
)
"""Enough people for a secret round."""


def secretly(*lines: str) -> str:
    """Votes in two steps: each of these lines, and the tap that records it."""
    return "".join(f"{line}\n{line.split(':')[0]}: [Record it]\n" for line in lines)


EVENTFUL = f"""{PEOPLE}Amina: /me group government
Jo: /consensus bpf-cybersecurity "We meet on Tuesdays, « à midi »."
Jo: /charter 1 groups 1
Jo: /open 1
Amina: /vote D1 object: Not on Tuesdays.
Piotr: /vote D1 support
Jo: /answer D1.1 Why not?
Jo: /extend D1 2 days
Jo: /restart D1 "We meet on Wednesdays."
Amy: !join bpf-cybersecurity agree
Noor: /join bpf-cybersecurity agree
Amy: !vote D1 support
Noor: /vote D1 support
Amina: /vote D1 object: I said it before.
Amina: /remedy D1 Thursdays.
Amina: /link
Amy: !link <code>
Amy: [All are mine: link them]
Amina: [All are mine: link them]
Amy: !vote D1 object: Thursdays, or not at all.
Piotr: /vote D1 reservations: I am away in May.
Piotr: /remedy D1 Not in May.
Tala: !vote D1 object: 17
Tala: !unvote D1
Tala: !vote D1 support
Tala: !minority D1 Both days are bad.
Amina: /minority D1 Thursdays are good.
Amy: !minority D1 Thursdays are best.
Jo: /sustain D1.2 Most can't on Thursdays.
Amy: !stands D1.2
later 4 days
Amina: /unlink
later 4 days
Jo: /result D1 strong "One objection stands."
Tala: !contest D1 It is not strong.
Tala: !minority D1 Both days are still bad.
Amina: /me group civil-society
Piotr: /privacy erase yes
Jo: /result D1 divergence "So be it."
later 4 days
```
"""
LATE = f"""{MANY}Jo: /poll bpf-cybersecurity "Who?" | Grace | Hassan | Ida
Jo: /charter 1 ballots secret
Jo: /charter 1 groups 0
Jo: /open 1
Noor: /join bpf-cybersecurity agree
{
    secretly(
        "Noor: /vote D1 3",
        "Amina: /vote D1 1",
        "Amina: /vote D1 2 <receipt>",
        "Tala: !vote D1 1",
        "Piotr: /vote D1 2",
        "Uma: /vote D1 1",
        "Vic: /vote D1 3",
        "Jo: /vote D1 1",
    )
}later 7 days
Jo: /withdraw D1 It was a try.
```
"""
LATE_MEMBER = f"""{PEOPLE}Jo: /consensus bpf-cybersecurity "We meet."
Jo: /charter 1 groups 0
Jo: /open 1
Amy: !join bpf-cybersecurity agree
Amy: !vote D1 support
Amina: /link
Amy: !link <code>
Amy: [All are mine: link them]
Amina: [All are mine: link them]
Piotr: /vote D1 support
later 8 days
Jo: /result D1 full "Nobody is against it."
later 4 days
```
"""
RANKING = f"""{PEOPLE}Jo: /poll bpf-cybersecurity ranking "Which?" | a | b | c
Jo: /charter 1 groups 0
Jo: /open 1
Amina: /vote D1 3 1
Piotr: /vote D1 2 3 1
later 8 days
Jo: /restart D1 "Which one?"
Tala: !vote D1 2
Amina: /vote D1 3 2
Piotr: /vote D1 2 3 1
Amy: !join bpf-cybersecurity agree
Amy: !vote D1 1
later 8 days
Jo: /result D1 strong "The second has most points."
later 4 days
```
"""
LANGUAGES = f"""{PEOPLE}Jo: /poll bpf-cybersecurity "Which day?" | Tuesday | Friday
Jo: /charter 1 groups 0
Jo: /translate 1 fr "Quel jour ?" | mardi | vendredi
Jo: /translate 1 es option 2 viernes
Jo: [Open now]
Jo: [Open now]
Amina: /vote D1 vendredi
Piotr: /vote D1 Friday
Tala: !vote D1 1
Jo: /restart D1 "Which day suits?" fr "Quel jour convient ?"
Amina: /vote D1 mardi
Piotr: /vote D1 VIERNES
Tala: !vote D1 1
later 8 days
Jo: /result D1 consensus "Tuesday."
later 4 days
```
"""
STORIES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("1[2-7]-*.md"))}
OWN = {
    "eventful": EVENTFUL,
    "late": LATE,
    "late-member": LATE_MEMBER,
    "ranking": RANKING,
    "languages": LANGUAGES,
}


@dataclass
class Watched(Playing):
    """A story in which every decision is exported after every line. asleep: nothing is done when
    time goes on, until somebody speaks."""

    exports: dict[str, list[str]] = field(default_factory=dict)
    asleep: bool = False

    async def _step(self, step: Step) -> list[Said]:
        if self.asleep and isinstance(step, Wait):
            self.clock.time += step.span
            return []
        return await super()._step(step)

    async def _collect(self) -> list[Said]:
        said = await super()._collect()
        for text in await self._running().with_store(_exports):
            known = self.exports.setdefault(json.loads(text)["reference"], [])
            if text not in known[-1:]:
                known.append(text)
        return said


def _exports(tx: Tx) -> list[str]:
    numbers = [one.number or 0 for one in tx.get(Decisions).of(None)]
    return [text for number in numbers if (text := exported_decision(tx, number))]


@cache
def played(text: str) -> dict[str, list[str]]:
    """The exports of a story's decisions, after each line that changed them."""
    with tempfile.TemporaryDirectory() as folder:
        return play(text, Settings(data_dir=Path(folder)))


def play(text: str, settings: Settings, *, asleep: bool = False) -> dict[str, list[str]]:
    """The same, on a database that stays."""
    clock = StoryClock()
    networks = {platform: MemoryNetwork(platform, clock) for platform in PLATFORMS}
    opened = partial(SqlStore, settings.database)
    playing = Watched(read_story(text), settings, clock, networks, opened, strict=False)
    playing.asleep = asleep
    with asyncio.Runner() as runner:
        runner.run(playing.play())
    return playing.exports


@cache
def finished() -> list[str]:
    """The last export of every decision."""
    texts = (STORIES | OWN).values()
    return [exports[-1] for text in texts for exports in played(text).values()]


def eventful() -> dict[str, Any]:
    """A decision that has everything: two rounds, objections, minority views, a second call."""
    value: dict[str, Any] = json.loads(played(EVENTFUL)["D1"][-1])
    return value


WHERE = re.compile(
    r"(the file|entry -?\w+|head|round \d+|rounds|objections|minority|evaluation|result|state"
    r"|track|reference|format|context|entries)\b"
)


def is_found(text: str) -> list[str]:
    """The sentences that a change is found with."""
    wrong = verify.check_decision(text)
    assert wrong
    assert all(WHERE.match(one) for one in wrong), wrong
    return wrong


def forged(value: dict[str, Any]) -> str:
    """The text of a file whose entries are given the hashes of what now stands in it."""
    previous, last = verify.FIRST, dict[str, Any](n=0, hash="")
    own = {id(one) for one in value["entries"]}
    everything = [*value["entries"], *value.get("context", ())]
    for entry in sorted(everything, key=lambda one: int(one["n"])):
        if last["hash"] and entry["n"] == last["n"] + 1:
            entry["prev"] = last["hash"]
        last = entry
        if id(entry) not in own:
            del entry["hash"]
            entry["hash"] = verify.digest(verify.canonical(entry))
            continue
        data = entry["data"]
        one = value["rounds"][data["round"] - 1]
        for name in ("charter", "electorate", "ballots", "stated"):
            if name in data:
                data[name] = verify.digest(verify.canonical(one[name]))
        data["previous"] = previous
        del entry["hash"]
        entry["hash"] = previous = verify.digest(verify.canonical(entry))
    value["head"] = previous
    return verify.canonical(value)
