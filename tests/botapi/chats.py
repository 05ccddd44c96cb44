"""The methods that ask about chats, members and files, and that answer a tap."""

from __future__ import annotations

from .calls import Call, method, require_right_to_send
from .delivery import change_member, member_json, service_message
from .refusals import bad_request
from .schema import JSON

TAP_LIVES_SECONDS = 60.0
LARGEST_DOWNLOAD = 20 * 1024 * 1024
CHAT_ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]
GENERAL_TOPIC = 1


@method("getChat")
def get_chat(call: Call) -> JSON:
    chat_id = call.parameters["chat_id"]
    if isinstance(chat_id, int) and chat_id > 0 and chat_id not in call.bot.private_chats:
        raise bad_request("chat not found")
    return {
        **call.chat().json(),
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


@method("getChatMember")
def get_chat_member(call: Call) -> JSON:
    chat = call.chat()
    user = call.world.users.get(call.parameters["user_id"])
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(chat, user)


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[JSON]:
    chat = call.chat()
    if chat.bot is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(chat, member.user)
        for member in chat.members.values()
        if chat.has_admin(member.user)
        and (not member.user.is_bot or member.user is call.bot or call.get("return_bots"))
    ]


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.bot is not None:
        raise bad_request("chat not found")
    before = member_json(chat, call.bot)
    chat.members[call.bot.id].status = "left"
    change_member(call.world, chat, call.bot, call.bot, before)
    service_message(call.world, chat, call.bot, {"left_chat_member": call.bot.json()})
    return True


@method("getFile")
def get_file(call: Call) -> JSON:
    file = call.world.files.get(call.parameters["file_id"])
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    file.opened = True
    return {
        "file_id": file.file_id,
        "file_unique_id": f"unique-{file.file_id}",
        "file_size": len(file.content),
        "file_path": file.path,
    }


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    if call.parameters["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    if call.get("message_thread_id") != GENERAL_TOPIC:
        require_right_to_send(call, chat, "text messages")
    return True


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    world = call.world
    tap = world.taps.get(call.parameters["callback_query_id"])
    if (
        tap is None
        or tap.bot is not call.bot
        or tap.answered
        or tap.expired
        or world.clock() - tap.tapped_at > TAP_LIVES_SECONDS
    ):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    tap.answered = True
    tap.toast = call.get("text", "")
    tap.alert = bool(call.get("show_alert"))
    world.changed()
    return True
