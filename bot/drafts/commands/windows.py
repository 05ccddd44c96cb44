"""The window of comments: opened, and extended, never shortened."""

from dataclasses import replace
from datetime import datetime

from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, reply
from bot.drafts.arguments import DRAFT, Deadline
from bot.drafts.life import published, record
from bot.drafts.mailing import letter
from bot.drafts.model import Draft, State, Window
from bot.drafts.rules import extended, is_open
from bot.drafts.store import Drafts
from bot.drafts.views import name, window_choices, window_lines
from bot.ports import Tx
from bot.tracks.current import when_asked_what_goes_on
from bot.tracks.cycle.model import Milestone
from bot.tracks.cycle.rules import due
from bot.tracks.cycle.store import Cycles
from bot.tracks.model import Track


@command(
    "window",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Open comments on a draft"),
    example="window B2 until 2026-12-01",
    lasting=True,
)
def window(ctx: Context, tx: Tx, draft: Draft, until: Deadline | None) -> Reply:
    """Open comments until a day, or until the cycle's; the track's rooms hear of it."""
    published(tx, draft)
    if draft.window:
        raise refusal(
            t("Comments on {draft} were opened already, until {when}. {command} extends that.",
              draft=name(draft), when=draft.window.closes,
              command=Typed(f"extend {draft.reference} …"))
        )  # fmt: skip
    if draft.state is not State.PUBLISHED:
        raise refusal(t("{draft} is over. Nothing was changed.", draft=name(draft)))
    soft, hard = _by_cycle(tx, ctx.now)
    closes = until.at if until else hard
    if closes is None:
        raise refusal(
            t(
                "The cycle gives no date. Until when? Reply with a date such as {example}; it ends "
                "at {time} UTC.",
                example="2026-12-01",
                time="23:59",
            ),
            asks=f"window {draft.reference} until ",
        )  # fmt: skip
    if closes <= ctx.now:
        raise refusal(
            t("{when} is past. Nothing was changed.", when=closes),
            choices=(Choice(t("The cycle's dates"), "cycle"),),
        )
    opens = ctx.now.replace(microsecond=0)
    inside = soft if soft and opens < soft < closes else closes
    draft = replace(draft, window=Window(opens, inside, closes), noticed=frozenset())
    tx.get(Drafts).change(draft)
    record(tx, draft, "window.opened", ctx.speaker.pseudonym, ctx.now,
           opens=_iso(opens), soft=_iso(inside), closes=_iso(closes))  # fmt: skip
    said = reply(*window_lines(draft), choices=window_choices(draft), with_head=True)
    ctx.announce(
        draft.track, said, about=draft.matter, letter=letter(tx, draft, said, ctx.now, text=True)
    )
    return said


@when_asked_what_goes_on
def windows_are_open(tx: Tx, track: Track, now: datetime) -> list[Phrase]:
    """The drafts of a track on which comments are open."""
    return [
        t("Comments on {draft} are open until {when}.", draft=name(one), when=one.window.closes)
        for one in tx.get(Drafts).of((track.code,))
        if one.window and is_open(one, now)
    ]


def _by_cycle(tx: Tx, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The soft and the hard close of the first cycle in which comments can still be open."""
    for cycle in tx.get(Cycles).all():
        hard = due(cycle, Milestone.HARD_CLOSE).at
        if hard > now:
            return due(cycle, Milestone.SOFT_CLOSE).at, hard
    return None, None


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@command(
    "extend",
    of=DRAFT,
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Keep comments on a draft open for longer"),
    example="extend B2 2026-12-10",
    listed=False,
    lasting=True,
)
def extend(ctx: Context, tx: Tx, draft: Draft, until: Deadline) -> Reply:
    """Move the close to a later time, and tell the track's rooms."""
    if draft.window is None or draft.state is not State.PUBLISHED:
        raise refusal(t("There is no window on {draft} that could be extended.", draft=name(draft)))
    before = draft.window.closes
    longer = extended(draft.window, until.at)
    if longer is None or until.at <= ctx.now:
        raise refusal(
            t("Comments on {draft} are open until {when}; a window is never made shorter. "
              "Nothing was changed.", draft=name(draft), when=before)
        )  # fmt: skip
    draft = replace(draft, window=longer, noticed=frozenset())
    tx.get(Drafts).change(draft)
    record(tx, draft, "window.extended", ctx.speaker.pseudonym, ctx.now,
           before=_iso(before), closes=_iso(longer.closes))  # fmt: skip
    said = reply(
        t("Comments on {draft} are open for longer: until {when} (before: {old}).",
          draft=name(draft), when=longer.closes, old=before),
        choices=window_choices(draft),
    )  # fmt: skip
    ctx.announce(draft.track, said, about=draft.matter, letter=letter(tx, draft, said, ctx.now))
    return said
