"""What people took upon themselves: the open actions, and that one is done."""

from dataclasses import replace
from enum import Enum

from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, reply
from bot.meetings.agenda_views import action_line
from bot.meetings.minutes import Action
from bot.meetings.results import actions_card
from bot.meetings.rules import corrections_end, undecided
from bot.meetings.store import Actions, Meetings, Minutes
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.people.waiting import Waiting, when_asked_what_waits
from bot.ports import Tx
from bot.tracks.model import Track


@when_asked_what_waits
def actions_and_minutes(tx: Tx, ctx: Context) -> list[Waiting]:
    """The speaker's open actions; for a rapporteur, corrections and minutes to be decided."""
    found = [
        Waiting(
            action_line(one),
            Choice(t("{reference} is done", reference=one.reference), f"done {one.reference}"),
        )
        for one in tx.get(Actions).open_for(ctx.speaker.person)
    ]
    if Grant(Role.RAPPORTEUR) not in tx.get(Roles).of(ctx.speaker.person):
        return found
    for meeting in tx.get(Meetings).unapproved():
        open_ones = undecided(tx.get(Minutes).corrections(meeting))
        found += [
            Waiting(
                t("{reference}: accept or decline it", reference=one.reference),
                Choice(verbatim(one.reference), f"minutes {meeting.reference}"),
            )
            for one in open_ones
        ]
        ends = corrections_end(meeting)
        if ends and ctx.now >= ends and not open_ones:
            found.append(
                Waiting(
                    t("{reference}: approve the minutes", reference=meeting.reference),
                    Choice(verbatim(meeting.reference), f"summary {meeting.reference}"),
                )
            )
    return found


class Mine(Enum):
    """The word that asks for one's own."""

    ME = "me"

    @property
    def label(self) -> Phrase:
        """What a button says."""
        return t("My own")


@command(
    "actions",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The open actions"),
    example="actions irpc",
)
def actions(ctx: Context, tx: Tx, mine: Mine | None, track: Track | None) -> Reply:
    """The open actions of a track, of the room's tracks, or of the speaker."""
    store = tx.get(Actions)
    if mine is not None or (track is None and ctx.place.private):
        return actions_card(store.open_for(ctx.speaker.person), t("Your open actions"))
    wanted = (track.code,) if track else ctx.place.tracks or None
    return actions_card(store.open_of(wanted), t("Open actions"))


@command(
    "done",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say that an action is done"),
    example="done A12",
)
def done(ctx: Context, tx: Tx, action: Action) -> Reply:
    """An action is done: its owner says so, or a facilitator of its track."""
    if action.done is not None:
        raise refusal(
            t("{reference} was done {when}.", reference=action.reference, when=action.done)
        )
    facilitates = Grant(Role.FACILITATOR, action.track) in tx.get(Roles).of(ctx.speaker.person)
    if action.owner != ctx.speaker.person and not facilitates:
        raise refusal(
            t(
                "Whoever took {reference} upon themselves says that it is done, or a facilitator.",
                reference=action.reference,
            ),
            t("Nothing was changed."),
        )
    tx.get(Actions).change(replace(action, done=ctx.now))
    left = tx.get(Actions).open_for(ctx.speaker.person)
    more = (Choice(t("My open actions"), "actions me"),) if left else ()
    return reply(
        t("Done: {action}", action=action_line(replace(action, done=ctx.now))), choices=more
    )
