"""The people of a story who write letters on real servers, the bot behind its real mail adapter."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from adapters.console import shown_lines
from adapters.mail import MailAdapter
from bot.conversation.message import MAIL, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from tests.mailserver import Dovecot, MailWorld
from tests.mailserver.world import BOT, Person, words

_NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


class MailNetwork:
    """People with mail programs, and lists."""

    platform = MAIL

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers = AsyncExitStack()

    async def __aenter__(self) -> "MailNetwork":
        self._dovecot = await self._servers.enter_async_context(Dovecot())
        world = MailWorld(lambda raw: self._dovecot.deliver(BOT, raw))
        self._world = await self._servers.enter_async_context(world)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._servers.aclose()

    def adapter(self) -> MailAdapter:
        """A new adapter for the bot."""
        return MailAdapter(
            self._world.url, BOT, self._folder, lambda: _NOW, imap_url=self._dovecot.url(BOT)
        )

    async def ready(self) -> None:
        """It can send before it has listened."""

    async def person(self, name: str) -> tuple[PersonRef, RoomRef]:
        """Somebody with an address."""
        address = self._world.person(name).address
        return PersonRef(MAIL, address), RoomRef(MAIL, address)

    def owner(self, place: str) -> str:
        """All are there from the beginning."""
        return ""

    async def room(self, name: str, members: list[str]) -> RoomRef:
        """A list with these people and the bot."""
        address = _list(name)
        subscribed = (self._world.person(one) for one in members)
        self._world.mailing_list(address, *subscribed, BOT)
        return RoomRef(MAIL, address)

    async def say(self, who: str, room: str, text: str, replies_to: str) -> str:
        """Somebody writes: to the bot, or to a list in answer to the bot's last letter there."""
        person = self._world.person(who)
        if room:
            archive = self._world.lists[_list(room)].archive
            last = next(one for one in reversed(archive) if BOT in str(one["From"]))
            return _number(person, await person.replies(last, text, _list(room)))
        if replies_to:
            asked = await self._letter(person, replies_to)
            return _number(person, await person.replies(asked, text, BOT))
        return _number(person, await person.writes(BOT, "A question", text))

    async def tap(self, who: str, room: str, outgoing: Outgoing, sent_id: str, choice: int) -> str:
        """Somebody answers a letter with one of its choices."""
        person = self._world.person(who)
        asked = await self._letter(person, sent_id)
        to = _list(room) if room else BOT
        label = outgoing.wording.buttons[choice].label
        return _number(person, await person.replies(asked, label, to))

    async def send_file(
        self, who: str, room: str, file: tuple[str, bytes], caption: str, replies_to: str
    ) -> str:
        """Files that come by mail are not taken: no story can tell of one."""
        raise NotImplementedError

    async def reply_to_file(self, who: str, room: str, name: str, text: str) -> str:
        """As above."""
        raise NotImplementedError

    async def edit(self, who: str, room: str, text: str) -> str:
        """Nobody can edit a letter."""
        raise KeyError(who)

    async def delete(self, who: str, room: str) -> str:
        """Nobody can take a letter back."""
        raise KeyError(who)

    async def shown(self, outgoing: Outgoing, sent_id: str) -> list[str]:
        """A letter as it came, which has to say what the bot said; its columns put aside."""
        places = [one for one in self._world.lists.values() if one.address == outgoing.to.id]
        readers = places[0].subscribers if places else [outgoing.to.id]
        for address in (one for one in readers if one != BOT):
            mail = await self._letter(self._world.people[address], sent_id)
            came = "".join(words(mail).replace("\n> ", "\n").split())
            for line in plain(outgoing.wording).split("\n"):
                assert "".join(line.removeprefix("> ").split()) in came, line
            for button in outgoing.wording.buttons:
                assert f"    {button.label}\n" in words(mail).replace("\r\n", "\n")
        return shown_lines(outgoing)

    async def _letter(self, person: Person, mark: str) -> EmailMessage:
        def found() -> EmailMessage | None:
            return next((one for one in person.inbox if str(one["Message-ID"]) == mark), None)

        await self._world.until(found)
        mail = found()
        assert mail is not None
        return mail


def _list(name: str) -> str:
    return f"{name.lower().replace(' ', '-')}@lists.example"


def _number(person: Person, mark: str) -> str:
    """The id that a letter is heard under."""
    return f"{sha256((person.address + chr(0) + mark).encode()).hexdigest()[:24]} {mark}"
