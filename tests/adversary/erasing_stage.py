"""What the tests of erasing share: people who have told and done all sorts."""

from datetime import timedelta
from pathlib import Path

from bot.conversation.message import RoomNames, RoomRef
from bot.people.model import Grant, QuietHours, Role
from bot.people.store import Roles
from bot.tracks.store import Rooms
from tests.adversary.traces import found_in
from tests.support import BEGINNING, Talk, Voice, shown

AMINA = Voice("telegram", "770000123", "Amina Quelltext", "amina_qt")
AMINA_AT_DESK = Voice("matrix", "@amina-qt:desk.example", "Amina am Tisch", "amina_desk")
SHORT = Voice("telegram", "5", "o", "")
OLGA = Voice("telegram", "990000456", "Olga Operator", "olga_op")
PIOTR = Voice("matrix", "@piotr-z:home.example", "Piotr Zylinder", "piotr_z")
FAY = Voice("telegram", "880000789", "Fay Facilitator", "fay_f")
ROOM = RoomRef("matrix", "!room:home.example")
ORGANISATION = "Verein Wahlgeheimnis"
PRIVATE = "Somebody shouted zanzibarically at me"


def begin(talk: Talk) -> None:
    """An operator, a facilitator, and a room of their track."""
    olga, fay, *_ = talk.meet(OLGA, FAY, PIOTR)
    with talk.store.begin() as tx:
        tx.get(Roles).give(olga, Grant(Role.OPERATOR))
        tx.get(Roles).give(fay, Grant(Role.FACILITATOR, "irpc"))
        tx.get(Rooms).bind(ROOM, RoomNames("The room"), "irpc")
        tx.commit()
    for voice in (OLGA, FAY, PIOTR):
        talk.say(voice, "/join irpc agree")


def quiet(talk: Talk) -> None:
    """The room is quiet now, until 22:00."""
    with talk.store.begin() as tx:
        hours = QuietHours(
            (BEGINNING - timedelta(hours=1)).time(), (BEGINNING.replace(hour=22)).time()
        )
        tx.get(Rooms).set_quiet(ROOM, RoomNames("The room"), hours)
        tx.commit()


def lived(talk: Talk, *voices: Voice) -> None:
    """Somebody tells and does all sorts of things."""
    for voice in voices:
        for line in (
            "/join irpc agree", f"/me organisation {ORGANISATION}", "/me group civil-society",
            f"/report {PRIVATE}", "/privacy export", "/link", "/me timezone Africa/Nairobi",
        ):  # fmt: skip
            talk.say(voice, line)
        # Others name them, and are asked back.
        for called in (f'"{voice.name}"', f"@{voice.handle}", f"{voice.platform}:{voice.id}"):
            talk.say(OLGA, f"/appoint {called}")
            talk.say(OLGA, f"/appont {called} facilitator")


def erase(talk: Talk, voice: Voice) -> None:
    """Somebody lets everything of theirs be erased."""
    assert "Done" in shown(talk.say(voice, "/privacy erase yes"))


def traces(folder: Path, *voices: Voice) -> list[str]:
    """In which files which words of theirs stand."""
    words = [text for one in voices for text in one.texts if len(text) > 3]
    return found_in(folder, [*words, ORGANISATION, PRIVATE])


def planned(talk: Talk, title: str, day: str) -> None:
    """A meeting, confirmed."""
    (asked, *_) = talk.say(FAY, f'/schedule irpc "{title}" {day} 10:00 UTC')
    talk.say(FAY, f"/{asked.wording.buttons[0].says}")
