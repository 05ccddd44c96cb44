"""One person on several networks, in whatever order they do things, against a plain model."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.people.model import Grant, Person, Role
from bot.people.store import Roles
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import check
from bot.tracks.model import Part
from bot.tracks.store import Memberships
from storage.store import SqlStore
from tests import linking
from tests.support import Talk, Voice, fill, kept_text, shown

TRACKS = ("irpc", "dcnn", "ycig")
OLGA = Voice("telegram", "9000009", "Olga Operator", "olga_op")
VOICES = tuple(
    Voice(platform, number, name, handle)
    for name, tg, mx in (
        ("Zuhra", "7700001", "@zuhra-m:one.example"),
        ("Quentin", "7700002", "@quentin-m:two.example"),
        ("Xiomara", "7700003", "@xiomara-m:six.example"),
    )
    for platform, number, name, handle in (
        ("telegram", tg, f"{name} Phone", f"{name.lower()}_tg"),
        ("matrix", mx, f"{name} Desk", f"{name.lower()}_mx"),
    )
)
PROFILE = {
    "group": ("group", ("government", "civil-society", "not-said")),
    "region": ("region", ("african", "weog")),
    "language": ("language", ("fr", "ar")),
    "zone": ("timezone", ("Africa/Nairobi", "Asia/Tokyo")),
    "organisation": ("organisation", ("KICTANet", "none")),
}
voices = st.sampled_from(VOICES)
tracks = st.sampled_from(TRACKS)


@dataclass
class Known:
    """What the model knows of one account: who it is one with, and what is its own."""

    root: Voice
    met: int
    parts: dict[str, Part] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)


class People(RuleBasedStateMachine):
    """Three persons with two accounts each, three tracks, and an operator."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk(fill(SqlStore("sqlite://")))
        self.known: dict[Voice, Known] = {}
        self.met = 0

    @initialize()
    def the_operator_is_there(self) -> None:
        """Somebody has to appoint."""
        (number,) = self.talk.meet(OLGA)
        with self.talk.store.begin() as tx:
            tx.get(Roles).give(number, Grant(Role.OPERATOR))
            tx.commit()

    def say(self, voice: Voice, line: str) -> str:
        """Say something, which makes the voice known; the words of the answer."""
        if voice not in self.known and voice is not OLGA:
            self.met += 1
            self.known[voice] = Known(voice, self.met)
        said = self.talk.say(voice, line)
        assert said
        return shown(said)

    def together(self, voice: Voice) -> list[Known]:
        """What is known of all accounts of a person, the first one first."""
        root = self.known[voice].root
        found = [(one, know) for one, know in self.known.items() if know.root is root]
        return [know for _, know in sorted(found, key=lambda p: (p[0] is not root, p[1].met))]

    def seen(self, voice: Voice) -> Person:
        """The person as the bot knows them."""
        person = self.talk.person(voice)
        assert person
        return person

    @rule(voice=voices, track=tracks, part=st.sampled_from(Part))
    def join_or_observe(self, voice: Voice, track: str, part: Part) -> None:
        verb = "join" if part is Part.PARTICIPANT else "observe"
        self.say(voice, f"/{verb} {track} agree")
        rows = [know.parts for know in self.together(voice) if track in know.parts]
        for parts in rows or [self.together(voice)[0].parts]:
            parts[track] = part

    @rule(voice=voices, track=tracks)
    def leave(self, voice: Voice, track: str) -> None:
        self.say(voice, f"/leave {track}")
        for know in self.together(voice):
            know.parts.pop(track, None)

    @rule(voice=voices, what=st.sampled_from(sorted(PROFILE)), index=st.integers(0, 2))
    def tell(self, voice: Voice, what: str, index: int) -> None:
        word, values = PROFILE[what]
        value = values[index % len(values)]
        self.say(voice, f"/me {word} {value}")
        for know in self.together(voice):
            know.told[what] = "" if value == "none" else value

    @rule(one=voices, other=voices)
    def link(self, one: Voice, other: Voice) -> None:
        for voice in (one, other):
            self.say(voice, "/ping")
        linking.link(self.talk.say, one, other)
        root, gone = self.known[one].root, self.known[other].root
        for know in self.known.values():
            if know.root is gone:
                know.root = root

    @rule(voice=voices)
    def unlink(self, voice: Voice) -> None:
        self.say(voice, "/unlink")
        self._part(voice)

    def _part(self, voice: Voice) -> None:
        root = self.known[voice].root
        rest = [one for one, know in self.known.items() if know.root is root and one is not voice]
        self.known[voice].root = voice
        if root is voice and rest:
            heir = min(rest, key=lambda one: self.known[one].met)
            for one in rest:
                self.known[one].root = heir

    @rule(one=voices, other=voices, first=st.booleans())
    def link_and_unlink(self, one: Voice, other: Voice, first: bool) -> None:
        """Nothing between: each is exactly the person they were."""
        for voice in (one, other):
            self.say(voice, "/ping")
        if len(self.together(one)) + len(self.together(other)) != 2 or one is other:
            return
        before = [self._all_of(voice) for voice in (one, other)]
        self.link(one, other)
        assert self.seen(one) == self.seen(other)
        self.unlink(one if first else other)
        assert [self._all_of(voice) for voice in (one, other)] == before

    def _all_of(self, voice: Voice) -> tuple[Person, dict[str, Part], frozenset[Grant]]:
        person = self.seen(voice)
        with self.talk.store.begin() as tx:
            return person, tx.get(Memberships).of(person.id), tx.get(Roles).of(person.id)

    @precondition(lambda self: self.known)
    @rule(voice=voices, track=tracks, given=st.booleans())
    def appoint_or_dismiss(self, voice: Voice, track: str, given: bool) -> None:
        if voice not in self.known:
            return
        verb = "appoint" if given else "dismiss"
        self.say(OLGA, f"/{verb} {self.seen(voice).pseudonym} facilitator {track}")
        everywhere = self.together(voice)
        if not given:
            for know in everywhere:
                know.roles.discard(track)
        elif not any(track in know.roles for know in everywhere):
            everywhere[0].roles.add(track)

    @rule(voice=voices, by_operator=st.booleans())
    def erase(self, voice: Voice, by_operator: bool) -> None:
        self.say(voice, "/ping")
        if by_operator:
            self.say(OLGA, f"/forget {self.seen(voice).pseudonym} yes")
        else:
            self.say(voice, "/privacy erase yes")
        root = self.known[voice].root
        self.known = {one: know for one, know in self.known.items() if know.root is not root}
        self._nothing_is_left_of_who_was_erased()

    @invariant()
    def the_bot_knows_what_the_model_knows(self) -> None:
        for voice in VOICES:
            if voice not in self.known:
                assert self.talk.person(voice) is None
                continue
            person, parts, roles = self._all_of(voice)
            everywhere = self.together(voice)
            assert {account.ref for account in person.accounts} == {
                one.ref for one, k in self.known.items() if k.root is self.known[voice].root
            }
            assert parts == self._parts(everywhere)
            assert {grant.track for grant in roles} == set().union(*(k.roles for k in everywhere))
            for what in PROFILE:
                told = next((k.told[what] for k in everywhere if k.told.get(what)), "")
                value = getattr(person, what)
                assert (getattr(value, "value", value) or "") == told

    def _parts(self, everywhere: list[Known]) -> dict[str, Part]:
        """Who is a participant by one account is a participant."""
        found: dict[str, Part] = {}
        for know in everywhere:
            for track, part in know.parts.items():
                found[track] = part if found.get(track) is not Part.PARTICIPANT else found[track]
        return found

    @invariant()
    def everyone_is_counted_once(self) -> None:
        roots = {know.root for know in self.known.values()}
        parts = {root: self._parts(self.together(root)) for root in roots}
        with self.talk.store.begin() as tx:
            members = tx.get(Memberships)
            for track in TRACKS:
                inside = [part[track] for part in parts.values() if track in part]
                attendance = members.attendance(track)
                assert attendance.participants == inside.count(Part.PARTICIPANT)
                assert attendance.observers == inside.count(Part.OBSERVER)
                assert members.size(track) == attendance.participants
                assert members.sizes().get(track, 0) == attendance.participants

    def _nothing_is_left_of_who_was_erased(self) -> None:
        kept = kept_text(self.talk.store).casefold()
        for voice in VOICES:
            if voice not in self.known:
                assert not [text for text in voice.texts if text.casefold() in kept]

    def teardown(self) -> None:
        """The record is whole, and names nobody."""
        self._nothing_is_left_of_who_was_erased()
        with self.talk.store.begin() as tx:
            journal = tx.get(Journal)
            lines = list(exported(*journal.head(), journal.entries()))
        self.talk.store.close()
        assert check(lines) == []
        for voice in (*VOICES, OLGA):
            assert not [text for text in voice.texts if text in "\n".join(lines)]


