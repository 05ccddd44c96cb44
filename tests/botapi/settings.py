"""The methods about the bot itself: who it is, its commands and descriptions, its webhook."""

from __future__ import annotations

import json
import re

from .calls import Call, find_chat, method
from .refusals import bad_request
from .schema import JSON

MOST_COMMANDS = 100


@method("getMe")
def get_me(call: Call) -> JSON:
    return call.bot.me()


def place_of_commands(call: Call) -> tuple[str, str]:
    """Scope and language as one key; a scope that names a chat must name one the bot knows."""
    scope: JSON = call.get("scope", {"type": "default"})
    language: str = call.get("language_code", "")
    if language and re.fullmatch(r"[a-z]{2}", language) is None:
        raise bad_request("invalid language code specified")
    if "chat_id" in scope:
        find_chat(call.world, call.bot, scope["chat_id"])
    return json.dumps(scope, sort_keys=True), language


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    place = place_of_commands(call)
    commands: list[JSON] = call.parameters["commands"]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if re.fullmatch(r"[a-z0-9_]+", command["command"]) is None:
            raise bad_request("BOT_COMMAND_INVALID")
        if not command["description"].strip():
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[place] = commands
    call.world.changed()
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[JSON]:
    return call.bot.commands.get(place_of_commands(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(place_of_commands(call), None)
    call.world.changed()
    return True


@method("setMyDescription")
def set_my_description(call: Call) -> bool:
    call.bot.descriptions[call.get("language_code", "")] = call.get("description", "")
    return True


@method("setMyShortDescription")
def set_my_short_description(call: Call) -> bool:
    language = call.get("language_code", "")
    call.bot.short_descriptions[language] = call.get("short_description", "")
    return True


@method("getMyDescription")
def get_my_description(call: Call) -> JSON:
    return {"description": call.bot.descriptions.get(call.get("language_code", ""), "")}


@method("getMyShortDescription")
def get_my_short_description(call: Call) -> JSON:
    language = call.get("language_code", "")
    return {"short_description": call.bot.short_descriptions.get(language, "")}


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    url: str = call.parameters["url"]
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret: str = call.get("secret_token", "")
    if secret and re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret) is None:
        raise bad_request("secret token contains unallowed characters")
    call.bot.inbox.webhook, call.bot.inbox.secret = url, secret
    if call.get("allowed_updates") is not None:
        call.bot.inbox.allowed = call.get("allowed_updates")
    if call.get("drop_pending_updates"):
        call.bot.inbox.drop()
    call.world.changed()
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    call.bot.inbox.webhook = ""
    if call.get("drop_pending_updates"):
        call.bot.inbox.drop()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> JSON:
    inbox = call.bot.inbox
    info: JSON = {
        "url": inbox.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(inbox.waiting),
    }
    if inbox.allowed:
        info["allowed_updates"] = inbox.allowed
    return info
