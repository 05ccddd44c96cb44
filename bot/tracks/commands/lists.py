"""The mailing lists of a track: which there are, to ask one, to confirm it, to take it away."""

from bot.conversation.arguments import Word
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Typed, n, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Items, Line, Reply, reply
from bot.ports import Tx
from bot.tracks.lists import CONFIRM_DAYS, address_of, ask, bound_now, confirm, lists_of, part
from bot.tracks.model import Track

# Not the references of decisions, meetings and drafts, whose texts for the list have this name too.
_TRACK = r"(?![A-Z]-?\d+([/.].*)?$)[A-Z].*"
_OFF = "off"


@command(
    "list",
    of=_TRACK,
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Have a track's announcements written to its mailing list"),
    example="list irpc list@example.org",
)
def list_of_track(
    ctx: Context, tx: Tx, track: Track, address: Word | None, which: Word | None
) -> Reply:
    """Ask a list by its address, confirm it by the code written there, or end it with "off"."""
    if address is None:
        return _shown(tx, track)
    if address.casefold() == _OFF:
        return _taken_away(ctx, tx, track, which or "")
    if which is not None:
        raise _unclear(track)
    if "@" in address:
        return _asked(ctx, tx, track, address)
    bound = confirm(tx, ctx, address)
    if bound is None or bound[0].code != track.code:
        raise refusal(
            t("This code is not valid: it was used, it is too old, or a letter is wrong."),
            t(
                "{command} writes a new one to the list.",
                command=Typed(f"list {track.code} list@example.org"),
            ),
        )
    return bound_now(*bound)


def _shown(tx: Tx, track: Track) -> Reply:
    bound = lists_of(tx, track)
    how = t(
        "{command} asks a list whether it wants the announcements.",
        command=Typed(f"list {track.code} list@example.org"),
    )
    if not bound:
        return reply(t("{track} writes to no mailing list.", track=track.title), how)
    return reply(
        Line(t("{track} writes to:", track=track.title)),
        Items(tuple(verbatim(one) for one in bound)),
        how,
        t("{command} ends it.", command=Typed(f"list {track.code} {_OFF} {bound[0]}")),
    )


def _asked(ctx: Context, tx: Tx, track: Track, written: str) -> Reply:
    address = address_of(written)
    if not address:
        raise refusal(
            t("{address} is no address of a mailing list. Nothing was sent.", address=written[:80])
        )
    if not ctx.settings.mail:
        raise refusal(
            t("Mail is not set up here. Nothing was sent."),
            t("The operator switches it on with {setting}.", setting="INTERSESSION_SMTP_URL"),
        )
    if address in lists_of(tx, track):
        raise refusal(t("{track} writes to {address} already.", track=track.title, address=address))
    ask(ctx, tx, track, address)
    return reply(
        n(
            "I wrote to {address}. It is bound once my mail, or a reply to it, comes back through "
            "the list within one day.",
            "I wrote to {address}. It is bound once my mail, or a reply to it, comes back through "
            "the list within {count} days.",
            CONFIRM_DAYS,
            address=address,
        ),
        t("If you read the mail there, you can also type the command that stands in it."),
    )


def _taken_away(ctx: Context, tx: Tx, track: Track, written: str) -> Reply:
    bound = lists_of(tx, track)
    address = written.lower() or (bound[0] if len(bound) == 1 else "")
    if not part(tx, ctx, ctx.speaker.pseudonym, track, address):
        raise (
            _unclear(track)
            if bound
            else refusal(t("{track} writes to no mailing list.", track=track.title))
        )
    return reply(t("{track} writes to {address} no longer.", track=track.title, address=address))


def _unclear(track: Track) -> Refusal:
    return refusal(
        t("I did not understand which list is meant. Nothing was changed."),
        t("{command} shows the lists of the track.", command=Typed(f"list {track.code}")),
    )
