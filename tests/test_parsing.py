"""Whatever is typed behind a command, it is answered once, in plain words and without a failure."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.html import matrix_html, matrix_mention, telegram_html, telegram_mention
from bot.conversation import registry
from bot.conversation.context import Context
from bot.conversation.menus import menu
from bot.conversation.message import RoomNames, RoomRef
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command, command_line, commands, find
from bot.conversation.reply import Reply, reply
from bot.conversation.wording import dump, load, plain_line, plain_text
from bot.people.model import Grant, Role
from bot.people.store import People, Roles
from bot.tracks.model import Part, Track
from bot.tracks.store import Memberships, Rooms, Tracks
from storage.store import SqlStore
from tests.support import (
    MATRIX_TAGS,
    NASTY_TEXTS,
    TELEGRAM_TAGS,
    StrictHtml,
    Talk,
    Voice,
    fill,
)

NEWCOMER = Voice("telegram", "1", "Nia <b>", "nia")
PARTICIPANT = Voice("telegram", "2", "Amina")
FACILITATOR = Voice("telegram", "3", "Jo & Co", "jo")
RAPPORTEUR = Voice("telegram", "4", "@room")
OPERATOR = Voice("telegram", "5", "عُلا")
EVERYBODY = (NEWCOMER, PARTICIPANT, FACILITATOR, RAPPORTEUR, OPERATOR)
ROOM = RoomRef("telegram", "-100")
FAILED = "Something failed on our side"

free_text = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Zs", "Po", "Sm"]), max_size=20),
    st.lists(
        st.sampled_from(
            [*NASTY_TEXTS, '"', '""', "«", "”", "/", "!", "@", "telegram:", ":", "irpc", "agree",
             "yes", "facilitator", "dc", "name", "alias", "{name}", "22:00-25:99", "٢٢:٠٠-٠٧:٠٠",
             "Nairobi", "none", "²", "me", "@jo", "telegram:2", "123456789" * 30,
             "\U0001f469\u200d\U0001f4bb"]
        ),
        max_size=4,
    ).map(" ".join),
)  # fmt: skip
gaps = st.sampled_from([" ", "  ", "\n", "", "\t", "\u00a0"])


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    store = SqlStore("sqlite://")
    yield Talk(store)
    store.close()


def _begin_anew(talk: Talk) -> None:
    fill(talk.store)
    numbers = dict(zip(EVERYBODY, talk.meet(*EVERYBODY), strict=True))
    with talk.store.begin() as tx:
        roles, members = tx.get(Roles), tx.get(Memberships)
        for voice in EVERYBODY[1:]:
            tx.get(People).acknowledge(numbers[voice], "2023", talk.clock.now())
        members.join(numbers[PARTICIPANT], "irpc", Part.PARTICIPANT)
        roles.give(numbers[FACILITATOR], Grant(Role.FACILITATOR, "irpc"))
        roles.give(numbers[RAPPORTEUR], Grant(Role.RAPPORTEUR))
        roles.give(numbers[OPERATOR], Grant(Role.OPERATOR))
        tx.get(People).set_language(numbers[OPERATOR], "ar")
        tx.get(Rooms).bind(ROOM, RoomNames("A <room>"), "irpc")
        tx.commit()


def _check_shown(outgoing: Outgoing) -> None:
    """What a platform is given is our markup around exactly these words."""
    body = outgoing.wording.paragraphs
    assert body
    assert FAILED not in " ".join(plain_line(one) for one in body)
    telegram = StrictHtml(TELEGRAM_TAGS).read(telegram_html(body, telegram_mention))
    quoted = [replace(one, style="line") if one.style == "quote" else one for one in body]
    assert telegram.text == "\n".join(plain_line(one, "/") for one in quoted)
    matrix = StrictHtml(MATRIX_TAGS).read(matrix_html(body, matrix_mention, rtl=False))
    said = "".join(plain_text(one.text, "!") for one in body)
    assert matrix.text.replace("\n", "") == said.replace("\n", "")
    assert set(telegram.links) <= {f"tg://user?id={voice.id}" for voice in EVERYBODY}
    assert load(dump(outgoing.wording)) == outgoing.wording
    assert all(button.label.strip() and button.says for button in outgoing.wording.buttons)


def _is_answered(talk: Talk, voice: Voice, line: str, room: RoomRef | None) -> None:
    message = talk.message(voice, line, room)
    talk.hear(message)
    said = talk.deliver()
    assert sum(one.answers == message.id for one in said) == 1, (voice, room)
    for one in said:
        _check_shown(one)


@pytest.mark.parametrize("name", [one.name for one in commands()])
@settings(max_examples=8, deadline=None)
@given(gap=gaps, text=free_text, sign=st.sampled_from("/!"), room=st.sampled_from([None, ROOM]))
@example(gap=" ", text="/", sign="/", room=None)
@example(gap=" ", text='"', sign="!", room=ROOM)
@example(gap=" ", text="!!!", sign="/", room=None)
@example(gap=" ", text=("".join(NASTY_TEXTS) * 40)[:10_000], sign="/", room=None)
@example(gap=" ", text="x" * 10_000, sign="/", room=ROOM)
def test_a_command_is_answered_once_whatever_follows_it(
    talk: Talk, name: str, gap: str, text: str, sign: str, room: RoomRef | None
) -> None:
    _begin_anew(talk)
    for voice in EVERYBODY:
        _is_answered(talk, voice, f"{sign}{name}{gap}{text}", room)


@settings(max_examples=15, deadline=None)
@given(first=st.sampled_from([one.example.split()[0] for one in commands()]), text=free_text)
@example(first="newtrack", text='dc-x dc "<b>x</b>"')
@example(first="edittrack", text='irpc about "{person} <b>&amp;</b> \u202e"')
@example(first="me", text="organisation </a>@room")
def test_what_a_person_wrote_is_shown_to_others_as_words(talk: Talk, first: str, text: str) -> None:
    _begin_anew(talk)
    talk.say(OPERATOR, f"/{first} {text}")
    talk.say(FACILITATOR, f"/{first} {text}", ROOM)
    for voice in (PARTICIPANT, OPERATOR):
        for line in ("/me", "/track irpc", "/tracks dc", "/help"):
            for one in talk.say(voice, line):
                _check_shown(one)


@settings(max_examples=30, deadline=None)
@given(st.one_of(free_text, st.text(max_size=30)))
@example("/")
@example("! important")
@example("/ /join irpc")
@example("/1")
def test_ordinary_talk_is_not_answered_in_a_room(talk: Talk, text: str) -> None:
    _begin_anew(talk)
    line = text.strip()
    is_command = len(line) > 1 and line[0] in "/!" and line[1].isalpha()
    message = talk.message(PARTICIPANT, text, ROOM)
    talk.hear(message)
    assert len(talk.deliver()) == int(is_command)
    message = talk.message(PARTICIPANT, text)
    talk.hear(message)
    assert [one.answers for one in talk.deliver()].count(message.id) == 1


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
@example("\u202e\u2066", "\u200b")
@example("[bold]x[/]", "@")
def test_any_name_can_be_met(talk: Talk, name: str, handle: str) -> None:
    _begin_anew(talk)
    stranger = Voice("telegram", "9", name, handle)
    for one in (*talk.say(stranger, "/join irpc agree"), *talk.say(stranger, "/me")):
        assert FAILED not in " ".join(plain_line(line) for line in one.wording.paragraphs)
        telegram = telegram_html(one.wording.paragraphs, telegram_mention)
        StrictHtml(TELEGRAM_TAGS).read(telegram)


@pytest.mark.parametrize("sign", ["\ud83d", "a\udc69b"])
def test_half_a_sign_is_met_like_any_other(talk: Talk, sign: str) -> None:
    _begin_anew(talk)
    for line in (f"/ping {sign}", f"/{sign}", f"/me organisation {sign}", f"/join {sign}", sign):
        message = talk.message(PARTICIPANT, line)
        talk.hear(message)
        (said,) = [one for one in talk.deliver() if one.answers == message.id]
        assert FAILED not in plain_line(said.wording.paragraphs[0])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("/join irpc", "join irpc"),
        ("!join irpc", "join irpc"),
        ("  /join irpc ", "join irpc"),
        ("/join\nirpc", "join\nirpc"),
        ("join irpc", ""),
        ("/", ""),
        ("!", ""),
        ("/ join", ""),
        ("//join", ""),
        ("!!", ""),
        ("/1", ""),
        ("look: /join irpc", ""),
        ("", ""),
    ],
)
def test_a_command_begins_with_its_sign(text: str, line: str) -> None:
    assert command_line(text) == line


def test_one_name_may_be_several_commands_by_what_they_are_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "_COMMANDS", {})
    monkeypatch.setattr(registry, "_OTHERS", {})
    about = {"": "withdraw D7", r"c-b\d+-\d+": "withdraw C-B2-17"}
    for of, usage in about.items():
        command(
            "withdraw", who=Who.ANYONE, where=Where.ANYWHERE, help=t("x"), example=usage, of=of
        )(_nothing)
    with pytest.raises(TypeError, match="twice"):
        command("withdraw", who=Who.ANYONE, where=Where.ANYWHERE, help=t("x"), example="", of="")(
            _nothing
        )
    for line in about.values():
        assert find(line, commands()).command.example == line
    assert find("withdraw c-b2-17 no", commands()).command.of
    assert not find("withdraw", commands()).command.of
    assert [name for name, _ in menu(Where.PRIVATE, "en")] == ["withdraw"]


def _nothing(_ctx: Context) -> Reply:
    return reply()


def test_every_command_is_understood_by_its_own_example(talk: Talk) -> None:
    for one in commands():
        assert re.fullmatch(r"[a-z]+( [a-z]+)?", one.name)
        assert one.example.startswith(one.name)


@pytest.mark.parametrize(("field", "longest"), [("about", 300), ("name", 80), ("list", 300)])
def test_what_is_told_of_a_track_is_kept_whole_or_refused(
    talk: Talk, field: str, longest: int
) -> None:
    _begin_anew(talk)
    before = _track(talk)
    text = f"https://lists.example.org/{'x' * (longest - 26)}"
    assert len(text) == longest
    talk.say(OPERATOR, f"/edittrack irpc {field} {text}")
    track = _track(talk)
    assert text in (track.about, track.name, track.mailing_list)
    talk.say(OPERATOR, f"/edittrack irpc {field} y{text}")
    assert _track(talk) == track
    assert before != track


def test_an_organisation_is_kept_whole_or_refused(talk: Talk) -> None:
    _begin_anew(talk)
    for name in ("x" * 120, "y" * 121):
        talk.say(PARTICIPANT, f"/me organisation {name}")
        person = talk.person(PARTICIPANT)
        assert person
        assert person.organisation == "x" * 120


@pytest.mark.parametrize("former", ["!!!", '"', "…", "\u200b", "日本" * 20])
def test_a_former_code_is_a_code_or_refused(talk: Talk, former: str) -> None:
    _begin_anew(talk)
    before = _track(talk)
    talk.say(OPERATOR, f"/edittrack irpc alias {former}")
    assert _track(talk) == before
    with talk.store.begin() as tx:
        assert tx.get(Tracks).track("") is None


def test_a_lonely_sign_names_nobody(talk: Talk) -> None:
    fill(talk.store)
    olga, without_handle = Voice("telegram", "56", "Olga", "olga"), Voice("telegram", "55", "Nia")
    (number, _) = talk.meet(olga, without_handle)
    with talk.store.begin() as tx:
        tx.get(Roles).give(number, Grant(Role.OPERATOR))
        tx.commit()
    for word in ("@", '""', ":", "telegram:", "@:"):
        talk.say(olga, f"/appoint {word} rapporteur")
        with talk.store.begin() as tx:
            assert tx.get(Roles).holders(Role.RAPPORTEUR) == []


@pytest.mark.parametrize("name", ["Ольга Петрова", "ÉLODIE", "Zoë", "李娜", "STRASSE"])
def test_a_name_is_found_in_every_script_and_case(talk: Talk, name: str) -> None:
    fill(talk.store)
    (number,) = talk.meet(Voice("matrix", "@x:example.org", name))
    with talk.store.begin() as tx:
        for typed in (name, name.upper(), name.lower()):
            assert [one.id for one in tx.get(People).called(typed)] == [number]
        assert tx.get(People).called(name[:-1]) == []


def _track(talk: Talk) -> Track:
    with talk.store.begin() as tx:
        track = tx.get(Tracks).track("irpc")
    assert track
    return track
