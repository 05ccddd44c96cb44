"""The methods that write, edit and delete messages."""

from __future__ import annotations

import struct
from typing import Any

from .calls import Call, Upload, method, not_built, require_right_to_send
from .delivery import new_message
from .entities import finish
from .keyboards import check_keyboard
from .markup import parse_html
from .records import Chat, Message, StoredFile
from .refusals import RefusedError, bad_request
from .schema import JSON, utf16_length

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024


def marked_text(call: Call, name: str) -> tuple[str, list[JSON]]:
    """The text of a parameter with its entities, however they were given."""
    source: str = call.get(name, "")
    mode: str | None = call.get("parse_mode")
    entities: list[JSON] = call.get(f"{name}_entities" if name == "caption" else "entities", [])
    if mode is not None and mode.lower() == "html":
        source, entities = parse_html(
            source, call.world.find_user, knows_times=call.world.knows_times
        )
    elif mode is not None and mode.lower() in ("markdown", "markdownv2"):
        raise not_built(call.world, f"parse_mode {mode}")
    elif mode:
        raise bad_request("unsupported parse_mode")
    for entity in entities:
        if entity["offset"] < 0 or entity["offset"] + entity["length"] > utf16_length(source):
            raise bad_request("entity is outside of the text")
    return finish(source, entities)


def text_content(call: Call) -> JSON:
    text, entities = marked_text(call, "text")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_content(call: Call) -> JSON:
    caption, entities = marked_text(call, "caption")
    if utf16_length(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, **({"caption_entities": entities} if entities else {})}


def answered_message(call: Call, chat: Chat) -> Message | None:
    reply: JSON | None = call.get("reply_parameters")
    if reply is None:
        return None
    if reply.get("chat_id", chat.id) != chat.id or "quote" in reply:
        raise not_built(call.world, "a reply to another chat or with a quote")
    message = chat.messages.get(reply["message_id"])
    if message is not None and not message.deleted:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def put(call: Call, chat: Chat, content: JSON, file: StoredFile | None = None) -> JSON:
    markup: JSON | None = call.get("reply_markup")
    check_keyboard(markup)
    reply_to = answered_message(call, chat)
    if call.world.enforce_limits:
        call.world.limits.count(call.bot.id, chat.id)
    if markup and markup.get("inline_keyboard"):
        content = {**content, "reply_markup": markup}
    message = new_message(
        call.world,
        chat,
        call.bot,
        content,
        thread_id=call.get("message_thread_id"),
        reply_to=reply_to,
        file=file,
    )
    if markup and "inline_keyboard" not in markup:
        message.asks_reply = "force_reply" in markup
        message.has_other_keyboard = True
    call.world.record(call.method, call.bot, message)
    return message.json


@method("sendMessage")
def send_message(call: Call) -> JSON:
    chat = call.chat()
    require_right_to_send(call, chat, "text messages")
    content = text_content(call)
    preview: JSON | None = call.get("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return put(call, chat, content)


def uploaded(call: Call, name: str) -> StoredFile:
    """The file of a parameter: uploaded now, or one that is stored here."""
    reference: str = call.parameters[name]
    if not reference.startswith("attach://"):
        if reference not in call.world.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return call.world.files[reference]
    upload: Upload | None = call.uploads.get(reference.removeprefix("attach://"))
    if upload is None:
        raise bad_request("there is no file with the name of the attachment in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise RefusedError(413, "Request Entity Too Large")
    return call.world.store_file(upload.name, upload.mime_type, upload.content)


@method("sendDocument")
def send_document(call: Call) -> JSON:
    chat = call.chat()
    require_right_to_send(call, chat, "documents")
    content = caption_content(call)
    file = uploaded(call, "document")
    return put(call, chat, {"document": document_json(file), **content}, file)


@method("sendPhoto")
def send_photo(call: Call) -> JSON:
    chat = call.chat()
    require_right_to_send(call, chat, "photos")
    content = caption_content(call)
    file = uploaded(call, "photo")
    size = picture_size(file.content)
    if size is None or sum(size) > 10_000 or len(file.content) > LARGEST_PHOTO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS" if size else "IMAGE_PROCESS_FAILED")
    photo: JSON = {**file_json(file), "width": size[0], "height": size[1]}
    return put(call, chat, {"photo": [photo], **content}, file)


def file_json(file: StoredFile) -> JSON:
    return {
        "file_id": file.file_id,
        "file_unique_id": f"unique-{file.file_id}",
        "file_size": len(file.content),
    }


def document_json(file: StoredFile) -> JSON:
    return {**file_json(file), "file_name": file.name, "mime_type": file.mime_type}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or a JPEG; None for what is neither."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    place = 2
    while content.startswith(b"\xff\xd8") and place + 9 <= len(content):
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", content[place + 2 : place + 4])[0])
    return None


def own_message(call: Call) -> Message:
    """The message that is to be edited."""
    if "inline_message_id" in call.parameters:
        raise not_built(call.world, "inline_message_id")
    if "chat_id" not in call.parameters:
        raise bad_request("chat_id is empty")
    if "message_id" not in call.parameters:
        raise bad_request("message identifier is not specified")
    message = call.chat().messages.get(call.parameters["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if message.sender is not call.bot or message.has_other_keyboard:
        raise bad_request("message can't be edited")
    return message


def edit(call: Call, message: Message, content: JSON) -> JSON:
    """Replace text and buttons; what is given anew stands alone, as on Telegram."""
    markup: JSON | None = call.get("reply_markup")
    check_keyboard(markup)
    fresh = {key: value for key, value in message.json.items() if key not in content}
    for key in ("entities", "link_preview_options", "reply_markup"):
        if key == "reply_markup" or content:
            fresh.pop(key, None)
    fresh |= {key: value for key, value in content.items() if value}
    if markup and markup["inline_keyboard"]:
        fresh["reply_markup"] = markup
    if {**message.json, "edit_date": 0} == {**fresh, "edit_date": 0}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    if call.world.enforce_limits:
        call.world.limits.count(call.bot.id, message.chat.id)
    fresh["edit_date"] = call.world.date()
    message.json = fresh
    call.world.check("Message", fresh)
    call.world.record(call.method, call.bot, message)
    return fresh


@method("editMessageText")
def edit_message_text(call: Call) -> JSON:
    message = own_message(call)
    if "rich_message" in call.parameters:
        raise not_built(call.world, "rich_message")
    content = text_content(call)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    preview: JSON | None = call.get("link_preview_options")
    return edit(call, message, {**content, "link_preview_options": preview})


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> JSON:
    return edit(call, own_message(call), {})


@method("deleteMessage")
def delete_message(call: Call) -> Any:
    chat = call.chat()
    message = chat.messages.get(call.parameters["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    own = message.sender is call.bot
    if not own and chat.bot is None and not chat.has_admin(call.bot):
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    call.world.changed()
    return True
