"""What the Matrix adapter hears of messages that are edited or taken back."""

import pytest

from bot.conversation.message import Edited, PersonRef, Removed, RoomRef
from tests.homeserver import contents
from tests.homeserver.administration import RefusedError
from tests.homeserver.fixtures import NewPerson
from tests.matrix_stage import ROOMS, Bot, room_with


def edits(bot: Bot) -> list[tuple[str, str]]:
    return [(one.message, one.text) for one in bot.heard if isinstance(one, Edited)]


def removals(bot: Bot) -> list[str]:
    return [one.message for one in bot.heard if isinstance(one, Removed)]


@ROOMS
async def test_an_edit_tells_the_new_text(bot: Bot, new_person: NewPerson, encrypted: bool) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    said = await amina.says(room, "!info one")
    html = f'<a href="https://matrix.to/#/{amina.user_id}">Amina</a>'
    edit = await amina.edits(room, said, "!info two Amina", html=f"!info two {html}")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    heard = next(one for one in bot.heard if isinstance(one, Edited))
    assert heard == Edited(
        edit,
        RoomRef("matrix", room),
        said,
        PersonRef("matrix", amina.user_id),
        f"!info two {amina.user_id}",
        heard.at,
    )
    assert bot.texts() == ["!info one", "!end"]


@ROOMS
async def test_only_its_author_edits_a_message(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, encrypted=encrypted)
    said = await amina.says(room, "!info one")
    await bot.until_said("!info one")
    # The second life has not seen who wrote it, and has to ask.
    await bot.stop()
    await bot.start()
    await bruno.edits(room, said, "!info forged")
    await amina.sends(room, "m.room.message", {"msgtype": "m.text", "body": "* x"} | edit_of(said))
    await amina.edits(room, said, "!info mine")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert edits(bot) == [(said, "!info mine")]


def edit_of(event: str) -> contents.Content:
    """The relation of an edit, without a new text."""
    return {"m.relates_to": {"rel_type": "m.replace", "event_id": event}}


async def test_a_clear_edit_of_an_encrypted_message_does_not_count(
    bot: Bot, new_person: NewPerson
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=True)
    sealed = await amina.says(room, "!sealed")
    clear = await amina.sends_in_clear(room, "m.room.message", contents.text("!clear"))
    await bot.until_said("!clear")
    await amina.sends_in_clear(room, "m.room.message", contents.edit(sealed, "!by the server"))
    await amina.edits(room, clear, "!now sealed")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert edits(bot) == [(clear, "!now sealed")]


async def test_a_reaction_can_not_be_edited(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    said = await amina.says(room, "!menu")
    tap = await amina.reacts(room, said, "1")
    await amina.edits(room, tap, "!info")
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert edits(bot) == []


@pytest.mark.parametrize("version", ["10", "11", "12"])
async def test_what_is_taken_back(bot: Bot, new_person: NewPerson, version: str) -> None:
    amina, bruno = await new_person("Amina"), await new_person("Bruno")
    room = await room_with(bot, amina, bruno, version=version)
    mine, yours = await amina.says(room, "!mine"), await bruno.says(room, "!yours")
    await bot.until_said("!yours")
    with pytest.raises(RefusedError):
        await bruno.redacts(room, mine)
    by_moderator = await amina.redacts(room, yours, "spam")
    await amina.redacts(room, mine)
    await amina.says(room, "!end")
    await bot.until_said("!end")
    assert removals(bot) == [yours, mine]
    first = next(one for one in bot.heard if isinstance(one, Removed))
    assert first == Removed(by_moderator, RoomRef("matrix", room), yours, first.at)


@ROOMS
async def test_changes_in_a_gap_and_in_a_batch_that_is_told_again(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    first, second = await amina.says(room, "!first"), await amina.says(room, "!second")
    await bot.until_said("!second")
    await bot.stop()
    await amina.edits(room, first, "!better")
    await amina.redacts(room, second)
    for number in range(60):
        await amina.says(room, f"!{number}")
    bot.failures = 2
    await bot.start()
    await bot.until_said("!59")
    assert bot.failures == 0
    assert edits(bot) == [(first, "!better")]
    assert removals(bot) == [second]
    order = [type(one).__name__ for one in bot.heard][-62:-58]
    assert order == ["Edited", "Removed", "Message", "Message"]
