"""The keys of the encrypted rooms: the housekeeping, and sharing them before something is said."""

import logging
from typing import Any

from nio import AsyncClient, LocalProtocolError
from vodozemac import SessionCreationException

from adapters.matrix.network import NETWORK, Refused, checked
from bot.conversation.errors import TryLater

_log = logging.getLogger(__name__)


def keep_keys_whole(client: AsyncClient) -> None:
    """See to it that a death at any moment leaves the key store such that it can go on.

    nio uploads new one-time keys before it has kept them: after a death in between it would offer
    others under the same names, and be refused for ever. And it keeps the ratchet that a key came
    through before the key itself: what was said with that key could never be read.
    """
    olm, database = client.olm, client.store.database
    share, take_in = olm.share_keys, olm.handle_to_device_event

    def share_kept() -> Any:
        content = share()
        olm.save_account()
        return content

    def take_in_at_once(event: Any) -> Any:
        try:
            with database.atomic():
                return take_in(event)
        except SessionCreationException:
            # nio lets this one pass, and no sync would succeed any more: anybody can send it.
            _log.warning("A key came that was made for a one-time key we do not have.")
            return None

    olm.share_keys, olm.handle_to_device_event = share_kept, take_in_at_once


async def tend_keys(client: AsyncClient, response: Any) -> None:
    """Upload, fetch and answer what a sync made due. What fails is due again at the next."""
    if client.olm and response.device_key_count.signed_curve25519 == 0:
        # nio takes 0 for "not said", and would never upload again.
        client.olm.uploaded_key_count = 0
    try:
        if client.should_upload_keys:
            checked(await client.keys_upload())
        if client.should_query_keys:
            checked(await client.keys_query())
        if client.should_claim_keys:
            checked(await client.keys_claim(client.get_users_for_key_claiming()))
        for answer in await client.send_to_device_messages():
            checked(answer)
    except (*NETWORK, Refused, LocalProtocolError) as trouble:
        if isinstance(trouble, Refused) and trouble.unauthorized:
            raise
        _log.warning("Some keys were not exchanged: %s", type(trouble).__name__)


async def share_keys(client: AsyncClient, room: str) -> None:
    """Give every device in an encrypted room the key of what is said next.

    Raises TryLater, Refused, or one of NETWORK; nio itself would send what nobody can read.
    """
    if client.should_query_keys:
        # A member who has just come is not known to nio before this.
        checked(await client.keys_query())
    if not client.olm.should_share_group_session(room):
        return
    missing = client.get_missing_sessions(room)
    if missing:
        checked(await client.keys_claim(missing))
    await client.share_group_session(room, ignore_unverified_devices=True)
    session = client.olm.outbound_group_sessions[room]
    lacking = [
        device
        for user in list(client.rooms[room].users)
        for device in client.device_store.active_user_devices(user)
        if not (user == client.user_id and device.id == client.device_id)
        and (user, device.id) not in session.users_shared_with
    ]
    # Without one-time keys a device can't be given anything; the others are owed the key.
    if any(client.olm.session_store.get(device.curve25519) for device in lacking):
        client.invalidate_outbound_session(room)
        raise TryLater("not every device was given the key")


def unlock(client: AsyncClient, room: str) -> None:
    """Lift the lock that nio leaves behind when sharing a key fails: it would wait for ever."""
    event = client.sharing_session.pop(room, None)
    if event:
        event.set()
