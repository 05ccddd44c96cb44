"""How the front door looks."""

from bot.clock import Doubt
from bot.conversation.message import Attached
from bot.conversation.phrases import Phrase, Typed, n, t, verbatim
from bot.conversation.registry import Command, Where, Who
from bot.conversation.reply import Block, Choice, Items, Line, Reply, Title, reply
from bot.people.model import Person, Role
from bot.people.views import PROFILE_CHOICES, profile_lines
from bot.people.waiting import Waiting
from bot.tracks.model import Part, Track

_ROOMS = {
    "welcome": t("First steps"),
    "tracks": t("Tracks"),
    "meetings": t("Meetings"),
    "decisions": t("Decisions"),
    "drafts": t("Drafts and comments"),
    "people": t("You, and privacy"),
    "operation": t("The program"),
}
"""How the capabilities are called in the help, in their order there."""


def first_words(tracks: int) -> Reply:
    """What a newcomer is told."""
    return reply(
        t("I keep the tracks' meetings, decisions and record, on Matrix and Telegram alike."),
        n(
            "One track is open to everyone. Joining needs no approval.",
            "{count} tracks are open to everyone. Joining needs no approval.",
            tracks,
        ),
        choices=(
            Choice(t("See the tracks"), "tracks"),
            Choice(t("What can I do here?"), "help"),
        ),
    )


def link_refused() -> Phrase:
    """What whoever taps a link is told that wants more than a link may."""
    return t("A link may only show, join or observe; this one asks for more. Nothing was done.")


def overview(offered: tuple[Command, ...], *, private: bool) -> Reply:
    """What can be done here, in the order of the rooms of the house."""
    blocks: list[Block] = [
        Title(t("What you can do here") if private else t("What can be done in this room"))
    ]
    for room, title in _ROOMS.items():
        inside = [one for one in offered if one.room == room and one.in_menu]
        if inside:
            blocks.append(Line(title))
            blocks.append(Items(tuple(_entry(one) for one in inside)))
    blocks.append(
        Line(t("{command} shows how to write a command.", command=Typed("help join")))
        if private
        else Line(
            t("More in private: write to me alone, and say {command}.", command=Typed("help"))
        )
    )
    return reply(*blocks)


def _entry(one: Command) -> Phrase:
    return t("{command}: {help}", command=Typed(one.name), help=one.help)


def help_of_one(one: Command) -> Reply:
    """How one command is said, by whom and where."""
    blocks: list[Block] = [
        Title(_entry(one)),
        Line(t("Example: {example}", example=Typed(one.example))),
    ]
    if one.who is not Who.ANYONE:
        blocks.append(Line(_BY[one.who]))
    if one.where is not Where.ANYWHERE:
        blocks.append(Line(_PLACE[one.where]))
    return reply(*blocks)


_BY = {
    Who.FACILITATOR: t("Only the facilitators of the track can use it."),
    Who.RAPPORTEUR: t("Only rapporteurs can use it."),
    Who.OPERATOR: t("Only operators can use it."),
    Who.MODERATOR: t("Only rapporteurs and operators can use it."),
}
_PLACE = {
    Where.PRIVATE: t("Say it to me in private."),
    Where.ROOM: t("Say it in a room."),
}


def card(
    person: Person,
    parts: list[tuple[Track, Part]],
    offices: list[tuple[Role, Track | None]],
    language: str,
) -> Reply:
    """What the bot knows of a person, for that person alone."""
    blocks: list[Block] = [Title(verbatim(person.name))]
    if parts:
        blocks.append(Line(t("Tracks: {tracks}", tracks=tuple(_part(*one) for one in parts))))
    else:
        blocks.append(
            Line(t("You are in no track yet. {command} shows them.", command=Typed("tracks")))
        )
    if offices:
        blocks.append(Line(t("Roles: {roles}", roles=tuple(_office(*one) for one in offices))))
    return reply(*blocks, *profile_lines(person, language), choices=PROFILE_CHOICES, private=True)


