"""How letters look: the choices in them, the question whether somebody wrote what came."""

from dataclasses import replace

from bot.conversation.lines import one_line
from bot.conversation.message import MAIL, PersonRef, RoomRef, Unread
from bot.conversation.phrases import Typed, n, said_in, t, verbatim
from bot.conversation.reply import Block, Choice, Line, Matter, Quote, Reply, Title, reply
from bot.conversation.translate import word
from bot.conversation.wording import Wording, plain_line

LONGEST_SHOWN = 500
_SHOW = frozenset(
    ("agenda", "chart", "comment", "comments", "cycle", "decision", "list", "minutes", "numbers",
     "read", "summary")
)  # fmt: skip
"""Commands that only show something, or ask for words: no list is offered to answer with them."""
CONFIRM_DAYS = 14
"""How long a letter can be answered to confirm something."""
PLEASE_CONFIRM = t("Please confirm what you wrote")
NOTHING_YET = t("Anybody can write any address on a mail. So nothing was done yet.")
CONFIRM = t("Confirm")


def worded(said: Reply, to: RoomRef | PersonRef, language: str, zone: str) -> Wording:
    """A reply in the words of its place: a letter says how it is answered, where others have
    buttons."""
    if to.platform == MAIL:
        said = _for_mail(said)
    if to.platform == MAIL and said.choices:
        how = t("To choose, reply to this mail with one of these lines at its top:")
        said = replace(said, blocks=(*said.blocks, Line(how)))
    return word(said, language, zone)


def _for_mail(said: Reply) -> Reply:
    """Without the choices that are said in a chat alone, and why they are not there."""
    kept = tuple(one for one in said.choices if not one.in_chat)
    if len(kept) == len(said.choices):
        return said
    why = t("Its votes are secret: they are cast in a private chat, and not by mail.")
    return replace(said, choices=kept, blocks=(*said.blocks, Line(why)))


def to_list(
    said: Reply, matter: Matter, track: str, to: RoomRef, language: str, zone: str
) -> Wording:
    """What a mailing list is written about a matter. Choices are answered, and then confirmed."""
    said = _for_mail(said)
    answers = tuple(one for one in said.choices if one.says.split(" ")[0] not in _SHOW)
    said = replace(said, choices=answers)
    if answers:
        how = t(
            "To answer, reply with one of these lines at the top of your mail; a reason can "
            "follow behind a colon. A mail to you asks you to confirm it."
        )
        said = replace(said, blocks=(*said.blocks, Line(how)))
    if said.asks:
        how = t(
            "A reply to this mail is a comment. Begin it with the number of a paragraph, such as "
            "{example}, or write under the paragraph that you quote. A mail to you asks you to "
            "confirm it.",
            example="2.1",
        )
        said = replace(said, blocks=(*said.blocks, Line(how)))
    wording = word(said, language, zone)
    # What is only proposed has no reference yet; the year's dates have no name either.
    named = f"{matter.reference}: " if matter.reference else ""
    about = said_in(matter.words, language) or plain_line(wording.paragraphs[0])
    subject = one_line(f"[{track}] {named}{about}")
    return replace(wording, subject=subject, about=matter.reference)


def confirmation(what: tuple[Block, ...], line: str, first: str, link: str) -> Reply:
    """The question whether the owner of an address wrote what came from it.

    what: in words. line: the command that it is. first: the one that shows it first, or "". link:
    the address of the page on which it can be confirmed, or "".
    """
    how = n(
        "To have it done, reply within one day. If it was not you, do nothing.",
        "To have it done, reply within {count} days. If it was not you, do nothing.",
        CONFIRM_DAYS,
    )
    by_page = n(
        "To have it done, press the button on this page within one day, or reply. If it was not "
        "you, do nothing.",
        "To have it done, press the button on this page within {count} days, or reply. If it was "
        "not you, do nothing.",
        CONFIRM_DAYS,
    )
    choices = [Choice(CONFIRM, line)]
    if first:
        choices.append(Choice(t("Change something first"), first))
    return reply(
        Title(PLEASE_CONFIRM),
        *what,
        NOTHING_YET,
        *((by_page, verbatim(link)) if link else (how,)),
        choices=tuple(choices),
    )


def command_blocks(line: str, most: int) -> tuple[Block, ...]:
    """A command that a letter asks for, in words; most: how many of its signs are shown."""
    shown = line if len(line) <= most else line[: most - 1] + "…"
    name, _, rest = shown.partition(" ")
    return (Line(t("A mail from your address asks for this:")), Quote(f"{name} {rest}".strip()))


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
