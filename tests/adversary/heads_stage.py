"""What the tests of heads share: a small track on which things are decided, and what was said."""

import json
from pathlib import Path

from bot.conversation.message import MAIL, RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.decisions.export import exported_decision
from bot.ports import Outbox
from bot.record.model import Head
from bot.record.rules import exported
from bot.record.store import Heads, Journal
from bot.tracks.store import Rooms
from tests.pages_stage import JO, OLA, ROOM, ROSA, TRACK, VOTERS, Stage

LIST = RoomRef(MAIL, "cyber@lists.example")


class HeadsStage(Stage):
    """Keeps what was said, and where."""

    sent: list[Outgoing]

    def _sent(self, outbox: Outbox, platform: str) -> list[Outgoing]:
        due = super()._sent(outbox, platform)
        if platform == "matrix":
            due += super()._sent(outbox, MAIL)
        self.sent += due
        return due

    def lines(self, place: RoomRef) -> list[list[str]]:
        """The lines of each message that a place was sent since the last look, oldest first."""
        found = [plain(one.wording).splitlines() for one in self.sent if one.to == place]
        self.sent = [one for one in self.sent if one.to != place]
        return found

    def head(self) -> Head:
        """The newest head that is kept."""
        with self.store.begin() as tx:
            head = tx.get(Heads).last()
            assert head
            return head

    def export(self) -> str:
        """The journal as `export` writes it."""
        with self.store.begin() as tx:
            journal = tx.get(Journal)
            return "".join(f"{one}\n" for one in exported(*journal.head(), journal.entries()))

    def decision(self, number: int) -> str:
        """A decision as `export --decision` writes it."""
        with self.store.begin() as tx:
            text = exported_decision(tx, number)
            assert text
            return f"{text}\n"

    def acts(self) -> list[str]:
        """What the journal has, in order."""
        return [json.loads(line)["act"] for line in self.export().splitlines()[1:]]


def heads_stage(folder: Path) -> HeadsStage:
    """A track with a room, a list, a facilitator, a rapporteur and a few people."""
    stage = HeadsStage.__new__(HeadsStage)
    stage.sent = []
    HeadsStage.__init__(stage, folder, hostile="no")
    with stage.store.begin() as tx:
        tx.get(Rooms).bind(LIST, RoomNames(LIST.id), TRACK)
        tx.commit()
    stage.join(*VOTERS[:6])
    for person in (JO, ROSA):
        stage.say(person, "/start")
    stage.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
    stage.say(OLA, f"/appoint @{ROSA.handle} rapporteur")
    stage.say(JO, f"/bind {TRACK}", ROOM)
    stage.sent.clear()
    return stage


def decide(stage: HeadsStage, number: int) -> None:
    """A consensus call is opened, and four people vote."""
    stage.say(JO, f'/consensus {TRACK} "We meet every second Tuesday at 14:00 UTC." for 7 days')
    stage.say(JO, f"/charter {number} groups 0")
    stage.say(JO, f"/open {number}")
    for voter in VOTERS[:4]:
        stage.say(voter, f"/vote D{number} support")
