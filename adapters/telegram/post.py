"""Sends and edits messages. The adapter hands it what the outbox has."""

import logging

from telegram import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from adapters.telegram.connection import Connection
from adapters.telegram.keyboard import keyboard
from adapters.telegram.parts import Part, parts
from adapters.telegram.refusals import verdict
from bot.conversation.errors import GiveUp
from bot.conversation.message import RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import Wording

_log = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TIME = "<tg-time "
_NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "message_id_invalid",
)


class Post:
    """The way out. It remembers which parts of a long message have been sent already, and whether
    the server is too old to know moments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._bot = connection.bot
        self._begun: dict[int, tuple[Wording, list[str]]] = {}
        self._times = True

    async def send(self, outgoing: Outgoing) -> str:
        """Send or edit a message; the number of its last part in its chat.

        Raises TryLater, GiveUp or MovedAway.
        """
        try:
            return await self._send_as_known(outgoing)
        except TelegramError as error:
            trouble = verdict(error, self._connection.why(error))
        if isinstance(trouble, GiveUp):
            self._begun.pop(outgoing.id, None)
        # Raised out here it does not carry the library's error along, with the token inside.
        raise trouble

    async def _send_as_known(self, outgoing: Outgoing) -> str:
        """Send it with its moments marked, or without if the server does not take that."""
        plan = parts(outgoing.wording, times=self._times)
        try:
            return await self._send(outgoing, plan)
        except BadRequest as error:
            if not any(_TIME in part.html for part in plan) or not _is_about_markup(error):
                raise
        sent = await self._send(outgoing, parts(outgoing.wording))
        if self._times:
            _log.info("this Bot API server does not know moments; they are sent as words")
        self._times = False
        return sent

    async def _send(self, outgoing: Outgoing, plan: list[Part]) -> str:
        if _can_edit(outgoing, plan) and await self._edited(outgoing, plan[0]):
            return outgoing.edits
        wording, sent = self._begun.pop(outgoing.id, (outgoing.wording, []))
        if wording != outgoing.wording:
            sent = []
        try:
            for part in plan[len(sent) :]:
                place = len(sent)
                sent.append(await self._send_part(outgoing, part, place == 0, part is plan[-1]))
        except TelegramError:
            # The next attempt goes on where this one ended.
            if sent and outgoing.id:
                self._begun[outgoing.id] = (wording, sent)
            raise
        return sent[-1]

    async def _send_part(self, outgoing: Outgoing, part: Part, first: bool, last: bool) -> str:
        chat, thread = _place(outgoing)
        markup = _markup(outgoing) if last else None
        # A question reaches the person whose message it answers.
        answers = _answered(outgoing, chat) if first or isinstance(markup, ForceReply) else None
        if part.attachment:
            picture = part.attachment.media_type.startswith("image/")
            send = self._bot.send_photo if picture else self._bot.send_document
            # The caption says what is in the picture.
            message = await send(
                chat,
                part.attachment.content,
                filename=part.attachment.name,
                caption=part.html or None,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=answers,
                reply_markup=markup,
            )
            return str(message.message_id)
        # Not bot.send_message(): it makes a whole message of the answer, of which the number is
        # wanted; that is a tenth of what a command costs. As for `arrivals.ask`, the name is
        # not the library's.
        sent = await self._bot.do_api_request(
            "sendmessage",
            {
                "chat_id": chat,
                "text": part.html,
                "parse_mode": ParseMode.HTML,
                "link_preview_options": _NO_PREVIEW,
                "message_thread_id": thread,
                "reply_parameters": answers,
                "reply_markup": markup,
            },
        )
        return str(sent["message_id"])

    async def _edited(self, outgoing: Outgoing, part: Part) -> bool:
        """Whether the message now says this; if not, it can't be edited any more."""
        buttons = outgoing.wording.buttons
        try:
            await self._bot.edit_message_text(
                part.html,
                _place(outgoing)[0],
                int(outgoing.edits),
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard(outgoing.id, buttons) if buttons else None,
            )
        except BadRequest as error:
            text = str(error).lower()
            if "message is not modified" in text:
                return True
            if any(words in text for words in _NOT_EDITABLE):
                return False
            raise
        return True


def _is_about_markup(error: BadRequest) -> bool:
    return "can't parse entities" in str(error).lower()


def _can_edit(outgoing: Outgoing, plan: list[Part]) -> bool:
    """An edit is one text, and can't open the field for a reply."""
    return (
        outgoing.edits.isdecimal()
        and len(plan) == 1
        and plan[0].attachment is None
        and not isinstance(_markup(outgoing), ForceReply)
    )


def _markup(outgoing: Outgoing) -> InlineKeyboardMarkup | ForceReply | None:
    wording = outgoing.wording
    if wording.buttons:
        return keyboard(outgoing.id, wording.buttons)
    return ForceReply(selective=True) if wording.asks else None


def _place(outgoing: Outgoing) -> tuple[int, int | None]:
    """The chat, which for a talk of two is the person, and the topic there."""
    to = outgoing.to
    return int(to.id), int(to.topic) if isinstance(to, RoomRef) and to.topic else None


def _answered(outgoing: Outgoing, chat: int) -> ReplyParameters | None:
    """What a message answers, in a group. A tap can't be answered, nor what was said before the
    group changed its id."""
    asked_in, _, number = outgoing.answers.rpartition("/")
    if chat > 0 or asked_in not in ("", str(chat)) or not number.isdecimal():
        return None
    return ReplyParameters(int(number), allow_sending_without_reply=True)
