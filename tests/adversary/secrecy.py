"""What the tests of secret votes share: a secret choice among a dozen people, on a disk, and what
somebody with a copy of the files can read."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.conversation.outgoing import Outgoing
from bot.decisions.export import exported_decision
from bot.record.store import Journal
from bot.tracks.model import Part
from tests.decision_stage import FAY, TRACK, Stage, Voice, shown

VOTERS = tuple(Voice("telegram", str(number)) for number in range(101, 113))
LATE = Voice("telegram", "199", None)
OPTIONS = ("Quebracho", "Hassan", "Ines")
RECEIPT = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")


class SecretStage(Stage):
    """A stage with a secret choice, D1, that is open for three days."""

    def __init__(self, folder: Path | None = None, kind: str = "", options: str = "") -> None:
        self.file = folder / "database.sqlite" if folder else None
        super().__init__(f"sqlite:///{self.file}" if self.file else "sqlite://")
        self.meet(*VOTERS)
        names = options or " | ".join(OPTIONS)
        self.say(FAY, f"/poll {TRACK} {kind} Who holds the pen? | {names} for 3 days")
        for setting in ("ballots secret", "groups 0", "people 1"):
            self.say(FAY, f"/charter 1 {setting}")
        assert "D1 is open" in shown(self.say(FAY, "/open 1"))

    def undelivered(self, voice: Voice, text: str) -> None:
        """Somebody says something while nothing can be sent."""
        sent, self._sent = self._sent, lambda: []  # type: ignore[method-assign]
        try:
            self.say(voice, text)
        finally:
            self._sent = sent  # type: ignore[method-assign]

    def receipt_of(self, said: list[Outgoing]) -> str:
        """The receipt that somebody was shown."""
        found = RECEIPT.search(shown(said))
        assert found, shown(said)
        return found[0]

    def turnout(self) -> int:
        """How many have voted, as the database has it."""
        return len(self.rows("voter"))

    def entries(self) -> list[dict[str, Any]]:
        """The journal's entries on the decision."""
        with self.store.begin() as tx:
            return [json.loads(one.text) for one in tx.get(Journal).of("D1")]

    def exported(self) -> dict[str, Any]:
        """The decision's file."""
        with self.store.begin() as tx:
            value: dict[str, Any] = json.loads(exported_decision(tx, 1) or "")
        return value

    def bytes_of_files(self) -> bytes:
        """Everything in the data folder."""
        assert self.file
        return b"".join(one.read_bytes() for one in sorted(self.file.parent.iterdir()))

    def goes_over(self) -> list[Outgoing]:
        """The time of the decision is over, and is seen to be."""
        self.time += timedelta(days=4)
        return self.tick()


def joins_late(stage: Stage, voice: Voice) -> None:
    """Somebody joins after the opening."""
    stage.meet(voice._replace(part=Part.PARTICIPANT))
