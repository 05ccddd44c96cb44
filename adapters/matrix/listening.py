"""The listening: sync, keys, gaps, then one batch; only what was heard moves the position."""

import asyncio
import json
import logging
import traceback
from collections.abc import Sequence
from typing import Any

from nio import AsyncClient, ForwardedRoomKeyEvent, RoomKeyEvent, SyncResponse

from adapters.matrix.happenings import Happenings
from adapters.matrix.invitations import Invitations
from adapters.matrix.keys import tend_keys
from adapters.matrix.network import NETWORK, Refused, checked
from adapters.matrix.rooms import Rooms
from adapters.matrix.session import Access, revoked
from adapters.matrix.stopping import Stopped, Stopping
from adapters.matrix.timeline import Timelines
from bot.conversation.message import Heard
from bot.ports import Hear

_log = logging.getLogger(__name__)
_POLL_MILLISECONDS = 30_000
_FIRST_SYNC_SECONDS = 600
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
_FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": ["m.direct"]},
    # Members are not loaded lazily: who gets the keys of a message depends on them.
    "room": {
        "timeline": {"limit": 50},
        "ephemeral": {"types": []},
        "account_data": {"types": []},
    },
}


class Listening:
    """The loop of one life."""

    def __init__(
        self,
        client: AsyncClient,
        access: Access,
        stopping: Stopping,
        rooms: Rooms,
        timelines: Timelines,
        invitations: Invitations,
        happenings: Happenings,
    ) -> None:
        self._client = client
        self._access = access
        self._stopping = stopping
        self._rooms = rooms
        self._timelines = timelines
        self._invitations = invitations
        self._happenings = happenings
        self._since = ""
        self._whole = True
        self._before: set[str] = set()
        self.synced = False
        """Whether the rooms are known, so that something can be sent."""

    async def run(self, hear: Hear, position: str) -> None:
        """Listen from a position for ever. Raises Stopped or CannotStart."""
        self._since, invited, unread = _unpacked(position)
        self._invitations.resume(invited)
        pause, resumed = _FIRST_PAUSE, False
        while True:
            wait = 0.0
            try:
                if not resumed:
                    await self._stopping.unless(self._resume(unread))
                    resumed = True
                response = await self._stopping.unless(self._sync())
                heard = await self._stopping.unless(self._gather(response))
            except NETWORK as trouble:
                wait = pause
                _log.warning("The homeserver is not there (%s).", type(trouble).__name__)
            except Refused as refused:
                if refused.unauthorized:
                    raise revoked(self._access) from refused
                wait = max(pause, refused.after.total_seconds() if refused.after else 0)
                _log.warning("Listening pauses %.1f s: %s", wait, refused)
            except Stopped:
                raise
            except Exception as defect:
                wait = pause
                _log.error("Listening failed: %s", _where(defect))
            if wait:
                await self._stopping.pause(wait)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            await self._tell(hear, heard, response)

    async def _resume(self, unread: dict[str, Any]) -> None:
        await self._rooms.load()
        await self._timelines.resume(unread)

    async def _sync(self) -> SyncResponse:
        # nio skips an answer whose end it saw before; a batch that is repeated must be read again.
        self._client.next_batch = ""
        self._before = set() if self._whole else set(self._client.rooms)
        async with asyncio.timeout(_FIRST_SYNC_SECONDS if self._whole else None):
            response = await self._client.sync(
                timeout=1 if self._whole else _POLL_MILLISECONDS,
                sync_filter=_FILTER,
                since=self._since or None,
                full_state=self._whole or None,
            )
        checked(response)
        for room in response.rooms.join:
            # Syncs give us all members; asking for them again could bring an older list.
            self._client.rooms[room].members_synced = True
        await tend_keys(self._client, response)
        return response

    async def _gather(self, response: SyncResponse) -> list[Heard]:
        """All that a sync tells, in the order in which it happened in each room."""
        rooms = response.rooms
        for event in response.account_data_events:
            if getattr(event, "type", "") == "m.direct":
                self._rooms.take_marks(event.content)
        for event in response.to_device_events:
            if isinstance(event, RoomKeyEvent | ForwardedRoomKeyEvent):
                self._timelines.key_came = True
        for room, invitation in rooms.invite.items():
            self._invitations.take(room, invitation.invite_state)
        heard = await self._happenings.late()
        for room, info in rooms.join.items():
            if self._since:
                heard += await self._happenings.joined(
                    room, info, self._since, known=room in self._before
                )
            else:
                heard += await self._happenings.found(room, info)
            self._invitations.withdraw(room)
        for room, info in rooms.leave.items():
            if self._since:
                heard += await self._happenings.left(
                    room, info, self._since, known=room in self._before
                )
            if room not in rooms.invite:
                self._invitations.withdraw(room)
        return heard

    async def _tell(self, hear: Hear, heard: Sequence[Heard], response: SyncResponse) -> None:
        """Hand the batch over until it is taken, then go on from its end."""
        token = str(response.next_batch)
        pause = _FIRST_PAUSE
        self.synced = True
        self._rooms.after_sync()
        while True:
            try:
                position = _packed(token, self._invitations.waiting, self._timelines.unread)
                await hear(heard, position)
                break
            except Exception as trouble:
                _log.error("What was heard was not taken in, again in %.1f s: %s",
                           pause, type(trouble).__name__)  # fmt: skip
            await self._stopping.pause(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        self._since, self._whole = token, False
        self._timelines.settled()
        for room in response.rooms.leave:
            self._rooms.left(room)
            self._timelines.forget(room)
        self._invitations.work()


def _packed(token: str, invited: dict[str, Any], unread: dict[str, str]) -> str:
    """The position: the sync token, and what was promised to be done after it."""
    if not invited and not unread:
        return token
    return json.dumps({"since": token, "invited": invited, "unread": unread})


def _unpacked(position: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    if not position.startswith("{"):
        return position, {}, {}
    kept = json.loads(position)
    return str(kept["since"]), dict(kept["invited"]), dict(kept["unread"])


def _where(defect: Exception) -> str:
    """The kind and place of a defect, without anybody's words."""
    frame = traceback.extract_tb(defect.__traceback__)[-1]
    return f"{type(defect).__name__} in {frame.name} ({frame.filename}:{frame.lineno})"