People.TestCase.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, phases=[Phase.generate]
)
TestPeople = People.TestCase


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    store = SqlStore(f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield Talk(fill(store))
    store.close()


ZUHRA, ZUHRA_AT_DESK, QUENTIN = VOICES[:3]


def _code(talk: Talk, voice: Voice) -> str:
    found = re.search(r"link ([a-z2-7-]{31})", shown(talk.say(voice, "/link")))
    assert found
    return found[1]


def _are_one(talk: Talk, *voices: Voice) -> bool:
    return len({person.id for one in voices if (person := talk.person(one))}) == 1


def test_a_linking_code_works_once(talk: Talk) -> None:
    code = _code(talk, ZUHRA)
    assert "Are all of these" in shown(talk.say(ZUHRA_AT_DESK, f"/link {code}"))
    assert "not valid" in shown(talk.say(QUENTIN, f"/link {code}"))


@pytest.mark.parametrize(("minutes", "linked"), [(9, True), (10, False), (60, False)])
def test_a_linking_code_works_for_ten_minutes(talk: Talk, minutes: int, linked: bool) -> None:
    code = _code(talk, ZUHRA)
    talk.clock.time += timedelta(minutes=minutes)
    said = shown(talk.say(ZUHRA_AT_DESK, f"/link {code}"))
    assert ("Are all of these" in said) == linked


def test_a_new_code_makes_the_earlier_one_void_and_a_wrong_one_links_nobody(talk: Talk) -> None:
    old, new = _code(talk, ZUHRA), _code(talk, ZUHRA)
    wrong = ("b" if new[0] == "a" else "a") + new[1:]
    for code in (old, wrong, new[:-1], "", "claim"):
        talk.say(QUENTIN, f"/link {code}")
        assert not _are_one(talk, ZUHRA, QUENTIN)
    assert old not in kept_text(talk.store)
    said = shown(talk.say(ZUHRA_AT_DESK, f"/link {new.replace('-', '').upper()}"))
    assert "Are all of these" in said


def test_what_both_accounts_brought_along_counts_once_and_ends_for_both(talk: Talk) -> None:
    _with_operator(talk)
    talk.say(ZUHRA, "/observe irpc agree")
    for voice in (ZUHRA_AT_DESK, QUENTIN):
        talk.say(voice, "/join irpc agree")
    for voice in (ZUHRA, ZUHRA_AT_DESK):
        talk.say(voice, "/join dcnn agree")
        talk.say(OLGA, f"/appoint @{voice.handle} facilitator irpc")
    linking.link(talk.say, ZUHRA, ZUHRA_AT_DESK)
    person = talk.person(ZUHRA)
    assert person
    with talk.store.begin() as tx:
        members, roles = tx.get(Memberships), tx.get(Roles)
        assert members.of(person.id) == dict.fromkeys(("dcnn", "irpc"), Part.PARTICIPANT)
        assert (members.size("irpc"), members.size("dcnn")) == (2, 1)
        assert (members.attendance("irpc").participants, members.sizes()["irpc"]) == (2, 2)
        assert members.attendance("irpc").observers == 0
        assert len(roles.of(person.id)) == len(roles.holders(Role.FACILITATOR, "irpc")) == 1
    talk.say(OLGA, f"/dismiss @{ZUHRA.handle} facilitator irpc")
    talk.say(ZUHRA, "/unlink")
    with talk.store.begin() as tx:
        assert tx.get(Roles).holders(Role.FACILITATOR, "irpc") == []
        assert tx.get(Memberships).attendance("irpc").observers == 1


def _with_operator(talk: Talk) -> None:
    (number, *_) = talk.meet(OLGA, *VOICES)
    with talk.store.begin() as tx:
        tx.get(Roles).give(number, Grant(Role.OPERATOR))
        tx.commit()


@pytest.mark.parametrize("word", [ZUHRA.name, f"@{ZUHRA.handle}", f"telegram:{ZUHRA.id}"])
def test_no_button_of_others_keeps_the_name_of_who_was_erased(talk: Talk, word: str) -> None:
    _with_operator(talk)
    assert talk.say(OLGA, f'/appoint "{word}"')[0].wording.buttons
    talk.say(ZUHRA, "/privacy erase yes")
    kept = kept_text(talk.store).casefold()
    assert not [text for text in ZUHRA.texts if text.casefold() in kept]
    assert QUENTIN.name.casefold() in kept


def test_the_file_itself_holds_nothing_of_who_was_erased(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite"
    store = SqlStore(f"sqlite:///{path}")
    talk = Talk(fill(store))
    talk.meet(QUENTIN)
    for line in ("/join irpc agree", "/me organisation Verein Quelltext", "/privacy export"):
        talk.say(ZUHRA, line)
    talk.say(ZUHRA, "/privacy erase yes")
    store.close()
    content = path.read_bytes()
    assert QUENTIN.name.encode() in content
    assert not [text for text in (*ZUHRA.texts, "Quelltext") if text.encode() in content]


def test_a_person_is_handed_all_of_their_own_and_nothing_of_others(talk: Talk) -> None:
    talk.meet(*VOICES)
    linking.link(talk.say, ZUHRA, ZUHRA_AT_DESK)
    for line in ("/join irpc agree", "/me organisation KICTANet", "/report Somebody shouted."):
        talk.say(ZUHRA, line)
    (said,) = talk.say(ZUHRA, "/privacy export")
    (file,) = said.wording.attachments
    text = file.content.decode()
    mine = ("irpc", "KICTANet", "Somebody shouted.", *ZUHRA.texts, *ZUHRA_AT_DESK.texts)
    assert [one for one in mine if one not in text] == []
    assert not [one for voice in VOICES[2:] for one in voice.texts if one in text]
    assert set(json.loads(text)) >= {"account", "membership", "person", "report", "role"}
