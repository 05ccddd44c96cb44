"""The catalogue of tracks: shown to everyone, kept by operators."""

from dataclasses import replace
from enum import Enum

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply, reply
from bot.people.model import Role
from bot.people.rules import one_line
from bot.people.store import Roles
from bot.ports import Tx
from bot.record.store import Journal
from bot.tracks.counting import shown_of_track
from bot.tracks.current import goes_on
from bot.tracks.model import Modality, Track
from bot.tracks.rules import slug
from bot.tracks.store import Memberships, Rooms, Tracks
from bot.tracks.views import catalogue, modality_list, track_card

_LONGEST_CODE, _LONGEST_NAME, _LONGEST_ABOUT = 24, 80, 300


@command(
    "tracks",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The tracks, by kind"),
    example="tracks bpf",
    by_link=True,
)
def list_tracks(
    ctx: Context, tracks: Tracks, memberships: Memberships, modality: Modality | None
) -> Reply:
    """The whole catalogue in short, or the tracks of one modality."""
    mine = memberships.of(ctx.speaker.person) if ctx.place.private else {}
    if modality is None:
        return catalogue(tracks.all(), mine)
    return modality_list(modality, tracks.all(modality), memberships.sizes(), mine)


@command(
    "track",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("One track: what it is and who is in it"),
    example="track bpf-cybersecurity",
    by_link=True,
)
def show_track(ctx: Context, tx: Tx, track: Track) -> Reply:
    """One track's card."""
    memberships = tx.get(Memberships)
    part = memberships.of(ctx.speaker.person).get(track.code) if ctx.place.private else None
    return track_card(
        track,
        tx.get(Roles).holders(Role.FACILITATOR, track.code),
        memberships.attendance(track.code),
        shown_of_track(tx, track.code),
        tx.get(Rooms).rooms(track.code),
        part,
        goes_on(tx, track, ctx.now),
    )


@command(
    "newtrack",
    who=Who.OPERATOR,
    where=Where.ANYWHERE,
    help=t("Add a track to the catalogue"),
    example='newtrack dc-oceans dc "Oceans and Cables"',
)
def new_track(
    ctx: Context, tracks: Tracks, journal: Journal, code: Word, modality: Modality, name: Rest
) -> Reply:
    """Add a track."""
    wanted = _free(tracks, code)
    track = Track(wanted, modality, _checked(one_line(name), _LONGEST_NAME))
    tracks.keep(track)
    journal.add(
        "track.created", ctx.speaker.pseudonym, ctx.now,
        track=track.code, modality=modality.value, name=track.name,
    )  # fmt: skip
    return reply(
        t("{track} is in the catalogue, as {code}.", track=track.title, code=track.code),
        t(
            "Next: {about} and {appoint}.",
            about=Typed(f"edittrack {track.code} about …"),
            appoint=Typed(f"appoint PERSON facilitator {track.code}"),
        ),
    )


class Field(Enum):
    """What of a track an operator may change."""

    NAME = "name"
    ABOUT = "about"
    MAILING_LIST = "list"
    ALIAS = "alias"
    CLOSED = "closed"

    @property
    def label(self) -> Phrase:
        """Its name."""
        return _FIELDS[self]


_FIELDS = {
    Field.NAME: t("Name"),
    Field.ABOUT: t("What it is about"),
    Field.MAILING_LIST: t("Mailing list"),
    Field.ALIAS: t("A former code"),
    Field.CLOSED: t("Closed"),
}


@command(
    "edittrack",
    who=Who.OPERATOR,
    where=Where.ANYWHERE,
    help=t("Change a track in the catalogue"),
    example='edittrack dc-oceans about "What lies under the sea."',
)
def edit_track(
    ctx: Context, tracks: Tracks, journal: Journal, code: Word, what: Field, value: Rest
) -> Reply:
    """Change one field of a track."""
    track = tracks.track(code)
    if track is None:
        raise refusal(t("There is no track {word}.", word=code))
    text = one_line(value)
    match what:
        case Field.NAME:
            changed = replace(track, name=_checked(text, _LONGEST_NAME))
        case Field.ABOUT:
            changed = replace(track, about=_checked(text, _LONGEST_ABOUT))
        case Field.MAILING_LIST:
            changed = replace(track, mailing_list=_checked(text, _LONGEST_ABOUT))
        case Field.ALIAS:
            changed = replace(track, aliases=(*track.aliases, _free(tracks, text)))
        case Field.CLOSED:
            changed = replace(track, closed=_yes_or_no(text))
    tracks.keep(changed)
    journal.add(
        "track.changed", ctx.speaker.pseudonym, ctx.now,
        track=track.code, field=what.value, value=text,
    )  # fmt: skip
    return reply(
        t(
            "{track} was changed. {field}: {value}",
            track=changed.title,
            field=what.label,
            value=text,
        )
    )


def _checked(text: str, longest: int) -> str:
    if 0 < len(text) <= longest:
        return text
    raise refusal(
        t("This has to have 1 to {longest} characters. Nothing was changed.", longest=longest)
    )


def _free(tracks: Tracks, text: str) -> str:
    """A code that can be given to a track. Raises a Refusal if it is taken or none."""
    code = slug(text)
    if not code.isascii() or not 2 <= len(code) <= _LONGEST_CODE:
        raise refusal(
            t(
                "A code has 2 to {longest} letters a to z, digits and hyphens.",
                longest=_LONGEST_CODE,
            )
        )
    taken = tracks.track(code)
    if taken:
        raise refusal(t("{code} is {track} already.", code=code, track=taken.title))
    return code


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in ("yes", "no"):
        raise refusal(t("Please say {yes} or {no}.", yes="yes", no="no"))
    return text.casefold() == "yes"
