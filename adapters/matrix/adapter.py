"""The Matrix adapter: joins the parts of one life between a login and a stop."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from nio import AsyncClient

from adapters.folders import name_of
from adapters.matrix.files import Files
from adapters.matrix.happenings import Happenings
from adapters.matrix.identity import Standing
from adapters.matrix.invitations import Invitations
from adapters.matrix.listening import Listening
from adapters.matrix.rooms import Rooms
from adapters.matrix.session import Access, close_client, log_in, new_client
from adapters.matrix.speaking import Speaking
from adapters.matrix.stopping import Stopped, Stopping
from adapters.matrix.timeline import Timelines
from adapters.matrix.translation import Authors, Translation
from adapters.matrix.upgrades import Upgrades
from bot.conversation.errors import TryLater
from bot.conversation.message import LARGEST_FILE, PersonRef, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.ports import Admits, Hear, Limits
from bot.pulse import UnsignedDevice


class MatrixAdapter:
    """Speaks with one homeserver as one user on one device."""

    platform = "matrix"
    # The homeserver's own 429 decides; it differs from one to the next.
    limits = Limits()

    def __init__(  # nosec B107 # without one it is empty
        self,
        homeserver: str,
        user: str,
        data_dir: Path,
        password: str = "",
        access_token: str = "",
        device_id: str = "",
        *,
        largest_file: int = LARGEST_FILE,
        told: Callable[[str | None], None] = lambda _date: None,
    ) -> None:
        """The password is used once; then the login in data_dir/matrix is kept and used. An access
        token with its device id is used instead of both. Larger files than largest_file (bytes) are
        not fetched. told is called with the Date of each answer."""
        folder = data_dir / "matrix"
        self._access = Access(homeserver, user, folder, password, access_token, device_id)
        self._largest_file = largest_file
        self._told = told
        self._stopping = Stopping()
        self._ended = asyncio.Event()
        self._client: AsyncClient | None = None
        self._standing: Standing | None = None
        self._listening: Listening | None = None
        self._speaking: Speaking | None = None
        self._invitations: Invitations | None = None
        # nio and peewee log whole events and statements.
        logging.getLogger("nio").setLevel(logging.CRITICAL)
        logging.getLogger("peewee").setLevel(logging.WARNING)

    @property
    def address(self) -> str:
        """Where a person writes to the bot in private."""
        return f"https://matrix.to/#/{self._access.user}"

    async def run(self, hear: Hear, position: str, admits: Admits) -> None:
        """Listen from a position until stopped. Raises CannotStart if there is no way in."""
        self._ended.clear()
        try:
            # Another process may have listened meanwhile, and used the keys.
            await self._let_go()
            client = self._client = new_client(self._access, self._told)
            self._standing = await log_in(client, self._access, self._stopping)
            await self._join_parts(client, admits).run(hear, position)
        except Stopped:
            return
        finally:
            self._ended.set()

    async def send(self, outgoing: Outgoing) -> str:
        """Send one message; its event id. Raises TryLater or GiveUp."""
        ready = self._listening is not None and self._listening.synced
        if self._speaking is None or not ready or self._stopping.asked:
            raise TryLater("not connected yet", timedelta(seconds=1), whole=True)
        return await self._speaking.send(outgoing)

    def room_with(self, person: PersonRef) -> RoomRef | None:
        """The room where this person was last written to, if that was in this life."""
        return self._speaking.room_with(person) if self._speaking else None

    def folder_name(self) -> str:
        """A name that only this folder of keys has."""
        return name_of(self._access.folder)

    def unverified_devices(self) -> int:
        """How many devices in the bot's encrypted rooms nobody has verified."""
        if self._client is None or self._client.olm is None:
            return 0
        return sum(not one.verified for one in self._client.device_store if not one.deleted)

    def unsigned_device(self) -> UnsignedDevice | None:
        """Our device, if at the last login its account did not sign it."""
        standing = self._standing
        if standing is None or standing.signed:
            return None
        return UnsignedDevice(standing.device, standing.fingerprint)

    async def stop(self) -> None:
        """End run(), and let go of the network and the key store."""
        self._stopping.ask()
        if self._client is not None:
            await self._ended.wait()
            await self._let_go()

    async def _let_go(self) -> None:
        if self._client is None:
            return
        if self._invitations is not None:
            await self._invitations.stop()
        if self._speaking is not None:
            await self._speaking.stop()
        await close_client(self._client)
        self._client = self._listening = self._speaking = self._invitations = None

    def _join_parts(self, client: AsyncClient, admits: Admits) -> Listening:
        rooms = Rooms(client)
        upgrades = Upgrades(client, rooms)
        timelines = Timelines(client, rooms)
        authors = Authors(client)
        invitations = Invitations(client, rooms, upgrades, admits)
        translation = Translation(client, rooms, authors, Files(client, self._largest_file))
        happenings = Happenings(client, rooms, upgrades, timelines, authors, translation, admits)
        listening = Listening(
            client, self._access, self._stopping, rooms, timelines, invitations, happenings
        )
        self._invitations = invitations
        self._speaking = Speaking(client, rooms, authors)
        self._listening = listening
        return listening
