"""Files that people send on Matrix, encrypted ones too: fetched if they are meant for the bot."""

from adapters.matrix import MatrixAdapter
from bot.conversation.message import Attached, Message, NotFetched
from tests.homeserver.fixtures import NewPerson
from tests.homeserver.server import Homeserver
from tests.matrix_stage import ROOMS, Bot, NewBot, room_with, says

WORDS = "Les îles sont oubliées.".encode()
KIND = "text/plain"


async def file_of(bot: Bot, event: str) -> Attached | None:
    """The file of the message with this id, once it is heard."""

    def found() -> Message | None:
        return next((one for one in bot.messages() if one.id == event), None)

    message = await bot.until(found)
    assert message
    return message.file


@ROOMS
async def test_a_file_in_private(bot: Bot, new_person: NewPerson, encrypted: bool) -> None:
    amina = await new_person("Amina")
    room = await amina.open_direct(bot.user_id, encrypted)
    event = await amina.sends_file(room, "draft.txt", WORDS)
    assert await file_of(bot, event) == Attached("draft.txt", KIND, len(WORDS), WORDS)
    assert bot.texts() == [""]
    event = await amina.sends_file(room, "draft.txt", WORDS, caption="!draft irpc")
    assert await file_of(bot, event) == Attached("draft.txt", KIND, len(WORDS), WORDS)
    assert bot.texts() == ["", "!draft irpc"]


@ROOMS
async def test_in_a_room_only_what_is_meant_for_the_bot_is_fetched(
    bot: Bot, new_person: NewPerson, encrypted: bool
) -> None:
    amina, jo = await new_person("Amina"), await new_person("Jo")
    room = await room_with(bot, amina, jo, encrypted=encrypted)
    talk = await amina.sends_file(room, "draft.txt", WORDS)
    question = await bot.adapter.send(says(room, "What is your comment?"))
    await amina.until(lambda: amina.message(room, question))
    answer = await amina.sends_file(room, "more.txt", WORDS, reply_to=question)
    command = await jo.says(room, "!draft irpc", reply_to=talk)
    word = await jo.says(room, "thank you", reply_to=talk)
    assert await file_of(bot, talk) == Attached("draft.txt", KIND, len(WORDS), None)
    assert await file_of(bot, answer) == Attached("more.txt", KIND, len(WORDS), WORDS)
    assert await file_of(bot, command) == Attached("draft.txt", KIND, len(WORDS), WORDS)
    assert await file_of(bot, word) is None


async def test_what_is_too_large_is_not_taken_whatever_its_message_says(
    homeserver: Homeserver, new_bot: NewBot, new_person: NewPerson
) -> None:
    bot, amina = await new_bot(homeserver), await new_person("Amina")
    await bot.start(
        MatrixAdapter(
            homeserver.url, bot.user_id, bot.folder, password=bot.account.password, largest_file=30
        )
    )
    room = await amina.open_direct(bot.user_id)
    honest = await file_of(bot, await amina.sends_file(room, "honest.txt", b"x" * 31))
    assert honest == Attached("honest.txt", KIND, 31, None, NotFetched.TOO_LARGE)
    content = {"msgtype": "m.file", "body": "lie.txt", "info": {"size": 1}}
    url = await amina._upload(b"x" * 31)
    lie = await file_of(bot, await amina.sends(room, "m.room.message", {**content, "url": url}))
    assert lie == Attached("lie.txt", "", 1, None, NotFetched.TOO_LARGE)
    for where in (
        {"url": "mxc://nowhere.invalid"},
        {"url": f"{url}xx"},
        {"url": url.replace("mxc:", "http:")},
        {"url": "mxc://" + "../" * 9 + "etc/passwd"},
    ):
        event = await amina.sends(room, "m.room.message", {**content, **where})
        gone = await file_of(bot, event)
        assert gone is not None
        assert gone.why_not is NotFetched.UNAVAILABLE, where


async def test_what_was_altered_on_the_server_is_not_taken(bot: Bot, new_person: NewPerson) -> None:
    from nio.crypto.attachments import encrypt_attachment

    amina = await new_person("Amina")
    room = await amina.open_direct(bot.user_id, encrypted=True)
    secret, keys = encrypt_attachment(WORDS)
    url = await amina._upload(secret[:-1] + b"!")
    content = {"msgtype": "m.file", "body": "draft.txt", "file": {**keys, "url": url}}
    file = await file_of(bot, await amina.sends(room, "m.room.message", content))
    assert file is not None
    assert (file.content, file.why_not) == (None, NotFetched.UNAVAILABLE)
