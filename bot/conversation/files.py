"""A file that came with a command: whether it is for us, and what is in it.

The adapters ask is_meant() before they fetch a file, handlers take it with sent_file().
"""

from dataclasses import dataclass

from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.message import Message, NotFetched
from bot.conversation.phrases import t
from bot.conversation.registry import command_line


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file whose content is there. The name has no path, and is no promise of what is inside."""

    name: str
    media_type: str
    content: bytes


def is_meant(message: Message) -> bool:
    """Whether a file with this message is for the bot: said in private, with a command, or in
    reply to the bot. Files that people show each other in rooms are never fetched."""
    return message.private or bool(message.replies_to) or bool(command_line(message.text))


def sent_file(ctx: Context) -> SentFile | None:
    """The file that came with a command, or that the command replies to; None if there is none.

    Raises a Refusal if it is too large, empty, or could not be fetched.
    """
    file = ctx.message.file
    if file is None:
        return None
    if file.content:
        return SentFile(file.name, file.media_type, file.content)
    if file.content is not None:
        raise refusal(t("The file {file} is empty. Nothing was changed.", file=file.name))
    if file.why_not is NotFetched.TOO_LARGE:
        raise refusal(
            t(
                "The file {file} is too large: at most {megabytes} MB are taken. Nothing was "
                "changed.",
                file=file.name,
                megabytes=ctx.settings.largest_file_mb,
            )
        )
    raise refusal(
        t("The file {file} could not be fetched. Nothing was changed; please send it again.",
          file=file.name)
    )  # fmt: skip