def waits(found: list[Waiting]) -> Reply:
    """What waits for a person, a line each."""
    if not found:
        return reply(t("Nothing waits for you."), private=True)
    return reply(
        Title(t("What waits for you")),
        Items(tuple(one.line for one in found)),
        choices=tuple(one.choice for one in found if one.choice)[:8],
        private=True,
        gone_with=tuple(one.said_by for one in found if one.said_by),
    )


def _part(track: Track, part: Part) -> Phrase:
    if part is Part.OBSERVER:
        return t("{track} (observing)", track=track.title)
    return verbatim(track.title)


def _office(role: Role, track: Track | None) -> Phrase:
    if track is None:
        return role.label
    return t("facilitator of {track}", track=track.title)


def entered(tracks: list[Track]) -> Reply:
    """What a room is told that let the bot in."""
    if tracks:
        return reply(
            t(
                "I am back. This room belongs to {tracks}.",
                tracks=tuple(track.title for track in tracks),
            )
        )
    return reply(
        t("I keep the tracks' meetings, decisions and record. I read commands only, never talk."),
        t("A facilitator makes this room a track's: {command}", command=Typed("bind CODE")),
    )


def not_for_you(command: Command, holders: list[Person]) -> Reply:
    """A command that is somebody else's, and whose."""
    blocks = [
        Line(t("{command} was not carried out.", command=Typed(command.name))),
        Line(_BY[command.who]),
    ]
    if holders:
        blocks.append(
            Line(t("You can ask {people}.", people=tuple(one.mention for one in holders[:5])))
        )
    return reply(*blocks)


def not_here(command: Command) -> Reply:
    """A command said in the wrong place."""
    return reply(
        t("{command} was not carried out.", command=Typed(command.name)), _PLACE[command.where]
    )


def unreachable(address: str) -> Reply:
    """The line in a room for somebody who can't be told in private."""
    return reply(
        t(
            "I answer that in private, and can't reach you there yet. Write to me first: {address}",
            address=address,
        )
    )


def too_fast(a_minute: int) -> Reply:
    """What is said to whoever gave more commands than that in a minute."""
    return reply(
        t(
            "That was more than {count} commands in a minute. I answer again when it is calmer.",
            count=a_minute,
        )
    )


def too_much_here(a_minute: int) -> Reply:
    """A room says more commands than it may."""
    return reply(
        t(
            "That was more than {count} commands in a minute in this room. I answer here again "
            "when it is calmer. Votes are recorded all the same.",
            count=a_minute,
        )
    )


def hint(file: Attached | None) -> Reply:
    """What is said to whoever talks to the bot alone, but gives no command."""
    if file:
        return reply(
            t(
                "What is {file} for? Say it with a command as a reply to the file, or send it "
                "again with the command as its caption.",
                file=file.name,
            ),
            choices=(Choice(t("What can I do here?"), "help"),),
        )
    return reply(
        t("I understand commands, such as {command}.", command=Typed("tracks")),
        choices=(Choice(t("What can I do here?"), "help"),),
    )


def clock_doubted(doubt: Doubt) -> Reply:
    """What is not done while the clock may be wrong, and what it says."""
    if doubt.should_be is None:
        return reply(
            t("My clock was not compared with a network yet, so nothing is opened or closed. "
              "Try again in a minute.")
        )  # fmt: skip
    return reply(
        t(
            "My clock says {says}, and it should be {should_be}. Nothing is opened or closed until "
            "that is mended; votes and comments are kept.",
            says=doubt.says,
            should_be=doubt.should_be,
        ),
        t("An operator can look: {command}", command=Typed("clock")),
    )


def stale() -> Reply:
    """What is said to whoever taps a button that is no longer known."""
    return reply(
        t("This button is too old. {command} shows what can be done now.", command=Typed("help")),
    )
