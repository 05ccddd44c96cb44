"""A person on the tests' homeserver, with a client that is not the bot's."""

import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

from nio import AsyncClient, AsyncClientConfig, RoomPreset
from nio.crypto.attachments import encrypt_attachment

from tests.homeserver import contents
from tests.homeserver.account import Account
from tests.homeserver.administration import RefusedError
from tests.homeserver.listener import Listener
from tests.homeserver.message import Message
from tests.homeserver.server import Homeserver
from tests.homeserver.timeline import Source
from tests.patience import PATIENCE

Truth = TypeVar("Truth")


class MatrixPerson:
    """Reads and writes as a person does; knows nothing of the bot."""

    def __init__(self, homeserver: Homeserver, account: Account) -> None:
        self.account = account
        self._folder = tempfile.TemporaryDirectory(prefix="person-")
        # Errors come at once: the tests decide what happens while the homeserver is down.
        limits = AsyncClientConfig(max_timeouts=0, max_limit_exceeded=10, store_sync_tokens=False)
        self.client = AsyncClient(
            homeserver.url, account.user_id, store_path=self._folder.name, config=limits
        )
        self.client.restore_login(account.user_id, account.device_id, account.access_token)
        self._listener = Listener(self.client)
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def register(
        cls, homeserver: Homeserver, account_name: str, *, name: str | None = None
    ) -> Self:
        """A new user with a first device, listening."""
        account = await asyncio.to_thread(homeserver.register, account_name, display_name=name)
        return await cls.log_in(homeserver, account)

    @classmethod
    async def log_in(cls, homeserver: Homeserver, account: Account) -> Self:
        """A client for an account that is there, with an empty store of keys."""
        person = cls(homeserver, account)
        # The keys are published before anybody can learn that this person is here.
        await person._listener.listen(milliseconds=1)
        person.resume()
        return person

    async def pause(self) -> None:
        """Stops listening, as a telephone that is switched off."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    def resume(self) -> None:
        """Listens again, from where it stopped."""
        self._listening = asyncio.create_task(self._listener.run())

    async def close(self) -> None:
        """Ends the client; the account stays."""
        await self.pause()
        await self.client.close()
        if self.client.store is not None:
            self.client.store.database.close()
        self._folder.cleanup()

    @property
    def user_id(self) -> str:
        """The full id of the user."""
        return self.account.user_id

    def shown(self, room: str) -> list[Message]:
        """The room's messages, oldest first, as this person's client shows them now."""
        timeline = self._listener.timelines.get(room)
        return [] if timeline is None else timeline.shown(self._listener.files)

    def message(self, room: str, event: str) -> Message | None:
        """One message as it is shown now, or None if it is not there (yet)."""
        return next((each for each in self.shown(room) if each.event_id == event), None)

    def events(self, room: str) -> list[Source]:
        """Every event heard in the room, state included, decrypted where possible."""
        timeline = self._listener.timelines.get(room)
        return [] if timeline is None else [heard.source for heard in timeline.heard]

    def invitations(self) -> dict[str, str]:
        """The rooms this person is invited to, each with the inviter."""
        return dict(self._listener.invited)

    def is_in(self, room: str) -> bool:
        """Whether this person is in the room, as far as its client heard."""
        return room in self.client.rooms

    def members(self, room: str) -> set[str]:
        """Who joined the room, as far as this person's client heard."""
        known = self.client.rooms.get(room)
        users = {} if known is None else known.users
        return {user for user, member in users.items() if not member.invited}

    async def until(
        self, condition: Callable[[], Truth], patience: float = PATIENCE, *, what: str = ""
    ) -> Truth:
        """Listens until the condition holds, and returns what it gave; never sleeps."""
        try:
            async with asyncio.timeout(patience):
                while not (truth := condition()):
                    if self._listener.failure is not None:
                        raise RuntimeError("The client failed") from self._listener.failure
                    await self._listener.next_change()
        except TimeoutError as late:
            raise TimeoutError(f"Not within {patience} s{what and ': '}{what}") from late
        return truth

    async def until_shown(
        self, room: str, condition: Callable[[Message], bool], patience: float = PATIENCE
    ) -> Message:
        """Listens until a message meets the condition, and returns the first that does."""

        def first() -> Message | None:
            return next((message for message in self.shown(room) if condition(message)), None)

        try:
            found = await self.until(first, patience)
        except TimeoutError as late:
            shown = "\n".join(f"  {each.sender}: {each.body!r}" for each in self.shown(room))
            raise TimeoutError(f"{late}; shown are:\n{shown}") from late
        assert found is not None
        return found

    async def open_direct(self, user: str, encrypted: bool = False) -> str:
        """A room for two; returns when the other joined."""
        room = await self.create_room(None, invite=[user], encrypted=encrypted, direct=True)
        await self.until(lambda: user in self.members(room), what=f"{user} joins")
        return room

    async def create_room(
        self,
        name: str | None,
        invite: Sequence[str] = (),
        encrypted: bool = False,
        version: str | None = None,
        direct: bool = False,
    ) -> str:
        """A private room; returns when this person's client has it."""
        response = await self.client.room_create(
            name=name,
            invite=list(invite),
            initial_state=[contents.ENCRYPTION] if encrypted else [],
            room_version=version,
            is_direct=direct,
            preset=RoomPreset.trusted_private_chat if direct else RoomPreset.private_chat,
        )
        room = str(_asked(response, "room_id"))
        await self._ready_in(room)
        return room

    async def join(self, room: str) -> None:
        """Joins the room when the invitation is there; returns when the client has it."""
        await self.until(lambda: room in self.invitations(), what=f"an invitation to {room}")
        _asked(await self.client.join(room), "room_id")
        await self._ready_in(room)

    async def invite(self, room: str, user: str) -> None:
        """Invites a user."""
        await self._request("POST", f"rooms/{_part(room)}/invite", {"user_id": user})

    async def kick(self, room: str, user: str, reason: str = "") -> None:
        """Removes a user from the room."""
        content = {"user_id": user, "reason": reason}
        await self._request("POST", f"rooms/{_part(room)}/kick", content)

    async def leave(self, room: str) -> None:
        """Leaves the room."""
        await self._request("POST", f"rooms/{_part(room)}/leave", {})

    async def encrypts(self, room: str) -> None:
        """Turns the room's encryption on."""
        path = f"rooms/{_part(room)}/state/m.room.encryption"
        await self._request("PUT", path, contents.ENCRYPTION["content"])
        await self.until(lambda: self.client.rooms[room].encrypted, what="encryption")

    async def upgrades(self, room: str, version: str = "12") -> str:
        """Replaces the room by one of another version; returns the new room."""
        content = {"new_version": version}
        answer = await self._request("POST", f"rooms/{_part(room)}/upgrade", content)
        return str(answer["replacement_room"])

    async def says(
        self,
        room: str,
        text: str,
        *,
        reply_to: str | None = None,
        thread: str | None = None,
        mentions: Sequence[str] = (),
        html: str | None = None,
        kind: str = "m.text",
        transaction: str | None = None,
    ) -> str:
        """Sends a message, in the room or in a thread; returns its event id."""
        relation = None
        if thread is not None:
            latest = [each.event_id for each in self.shown(room) if each.thread == thread]
            relation = contents.in_thread(thread, [thread, *latest][-1], reply_to)
        elif reply_to is not None:
            relation = contents.reply(reply_to)
        content = contents.text(text, kind=kind, html=html, mentions=mentions, relation=relation)
        return await self.sends(room, "m.room.message", content, transaction=transaction)

    async def edits(self, room: str, event: str, text: str, *, html: str | None = None) -> str:
        """Gives a message a new text; returns the edit's event id."""
        return await self.sends(room, "m.room.message", contents.edit(event, text, html))

    async def reacts(self, room: str, event: str, key: str) -> str:
        """Reacts to an event; returns the reaction's event id."""
        return await self.sends(room, "m.reaction", contents.reaction(event, key))

    async def redacts(self, room: str, event: str, reason: str | None = None) -> str:
        """Takes an event back; returns the redaction's event id."""
        path = f"rooms/{_part(room)}/redact/{_part(event)}/{uuid4()}"
        answer = await self._request("PUT", path, {"reason": reason} if reason else {})
        return str(answer["event_id"])

    async def sends_file(
        self,
        room: str,
        name: str,
        content: bytes,
        mimetype: str = "text/plain",
        *,
        caption: str = "",
        reply_to: str | None = None,
    ) -> str:
        """Sends a file, encrypted if the room is; returns the message's event id."""
        where: dict[str, Any]
        if self.client.rooms[room].encrypted:
            secret, keys = encrypt_attachment(content)
            where = {"file": {**keys, "url": await self._upload(secret)}}
        else:
            where = {"url": await self._upload(content)}
        message = contents.file(name, mimetype, len(content), where, caption)
        if reply_to is not None:
            message["m.relates_to"] = contents.reply(reply_to)
        return await self.sends(room, "m.room.message", message)

    async def sends(
        self, room: str, kind: str, content: Mapping[str, Any], *, transaction: str | None = None
    ) -> str:
        """Sends any event, encrypted if the room is; returns its event id."""
        await self._ready_in(room)
        # A member whose devices are not known yet would not get the key of this message.
        await self._listener.tidy_keys()
        try:
            await self._give_key(room)
            response = await self.client.room_send(
                room, kind, dict(content), transaction, ignore_unverified_devices=True
            )
        except Exception:
            # nio would wait for ever for an exchange of keys that failed.
            self.client.sharing_session.pop(room, None)
            raise
        return str(_asked(response, "event_id"))

    async def _give_key(self, room: str) -> None:
        """Give the key of what is said next to everybody in an encrypted room.

        nio takes it for given also when the homeserver was not there; nobody could read the rest.
        """
        client, olm = self.client, self.client.olm
        if not client.rooms[room].encrypted or not olm.should_share_group_session(room):
            return
        answer = await client.share_group_session(room, ignore_unverified_devices=True)
        given = answer.users_shared_with | olm.outbound_group_sessions[room].users_shared_with
        devices = [
            (user, device)
            for user in client.rooms[room].users
            for device in client.device_store.active_user_devices(user)
            if device.id != client.device_id and olm.session_store.get(device.curve25519)
        ]
        if any((user, device.id) not in given for user, device in devices):
            client.invalidate_outbound_session(room)
            raise ConnectionError("the key was not given to everybody")

    async def sends_in_clear(self, room: str, kind: str, content: Mapping[str, Any]) -> str:
        """Sends an event as it is, past all encryption and checks of the client."""
        path = f"rooms/{_part(room)}/send/{_part(kind)}/{uuid4()}"
        return str((await self._request("PUT", path, content))["event_id"])

    async def _ready_in(self, room: str) -> None:
        await self.until(lambda: self.is_in(room), what=f"the room {room}")

    async def _upload(self, content: bytes) -> str:
        answer = await self._ask("POST", "/_matrix/media/v3/upload", content, "text/plain")
        return str(answer["content_uri"])

    async def _request(self, method: str, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(content).encode()
        return await self._ask(method, f"/_matrix/client/v3/{path}", body, "application/json")

    async def _ask(self, method: str, path: str, body: bytes, kind: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.account.access_token}", "Content-Type": kind}
        response = await self.client.send(method, path, body, headers)
        answer: dict[str, Any] = await response.json()
        if response.status != 200:
            raise RefusedError(f"{method} {path}: {response.status} {answer}")
        return answer


def _part(value: str) -> str:
    return quote(value, safe="")


def _asked(response: Any, wanted: str) -> Any:
    if not hasattr(response, wanted) or hasattr(response, "status_code"):
        raise RefusedError(str(response))
    return getattr(response, wanted)
