"""What time does to drafts: reminders of a window, its closing, and what is still missing."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.context import Occasion
from bot.conversation.phrases import Phrase, n, t
from bot.conversation.reply import Choice, Items, Title, reply
from bot.drafts.life import facilitators
from bot.drafts.mailing import letter
from bot.drafts.model import Draft, State
from bot.drafts.rules import counted, is_open
from bot.drafts.store import Comments, Drafts
from bot.drafts.views import name, window_choices
from bot.people.model import Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.tracks.cycle.model import Cycle, Milestone
from bot.tracks.cycle.rules import ahead, milestones, told_key
from bot.tracks.cycle.store import Cycles
from bot.tracks.cycle.views import line as milestone_line
from bot.tracks.store import Tracks

_KEEP_UNSENT = timedelta(days=90)
_SHORT = timedelta(days=4)


def keep_time(tx: Tx, occasion: Occasion) -> None:
    """Do for every open window what is due and not done yet; tell facilitators what is missing."""
    for draft in tx.get(Drafts).unfinished():
        if draft.window is None:
            continue
        if is_open(draft, occasion.now):
            _remind(tx, occasion, draft)
        elif occasion.now >= draft.window.closes and "closed" not in draft.noticed:
            _close(tx, occasion, draft)
    for cycle in tx.get(Cycles).all():
        _tell_what_is_missing(tx, occasion, cycle)
    tx.get(Comments).forget_unsent(occasion.now - _KEEP_UNSENT)


def _remind(tx: Tx, occasion: Occasion, draft: Draft) -> None:
    if draft.window is None:
        return
    opens, closes = draft.window.opens, draft.window.closes
    length = closes - opens
    occasion.wake(closes)
    # A reminder soon after the opening, or after another one, says nothing new.
    steps = {"half": opens + length / 2} if length > _SHORT else {}
    for key, before in (("week", timedelta(days=7)), ("day", timedelta(days=1))):
        if length > before * 1.5:
            steps[key] = closes - before
    for at in steps.values():
        if at > occasion.now:
            occasion.wake(at)
    due = [key for key, at in steps.items() if occasion.now >= at and key not in draft.noticed]
    if not due:
        return
    # After an outage several may be due: people are reminded once.
    tx.get(Drafts).change(replace(draft, noticed=draft.noticed | set(due)))
    said = reply(
        t("Comments on {draft} are open until {when}.", draft=name(draft), when=closes),
        choices=window_choices(draft),
    )
    occasion.announce(
        draft.track, said, about=draft.matter, letter=letter(tx, draft, said, occasion.now)
    )


def _close(tx: Tx, occasion: Occasion, draft: Draft) -> None:
    """Say once that the time is over; whether a comment is in time never depended on it."""
    tx.get(Drafts).change(replace(draft, noticed=draft.noticed | {"closed"}))
    known = counted(tx.get(Comments).of(draft))
    said = t("Comments on {draft} are closed. None was received.", draft=name(draft))
    if known:
        said = n(
            "Comments on {draft} are closed. One was received; it gets an answer.",
            "Comments on {draft} are closed. {count} were received; each gets an answer.",
            len(known), draft=name(draft),
        )  # fmt: skip
    show = Choice(t("Comments"), f"comments {draft.reference}")
    announced = reply(said, choices=(show,), with_head=True)
    occasion.announce(draft.track, announced, about=draft.matter)
    for person in facilitators(tx, draft):
        review = Choice(t("Answer them"), f"review {draft.reference}")
        occasion.tell(person.id, reply(said, choices=(review,)))


def _tell_what_is_missing(tx: Tx, occasion: Occasion, cycle: Cycle) -> None:
    for one in milestones(cycle):
        days = ahead(one, occasion.now)
        if days is None:
            continue
        for track in tx.get(Tracks).all():
            holders = tx.get(Roles).holders(Role.FACILITATOR, track.code)
            missing = _missing(tx, track.code, one.milestone) if holders else []
            for person in holders if missing else ():
                occasion.tell(
                    person.id,
                    reply(
                        Title(t("{track}: what is still missing", track=track.title)),
                        milestone_line(one, occasion.now),
                        Items(tuple(missing)),
                    ),
                    once=f"missing/{track.code}/{told_key(one, days)}",
                )


def _missing(tx: Tx, track: str, milestone: Milestone) -> list[Phrase]:
    """What a track's drafts lack for a milestone."""
    hidden = (State.WITHDRAWN, State.FINAL)
    drafts = [one for one in tx.get(Drafts).of((track,)) if one.state not in hidden]
    published = [one for one in drafts if one.state is not State.PREPARED]
    match milestone:
        case Milestone.FIRST_DRAFT:
            return [] if published else [t("no draft is published")]
        case Milestone.WINDOW_OPENS:
            return [
                t("comments on {draft} are not open", draft=name(one))
                for one in published
                if one.window is None
            ]
        case Milestone.SOFT_CLOSE | Milestone.HARD_CLOSE:
            return _unanswered(tx, published)
        case Milestone.FINAL_OUTPUT:
            return [*_unanswered(tx, published),
                    *(t("{draft} is not final", draft=name(one)) for one in published)]  # fmt: skip


def _unanswered(tx: Tx, drafts: list[Draft]) -> list[Phrase]:
    found: list[Phrase] = []
    for one in drafts:
        waiting = sum(comment.waits for comment in tx.get(Comments).of(one))
        if waiting:
            found.append(
                n("one comment on {draft} waits for an answer",
                  "{count} comments on {draft} wait for an answer", waiting, draft=name(one))
            )  # fmt: skip
    return found
