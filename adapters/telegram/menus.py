"""The command menus beside the input line, by place and language. The listener sets them once."""

import logging

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from adapters.telegram.connection import Connection
from bot.conversation.menus import menu
from bot.conversation.registry import Where
from bot.conversation.translate import LANGUAGES

_log = logging.getLogger(__name__)
_PLACES: tuple[tuple[BotCommandScope, Where, bool], ...] = (
    (BotCommandScopeAllPrivateChats(), Where.PRIVATE, False),
    (BotCommandScopeAllGroupChats(), Where.ROOM, False),
    # Who administers a group is often its facilitator; the bot still checks who may do what.
    (BotCommandScopeAllChatAdministrators(), Where.ROOM, True),
)


async def set_menus(connection: Connection) -> None:
    """Set the menus that are not as they should be. Trouble is logged, and the bot goes on."""
    # A language that we do not speak gets the menu of no language, which is English.
    languages = [("", "en"), *((language, language) for language in LANGUAGES)]
    try:
        for scope, where, facilitators in _PLACES:
            for code, language in languages:
                wanted = menu(where, language, facilitators=facilitators)
                await _set_menu(connection, scope, code, wanted)
    except Exception as error:
        _log.warning("the command menus are not set: %s", connection.why(error))


async def _set_menu(
    connection: Connection, scope: BotCommandScope, code: str, wanted: list[tuple[str, str]]
) -> None:
    there = await connection.bot.get_my_commands(scope, code or None)
    if [(one.command, one.description) for one in there] != wanted:
        commands = [BotCommand(name, help_text) for name, help_text in wanted]
        await connection.bot.set_my_commands(commands, scope, code or None)
