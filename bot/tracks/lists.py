"""Mailing lists as rooms of a track: asked for by a facilitator, bound once the list has agreed.

A list agrees by giving back the code that was written to it: through the list, or typed by a
facilitator who reads it there. So nobody can have the bot write to whom they like.
"""

import re
from dataclasses import replace
from datetime import timedelta

from bot.conversation.context import Context, Occasion
from bot.conversation.lines import one_line
from bot.conversation.message import MAIL, RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import Typed, n, t
from bot.conversation.reply import Reply, Title, reply
from bot.conversation.translate import word
from bot.people.rules import code_hash, new_code
from bot.people.store import Codes, People
from bot.ports import Outbox, Tx
from bot.record.store import Journal
from bot.tracks.model import Track
from bot.tracks.store import Rooms, Tracks

CONFIRM_DAYS = 7
_LONGEST_ADDRESS = 254
# The addresses of lists are plain; what else RFC 5322 allows only helps whoever wants to deceive.
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+=-]*@[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)+")
_CODE = re.compile(r"\b(?:[a-z2-7]{5}-){5}[a-z2-7]\b", re.IGNORECASE)


def address_of(text: str) -> str:
    """A list's address in lower case, or "" if it is none."""
    fits = len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text)
    return text.lower() if fits else ""


def lists_of(tx: Tx, track: Track) -> list[str]:
    """The addresses of a track's mailing lists."""
    return [one.ref.id for one in tx.get(Rooms).rooms(track.code) if one.ref.platform == MAIL]


def ask(ctx: Context, tx: Tx, track: Track, address: str) -> None:
    """Write to a list and ask whether it wants the announcements of a track."""
    code = new_code()
    until = ctx.now + timedelta(days=CONFIRM_DAYS)
    purpose = f"list/{track.code}/{address}"
    tx.get(Codes).keep(purpose, code_hash(code), ctx.speaker.person, until)
    said = reply(
        Title(t("May I write to this list?")),
        t(
            "{track} wants to be read here: what its decisions are about and came to, its "
            "meetings and their minutes.",
            track=track.title,
        ),
        t("If that is right, reply to this mail and leave the code in its subject."),
        t(
            "A facilitator of the track can also tell me: {command}",
            command=Typed(f"list {track.code} {code}"),
        ),
        n(
            "If it is not, do nothing. The code is void after one day, and no more mail comes.",
            "If it is not, do nothing. The code is void after {count} days, and no more mail "
            "comes.",
            CONFIRM_DAYS,
        ),
    )
    _write(tx, ctx, address, f"[{track.code}] {code}", said)


def confirm(tx: Tx, occasion: Occasion, code: str) -> tuple[Track, str] | None:
    """Bind the list that a code was written to; its track and address, or None if the code is not
    valid."""
    codes = tx.get(Codes)
    found = codes.meant(code_hash(code), occasion.now)
    kind, _, rest = found[0].partition("/") if found else ("", "", "")
    track = tx.get(Tracks).track(rest.partition("/")[0])
    if found is None or kind != "list" or track is None:
        return None
    address = rest.partition("/")[2]
    codes.use(code_hash(code))
    room, _ = tx.get(Rooms).bind(RoomRef(MAIL, address), RoomNames(address), track.code)
    person = tx.get(People).person(found[1]) if found[1] else None
    tx.get(Journal).add(
        "room.bound", person.pseudonym if person else "installation", occasion.now,
        track=track.code, room=room.pseudonym, network=MAIL,
    )  # fmt: skip
    _write(tx, occasion, address, f"[{track.code}] {track.title}", belongs(track))
    return track, address


def returned(tx: Tx, occasion: Occasion, text: str) -> None:
    """A letter came back through a list: if it has a code in it, the list has agreed."""
    for code in dict.fromkeys(_CODE.findall(text)):
        found = tx.get(Codes).meant(code_hash(code), occasion.now)
        bound = confirm(tx, occasion, code)
        if bound and found and found[1]:
            track, address = bound
            occasion.tell(found[1], bound_now(track, address))


def part(tx: Tx, occasion: Occasion, by: str, track: Track, address: str) -> bool:
    """Take a list away from a track; False if it was not the track's."""
    rooms, ref = tx.get(Rooms), RoomRef(MAIL, address)
    room = rooms.room(ref)
    if room is None or not rooms.unbind(ref, track.code):
        return False
    if not rooms.tracks(ref):
        tx.get(Outbox).abandon(ref)
    tx.get(Journal).add(
        "room.unbound", by, occasion.now, track=track.code, room=room.pseudonym, network=MAIL
    )
    return True


def belongs(track: Track) -> Reply:
    """What a list is told that was bound."""
    return reply(
        t("This list belongs to {track} now. Its announcements come here.", track=track.title),
        t(
            "Of what is written here I read only answers to my own mails, and keep only votes "
            "and comments that their authors confirm."
        ),
    )


def bound_now(track: Track, address: str) -> Reply:
    """What the facilitator is told."""
    return reply(
        t(
            "{address} belongs to {track} now. Its announcements go there too.",
            address=address,
            track=track.title,
        )
    )


def _write(tx: Tx, occasion: Occasion, address: str, subject: str, said: Reply) -> None:
    wording = replace(word(said, occasion.settings.language), subject=one_line(subject))
    tx.get(Outbox).put(Outgoing(RoomRef(MAIL, address), wording), occasion.now)
