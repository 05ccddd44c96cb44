"""How the people of a story write letters, in memory: whoever taps a choice answers the letter that
has it, with the choice at the top. In a room, which is a mailing list, the answer goes to the list.
"""

from adapters.console import ConsoleAdapter
from adapters.story.cast import networks_of
from adapters.story.networks import PLATFORMS, MemoryNetwork, Network
from adapters.story.transcript import Story
from bot.conversation.message import MAIL, Claim, Message, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.ports import Clock


def in_memory(clock: Clock, story: Story) -> dict[str, Network]:
    """The networks, in memory; mail only if somebody in the story writes letters."""
    networks: dict[str, Network] = {
        one: MemoryNetwork(one, clock) for one in PLATFORMS if one != MAIL
    }
    return {**networks, MAIL: LetterNetwork(clock)} if MAIL in networks_of(story) else networks


class LetterNetwork(MemoryNetwork):
    """People who write letters."""

    def __init__(self, clock: Clock) -> None:
        self._letters: list[Outgoing] = []
        self._written = 0
        super().__init__(MAIL, clock)

    def adapter(self) -> ConsoleAdapter:
        """A new adapter for the bot."""
        self._adapter = ConsoleAdapter(
            MAIL, self._clock, lambda outgoing, _: self._letters.append(outgoing)
        )
        return self._adapter

    async def say(self, who: str, room: str, text: str, replies_to: str) -> str:
        """Somebody writes: to the bot, or to a list in answer to the last letter there."""
        if room:
            place = (await self.room(room, [])).id
            answered = next(one for one in reversed(self._letters) if one.to.id == place)
            return await self._write(who, text, answered, direct=False)
        asked = next((one for one in self._letters if f"m{one.id}" == replies_to), None)
        return await self._write(who, text, asked, direct=True)

    async def tap(self, who: str, room: str, outgoing: Outgoing, sent_id: str, choice: int) -> str:
        """Somebody answers a letter with one of its choices."""
        label = outgoing.wording.buttons[choice].label
        return await self._write(who, label, outgoing, direct=not room)

    async def _write(self, who: str, text: str, answered: Outgoing | None, *, direct: bool) -> str:
        self._written += 1
        claim = Claim(
            (answered.id,) if answered else (),
            answered.id if answered and answered.private else 0,
            direct,
        )
        message = Message(
            id=f"letter-{self._written}",
            room=RoomRef(MAIL, who),
            sender=PersonRef(MAIL, who),
            name=who,
            text=text,
            private=True,
            at=self._clock.now(),
            claim=claim,
        )
        return await self._adapter.told(message)
