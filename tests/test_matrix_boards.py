"""A board on Matrix, one message that is edited in place; and pictures that say what they show."""

from bot.conversation.wording import Attachment
from tests.homeserver.fixtures import NewPerson
from tests.matrix_stage import ROOMS, Bot, choices, room_with, says


@ROOMS
async def test_a_board_is_edited_and_stays_one_message(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina, encrypted=encrypted)
    yes = choices("Yes")
    board = await bot.adapter.send(says(room, "0 have spoken", board="D1", buttons=yes))
    for number in (2, 3):
        edit = says(room, f"{number} have spoken", number=number, board="D1", edits=board)
        assert await bot.adapter.send(edit) == board
        assert await bot.adapter.send(edit) == board
    shown = await amina.until_shown(room, lambda one: "3 have" in one.body)
    assert [one.event_id for one in amina.shown(room) if "spoken" in one.body] == [board]
    assert (shown.event_id, shown.edited, shown.encrypted) == (board, True, encrypted)
    await amina.reacts(room, board, "1")
    tap = (await bot.until(lambda: [one for one in bot.messages() if one.tap]))[0].tap
    assert tap is not None
    assert (tap.sent, tap.choice) == (board, 0)


async def test_a_menu_is_said_anew(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    menu = await bot.adapter.send(says(room, "Which track?"))
    answer = await bot.adapter.send(says(room, "This one.", number=2, edits=menu))
    await amina.until_shown(room, lambda one: one.event_id == answer)
    assert [one.body for one in amina.shown(room)] == ["Which track?", "This one."]


async def test_a_picture_says_what_it_shows(bot: Bot, new_person: NewPerson) -> None:
    amina = await new_person("Amina")
    room = await room_with(bot, amina)
    picture = Attachment("D1.png", "image/png", b"not really one", "D1: Support 2 and Object 1")
    await bot.adapter.send(says(room, "D1", attachments=(picture,)))
    shown = await amina.until_shown(room, lambda one: bool(one.files))
    assert (shown.kind, shown.body) == ("m.image", "D1: Support 2 and Object 1")
