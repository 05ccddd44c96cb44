"""Invitations: which are accepted, and the work of joining beside the listening."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from nio import AsyncClient, InviteMemberEvent

from adapters.matrix.network import NETWORK, Refused, ask, path_of
from adapters.matrix.rooms import Rooms
from adapters.matrix.upgrades import Upgrades
from bot.conversation.message import PersonRef
from bot.ports import Admits

_log = logging.getLogger(__name__)
_AT_ONCE = 10
_MOST_WAITING = 1000
_MOST_TRIES = 5


@dataclass(slots=True)
class Invitation:
    """Somebody asks us into a room. direct: to talk with that person alone."""

    inviter: str
    direct: bool
    tries: int = 0


class Invitations:
    """Those that wait. They are part of the position, so that a crash loses none."""

    def __init__(
        self, client: AsyncClient, rooms: Rooms, upgrades: Upgrades, admits: Admits
    ) -> None:
        self._client = client
        self._rooms = rooms
        self._upgrades = upgrades
        self._admits = admits
        self._waiting: dict[str, Invitation] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def waiting(self) -> dict[str, list[Any]]:
        """What has not been decided and done yet, for the position."""
        return {room: [one.inviter, one.direct] for room, one in self._waiting.items()}

    def resume(self, waiting: Mapping[str, Any]) -> None:
        """Go on with what was waiting in an earlier life."""
        for room, (inviter, direct) in waiting.items():
            self._add(room, Invitation(str(inviter), bool(direct)))

    def take(self, room: str, events: list[Any]) -> None:
        """An invitation came, with the few events of the room it shows."""
        me = self._client.user_id
        for event in events:
            if (
                isinstance(event, InviteMemberEvent)
                and event.state_key == me
                and event.membership == "invite"
            ):
                self._add(room, Invitation(event.sender, event.content.get("is_direct") is True))

    def withdraw(self, room: str) -> None:
        """The invitation was taken back, or answered elsewhere."""
        self._waiting.pop(room, None)

    def work(self) -> None:
        """Begin with the next ones. Never many at once: anybody can invite us."""
        for room, invitation in self._waiting.items():
            if len(self._tasks) >= _AT_ONCE:
                return
            if room not in self._tasks:
                task = asyncio.create_task(self._answer(room, invitation))
                self._tasks[room] = task
                task.add_done_callback(partial(self._done, room))

    async def stop(self) -> None:
        """Drop what is under way; it is waiting still."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, room: str, _: asyncio.Task[None]) -> None:
        self._tasks.pop(room, None)

    def _add(self, room: str, invitation: Invitation) -> None:
        self._waiting[room] = invitation
        if invitation.direct:
            # Before we join: the sync that shows the room has to know what it is.
            self._rooms.note_direct(invitation.inviter, room)
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.pop(next(iter(self._waiting)))

    async def _answer(self, room: str, invitation: Invitation) -> None:
        invitation.tries += 1
        try:
            await self._accept_or_reject(room, invitation)
        except (*NETWORK, Refused) as trouble:
            passing = not isinstance(trouble, Refused) or trouble.passing
            if passing and invitation.tries < _MOST_TRIES:
                return
            _log.warning("An invitation to %s could not be answered: %s", room, trouble)
        except Exception as trouble:
            _log.error("An invitation to %s waits: %s", room, type(trouble).__name__)
            return
        if self._waiting.get(room) is invitation:
            del self._waiting[room]

    async def _accept_or_reject(self, room: str, invitation: Invitation) -> None:
        if not (
            invitation.direct
            or self._upgrades.is_replacement(room)
            or await self._admits(PersonRef("matrix", invitation.inviter))
        ):
            _log.info("An invitation to %s was rejected.", room)
            await ask(self._client, "POST", path_of("rooms", room, "leave"), {})
            return
        self._upgrades.shunned.discard(room)
        await ask(self._client, "POST", path_of("rooms", room, "join"), {})
        self._rooms.expect(room)
        if invitation.direct:
            await self._rooms.mark_direct(invitation.inviter, room)
