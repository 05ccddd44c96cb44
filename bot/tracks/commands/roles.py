"""Roles: claimed once by the operator of a new installation, then given and ended by command."""

from dataclasses import dataclass

from bot.conversation.arguments import Word
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, reply
from bot.people.model import Grant, Person, Role
from bot.people.rules import matching
from bot.people.stays import what_stays
from bot.people.store import Codes, Reports, Roles
from bot.people.views import open_concerns
from bot.ports import Tx
from bot.record.store import Journal
from bot.tracks.model import Track


@command(
    "claim",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Become operator with the code of the first start"),
    example="claim abcde-fghij-klmno-pqrst-uvwxy-z",
    listed=False,
)
def claim(ctx: Context, roles: Roles, codes: Codes, journal: Journal, code: Word) -> Reply:
    """Make the one who knows the installation's code its operator."""
    found = matching(code, codes.valid("claim", ctx.now))
    if found is None:
        raise refusal(t("This code is not valid. The program prints the valid one when it starts."))
    codes.use(found[0])
    roles.give(ctx.speaker.person, Grant(Role.OPERATOR))
    journal.add(
        "role.given", ctx.speaker.pseudonym, ctx.now,
        person=ctx.speaker.pseudonym, role=Role.OPERATOR.value,
    )  # fmt: skip
    return reply(
        t("You are operator of this installation."),
        t(
            "Next: {facilitator} and {rapporteur}.",
            facilitator=Typed("appoint PERSON facilitator CODE"),
            rapporteur=Typed("appoint PERSON rapporteur"),
        ),
        choices=(Choice(t("What can I do here?"), "help"),),
    )


@dataclass(frozen=True, slots=True)
class _Office:
    """A role that is being given or ended, and how it is called."""

    grant: Grant
    name: Phrase


def _office(role: Role, track: Track | None) -> _Office:
    if role is Role.FACILITATOR:
        if track is None:
            raise refusal(
                t(
                    "A facilitator is one of a track. Add its code: {example}",
                    example=Typed("appoint PERSON facilitator bpf-cybersecurity"),
                )
            )
        return _Office(Grant(role, track.code), t("facilitator of {track}", track=track.title))
    if track is not None:
        raise refusal(
            t(
                "The role of {role} is for all tracks. Say it without a code. Nothing was changed.",
                role=role.label,
            )
        )
    return _Office(Grant(role), role.label)


@command(
    "appoint",
    who=Who.OPERATOR,
    where=Where.ANYWHERE,
    help=t("Give somebody a role"),
    example="appoint @jo facilitator bpf-cybersecurity",
)
def appoint(
    ctx: Context,
    tx: Tx,
    roles: Roles,
    reports: Reports,
    journal: Journal,
    person: Person,
    role: Role,
    track: Track | None,
) -> Reply:
    """Give a role, tell the person, and let the track's rooms know."""
    office = _office(role, track)
    if not roles.give(person.id, office.grant):
        raise refusal(t("{person} is {office} already.", person=person.mention, office=office.name))
    _record(ctx, journal, "role.given", person, office.grant)
    ctx.tell(
        person.id,
        reply(
            t("You are {office} now.", office=office.name),
            _next_step(role),
            *(what_stays(tx, ctx.now, person.id) if role is Role.RAPPORTEUR else ()),
            choices=(Choice(t("What can I do here?"), "help"),),
        ),
    )
    concerns = open_concerns(reports.open()) if role is Role.RAPPORTEUR else None
    if concerns:
        ctx.tell(person.id, concerns)
    said = reply(
        t("{person} is {office} now.", person=person.mention, office=office.name),
        gone_with=(person.id,),
    )
    if track:
        ctx.announce(track.code, said)
    return said


def _next_step(role: Role) -> Phrase:
    match role:
        case Role.FACILITATOR:
            return t(
                "Invite me into the track's room and say there: {command}",
                command=Typed("bind CODE"),
            )
        case Role.RAPPORTEUR:
            return t("You write minutes and hear of concerns. You never vote or call a result.")
        case Role.OPERATOR:
            return t("You appoint people and keep the catalogue.")


@command(
    "dismiss",
    who=Who.OPERATOR,
    where=Where.ANYWHERE,
    help=t("End somebody's role"),
    example="dismiss @jo facilitator bpf-cybersecurity",
)
def dismiss(
    ctx: Context, roles: Roles, journal: Journal, person: Person, role: Role, track: Track | None
) -> Reply:
    """End a role; the last operator stays."""
    office = _office(role, track)
    if role is Role.OPERATOR and [one.id for one in roles.holders(role)] == [person.id]:
        raise refusal(
            t("{person} is the only operator. Appoint another one first.", person=person.mention)
        )
    held = [account for account, grant in roles.held(person.id) if grant == office.grant]
    if not roles.end(person.id, office.grant):
        raise refusal(t("{person} is not {office}.", person=person.mention, office=office.name))
    _record(ctx, journal, "role.ended", person, office.grant)
    for account in held:
        if account != person.pseudonym:
            # By the record it was that account's before the two were one person.
            _record(ctx, journal, "role.ended", person, office.grant, account)
    ctx.tell(person.id, reply(t("You are no longer {office}.", office=office.name)))
    said = reply(
        t("{person} is no longer {office}.", person=person.mention, office=office.name),
        gone_with=(person.id,),
    )
    if track:
        ctx.announce(track.code, said)
    return said


def _record(
    ctx: Context, journal: Journal, act: str, person: Person, grant: Grant, account: str = ""
) -> None:
    data = {"person": account or person.pseudonym, "role": grant.role.value}
    if account:
        data["account"] = account
    if grant.track:
        data["track"] = grant.track
    journal.add(act, ctx.speaker.pseudonym, ctx.now, **data)
