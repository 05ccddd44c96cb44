"""Taking part in a track, observing it, and leaving it. It never needs approval."""

from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, Typed, t, verbatim
from bot.conversation.registry import Where, Who, command, is_linked
from bot.conversation.reply import Choice, Reply, reply
from bot.people.model import Agreed, Grant, Role
from bot.people.rules import has_acknowledged
from bot.people.stays import what_stays
from bot.people.store import People, Roles
from bot.people.views import conduct_first, next_question
from bot.ports import Tx
from bot.record.store import Journal
from bot.tracks.current import goes_on
from bot.tracks.model import Part, Track
from bot.tracks.store import Memberships
from bot.tracks.views import joined, joined_here


@command(
    "join",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Take part in a track"),
    example="join bpf-cybersecurity",
    by_link=True,
)
def join(ctx: Context, tx: Tx, track: Track, agreed: Agreed | None) -> Reply:
    """Become a participant; before the first track the code of conduct is acknowledged."""
    return _take_part(ctx, tx, track, Part.PARTICIPANT, agreed)


@command(
    "observe",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Read and be reminded, without deciding"),
    example="observe bpf-cybersecurity",
    by_link=True,
)
def observe(ctx: Context, tx: Tx, track: Track, agreed: Agreed | None) -> Reply:
    """Become an observer, who is not in the electorate."""
    return _take_part(ctx, tx, track, Part.OBSERVER, agreed)


def _take_part(
    ctx: Context,
    tx: Tx,
    track: Track,
    part: Part,
    agreed: Agreed | None,
) -> Reply:
    people, memberships = tx.get(People), tx.get(Memberships)
    if track.closed:
        raise refusal(t("{track} is closed. It takes nobody in.", track=track.title))
    verb = "join" if part is Part.PARTICIPANT else "observe"
    version = ctx.settings.conduct_version
    if agreed:
        people.acknowledge(ctx.speaker.person, version, ctx.now)
    person = people.person(ctx.speaker.person)
    if person is None or not has_acknowledged(person, version):
        title = t("{title}: {about}", title=track.title, about=t(track.about))
        raise Refusal(
            conduct_first(
                ctx.settings,
                f"{verb} {track.code} {Agreed.AGREE.value}",
                title if track.about else verbatim(track.title),
            )
        )
    mine = memberships.of(person.id).get(track.code)
    if part is Part.OBSERVER and mine is Part.PARTICIPANT and is_linked(ctx.message.text):
        # Whoever taps a link may not have meant to give up a voice.
        raise refusal(
            t("You take part in {track}. Nothing was changed.", track=track.title),
            choices=(Choice(t("Observe only"), f"observe {track.code}"),),
        )
    before = memberships.join(person.id, track.code, part)
    told = [joined(track, part, memberships.size(track.code)), *goes_on(tx, track, ctx.now)]
    if before is part:
        return reply(*told)
    if before is Part.PARTICIPANT:
        told += _stays(ctx, tx, track)
    tx.get(Journal).add(
        "member.joined", person.pseudonym, ctx.now,
        person=person.pseudonym, track=track.code, part=part.value,
    )  # fmt: skip
    ctx.announce(track.code, joined_here(person, track, part))
    # Only a newcomer is asked; whoever put it off finds it under /me.
    question = next_question(person, ctx.speaker.language) if agreed else None
    if not ctx.place.private:
        if question:
            ctx.tell(person.id, question)
        return joined_here(person, track, part)
    if question is None:
        return reply(*told)
    return reply(*told, *question.blocks, choices=question.choices, asks=question.asks)


@command(
    "leave",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Leave a track"),
    example="leave bpf-cybersecurity",
)
def leave(
    ctx: Context, tx: Tx, roles: Roles, memberships: Memberships, journal: Journal, track: Track
) -> Reply:
    """Belong to a track no longer. A facilitator is told that the role stays."""
    if not memberships.leave(ctx.speaker.person, track.code):
        raise refusal(t("You are not in {track}. Nothing was changed.", track=track.title))
    journal.add(
        "member.left", ctx.speaker.pseudonym, ctx.now,
        person=ctx.speaker.pseudonym, track=track.code,
    )  # fmt: skip
    parts = [
        t(
            "You left {track}. {command} brings you back.",
            track=track.title,
            command=Typed(f"join {track.code}"),
        )
    ]
    if Grant(Role.FACILITATOR, track.code) in roles.of(ctx.speaker.person):
        parts.append(t("You are still its facilitator. An operator can end that."))
    return reply(*parts, *_stays(ctx, tx, track))


def _stays(ctx: Context, tx: Tx, track: Track) -> list[Phrase]:
    """What of the speaker's stays though they take part no longer: to be said here, if nobody else
    reads it, or else told in private."""
    lines = what_stays(tx, ctx.now, ctx.speaker.person, track.code)
    if lines and not ctx.place.private:
        ctx.tell(ctx.speaker.person, reply(*lines))
        return []
    return lines
