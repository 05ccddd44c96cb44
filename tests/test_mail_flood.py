"""More mail than anybody can read, and larger: the bot reads it, writes little, and stays awake."""

import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from adapters.mail import MailAdapter, kept_for_hearing
from tests.mail_stage import Stage, Unhurried
from tests.mailserver import Dovecot, MailWorld
from tests.mailserver.world import BOT, Person, words
from tests.patience import PATIENCE
from tests.support import rows

MANY = 10_000
LARGEST = 1_000_000


class Piped(Stage):
    """A bot without a mailbox: letters come by the pipe."""

    def adapter(self) -> MailAdapter:
        """A new adapter."""
        return Unhurried(self.world.url, BOT, self.folder, self.clock.now, largest=LARGEST)


@asynccontextmanager
async def piped(folder: Path) -> AsyncIterator[Piped]:
    """A bot that does not live yet, and a world that reads what it writes."""
    async with MailWorld(lambda raw: kept_for_hearing(raw, folder)) as world:
        stage = Piped(world, cast(Dovecot, None), folder)
        try:
            yield stage
        finally:
            await stage.stops()


def laid(folder: Path, person: Person, number: int, **headers: str) -> None:
    """A letter in the folder of the pipe, laid there without waiting for the disk."""
    mail = person.letter(BOT, "Hello", f"/ping {number}", headers)
    (folder / "mail" / "new" / f"{number:06}").write_bytes(mail.as_bytes())


async def test_ten_thousand_forged_letters_are_read_and_few_are_answered(tmp_path: Path) -> None:
    async with piped(tmp_path) as stage:
        amina = stage.world.person("Amina")
        await stage.starts()
        await amina.writes(BOT, "Hello", "/ping 0")
        asked = await amina.gets(1)
        await stage.stops()
        for number in range(1, MANY + 1):
            forged = stage.world.person(f"Somebody{number}").address
            laid(tmp_path, amina, number, From=forged)
        await amina.replies(asked, "Confirm", BOT)
        before = len(stage.world.taken)
        await stage.starts()
        # Hers came last, and was not drowned.
        assert words(await amina.gets(2, within=4 * PATIENCE)).strip() == "pong 0"
        assert stage.app
        await stage.app.deliver()
        await stage.stops()
        # The clock of this world stands still: it is as if all came in one instant.
        assert len(stage.world.taken) - before <= 61
        store = stage.open_store()
        assert len(rows(store, "seen")) == MANY + 2
        assert len(rows(store, "person")) == 1
        store.close()


async def test_a_letter_of_fifty_megabytes_and_one_of_a_thousand_parts_are_answered(
    tmp_path: Path,
) -> None:
    async with piped(tmp_path) as stage:
        amina = stage.world.person("Amina")
        await stage.starts()
        await amina.writes(BOT, "Hello", "/ping 1")
        await amina.gets(1)
        weight = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        large = amina.letter(BOT, "Large", "/ping 2", {}).as_bytes() + b"x" * 75 + b"\r\n"
        kept_for_hearing(large + (b"y" * 75 + b"\r\n") * 650_000, tmp_path)
        assert "too large" in words(await amina.gets(2))
        parts = amina.letter(BOT, "Parts", "/ping 3", {})
        parts.make_mixed()
        for number in range(1000):
            parts.add_attachment(f"part {number}", filename=f"{number}.txt")
        kept_for_hearing(parts.as_bytes(), tmp_path)
        assert "ping 3" in words(await amina.gets(3))
        # In kilobytes: of the large one no more than the largest that is read was ever held twice.
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - weight < 200_000
