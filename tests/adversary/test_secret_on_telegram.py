"""A secret vote from a group on Telegram, through the real program and the whole of its adapter:
the board, the private chat, the receipt and the record; also for who never spoke with the bot."""

from pathlib import Path

from bot.app import App
from bot.conversation.message import PersonRef, RoomNames, RoomRef
from bot.decisions.store import Ballots, Decisions
from bot.people.model import Account, Grant, Role
from bot.people.store import People, Roles
from bot.settings import Settings
from bot.tracks.model import Part
from bot.tracks.store import Memberships, Rooms
from storage import backup
from storage.store import SqlStore
from tests.adversary.secrecy import OPTIONS, RECEIPT
from tests.botapi import BotApi, Group, Person
from tests.kill.process import BotProcess
from tests.test_decision_servers import Now

TRACK = "bpf-cybersecurity"
VOTERS = 6


def _prepare(bot: BotProcess, people: list[Person], group: Group) -> None:
    """All take part in the track, whose room the group is; the first facilitates it."""
    bot.database.parent.mkdir(parents=True)
    settings = Settings(data_dir=bot.database.parent)
    store = SqlStore(bot.address)
    App(store, Now(), settings, [])._prepare()
    with store.begin() as tx:
        known = tx.get(People)
        for person in people:
            name = str(person.id)
            ref, private = PersonRef("telegram", name), RoomRef("telegram", name)
            number = known.meet(Account(ref, person.name, "", private), "en", Now().now()).id
            known.acknowledge(number, settings.conduct_version, Now().now())
            tx.get(Memberships).join(number, TRACK, Part.PARTICIPANT)
            if person is people[0]:
                tx.get(Roles).give(number, Grant(Role.FACILITATOR, TRACK))
        tx.get(Rooms).bind(RoomRef("telegram", str(group.id)), RoomNames("Track"), TRACK)
        tx.commit()
    store.close()


def _starts(person: Person) -> None:
    """They press Start, once, long before."""
    person.world.private_chat(person.default_bot, person.user).started = True


async def _says(api: BotApi, person: Person, words: str) -> str:
    before = len(api.said(person))
    person.says(words)
    await api.until(lambda: len(api.said(person)) > before)
    return api.said(person)[-1].text


async def _votes(api: BotApi, group: Group, person: Person, option: str) -> str:
    """Somebody taps the board, chooses, and records it; the receipt they were shown."""
    board = next(one for one in api.said(group) if "Vote in private" in str(one.buttons))
    before = len(api.said(person))
    person.taps(board, "Vote in private")
    await api.until(lambda: len(api.said(person)) > before)
    asked = api.said(person)[-1]
    assert "What do you say?" in asked.text
    person.taps(asked, option)
    await api.until(lambda: bool(RECEIPT.search(api.said(person)[-1].text)))
    shown = api.said(person)[-1]
    assert "Nothing is recorded yet." in shown.text
    assert option in shown.text
    receipt = RECEIPT.search(shown.text)
    assert receipt
    person.taps(shown, "Record it")
    await api.until(lambda: "Your vote on D1 is recorded." in api.said(person)[-1].text)
    assert option not in api.said(person)[-1].text
    return receipt[0]


async def test_from_the_groups_button_to_the_record_and_nothing_of_it_in_the_group(
    tmp_path: Path,
) -> None:
    async with BotApi() as api:
        settings = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
        people = [api.person(f"Person {number}") for number in range(VOTERS)]
        group = api.group("Track", members=people)
        stranger = people[-1]
        async with BotProcess(tmp_path, settings) as bot:
            for person in people[:-1]:
                _starts(person)
            _prepare(bot, people, group)
            await bot.start()
            await bot.until_logged("listening on telegram")
            chair = people[0]
            names = " | ".join(OPTIONS)
            await _says(api, chair, f"/poll {TRACK} Who holds the pen? | {names} for 3 days")
            for setting in ("ballots secret", "groups 0", "people 1"):
                await _says(api, chair, f"/charter 1 {setting}")
            await _says(api, chair, "/open 1")
            await api.until(lambda: "0 of 6 have spoken" in _group_says(api, group))
            told_before = len(api.said(group))
            receipts = {
                await _votes(api, group, person, OPTIONS[number % 2])
                for number, person in enumerate(people[:-1])
            }
            assert len(api.said(group)) == told_before
            # Telegram does not let the bot write to who never spoke with it. The group is told how
            # to go on, not what was asked; nothing is recorded.
            board = next(one for one in api.said(group) if "Vote in private" in str(one.buttons))
            stranger.taps(board, "Vote in private")
            await api.until(lambda: len(api.said(group)) > told_before)
            pointed = api.said(group)[-1].text
            assert "What do you say?" not in pointed
            assert not any(option in pointed for option in OPTIONS)
            assert api.said(stranger) == []
            assert _voters(bot) == VOTERS - 1
            # They write to it, and the same button leads on.
            assert await _says(api, stranger, "/start")
            receipts.add(await _votes(api, group, stranger, OPTIONS[2]))
            await api.until(lambda: "6 of 6 have spoken" in _group_says(api, group))
            assert _voters(bot) == len(receipts) == VOTERS
            # The group knows the options from the board alone, and how many have spoken.
            everything = "\n".join(one.text for one in api.said(group))
            assert not RECEIPT.search(everything)
            assert not any(receipt in everything for receipt in receipts)
            assert not any(person.name in everything for person in people)
            for option in OPTIONS:
                lines = [line for line in everything.splitlines() if option in line]
                assert all(line.strip()[:2] in ("1.", "2.", "3.") for line in lines), lines
            assert await bot.asked_to_end() == 0
            assert not bot.errors


def _group_says(api: BotApi, group: Group) -> str:
    return "\n".join(one.text for one in api.said(group))


def _voters(bot: BotProcess) -> int:
    with backup.reading(bot.address) as tx:
        decision = tx.get(Decisions).numbered(1)
        assert decision
        return tx.get(Ballots).turnout(decision).people
