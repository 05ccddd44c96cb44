"""How letters look: the choices in them, the question whether somebody wrote what came."""

from dataclasses import replace

from bot.conversation.lines import one_line
from bot.conversation.message import MAIL, PersonRef, RoomRef, Unread
from bot.conversation.phrases import Typed, n, said_in, t
from bot.conversation.reply import Choice, Line, Matter, Quote, Reply, Title, reply
from bot.conversation.translate import word
from bot.conversation.wording import Wording

LONGEST_SHOWN = 500
_SHOW = frozenset(("agenda", "chart", "decision", "list", "minutes", "numbers", "summary"))
"""Commands that only show something: no list is offered to answer with them."""
CONFIRM_DAYS = 14
"""How long a letter can be answered to confirm something."""


def worded(said: Reply, to: RoomRef | PersonRef, language: str, zone: str) -> Wording:
    """A reply in the words of its place: a letter says how it is answered, where others have
    buttons."""
    if to.platform == MAIL and said.choices:
        how = t("To choose, reply to this mail with one of these lines at its top:")
        said = replace(said, blocks=(*said.blocks, Line(how)))
    return word(said, language, zone)


def to_list(
    said: Reply, matter: Matter, track: str, to: RoomRef, language: str, zone: str
) -> Wording:
    """What a mailing list is written about a matter. Choices are answered, and then confirmed."""
    answers = tuple(one for one in said.choices if one.says.split(" ")[0] not in _SHOW)
    said = replace(said, choices=answers)
    if answers:
        how = t(
            "To answer, reply with one of these lines at the top of your mail; a reason can "
            "follow behind a colon. A mail to you asks you to confirm it."
        )
        said = replace(said, blocks=(*said.blocks, Line(how)))
    # What is only proposed has no reference yet.
    named = f"{matter.reference}: " if matter.reference else ""
    subject = one_line(f"[{track}] {named}{said_in(matter.words, language)}")
    return replace(word(said, language, zone), subject=subject, about=matter.reference)


def confirmation(line: str) -> Reply:
    """The question whether the owner of an address wrote what came from it."""
    shown = line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
    name, _, rest = shown.partition(" ")
    return reply(
        Title(t("Please confirm what you wrote")),
        t("A mail from your address asks for this:"),
        Quote(f"{name} {rest}".strip()),
        t("Anybody can write any address on a mail. So nothing was done yet."),
        n(
            "To have it done, reply within one day. If it was not you, do nothing.",
            "To have it done, reply within {count} days. If it was not you, do nothing.",
            CONFIRM_DAYS,
        ),
        choices=(Choice(t("Confirm"), line),),
    )


def not_read(why: Unread) -> Reply:
    """What is said to whoever wrote a letter that can't be read."""
    reason = (
        t("Your mail has no plain text, only HTML. Nothing was done.")
        if why is Unread.ONLY_HTML
        else t("Your mail is too large. It was not read, and nothing was done.")
    )
    return reply(reason, t("Write it again as plain text, without attachments."))


def not_understood(choices: tuple[Choice, ...]) -> Reply:
    """What is said to whoever answered a letter with none of its choices."""
    return reply(
        t("The top of your mail is none of the choices, and no command. Nothing was done."),
        choices=choices,
    )


def how_to_write() -> Reply:
    """What is said to whoever writes to the bot without a command."""
    return reply(
        t("I read commands at the top of a mail, such as {command}.", command=Typed("tracks")),
        t("{command} shows what can be done.", command=Typed("help")),
    )
