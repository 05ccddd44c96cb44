"""What a letter says: hostile, broken and foreign ones, without a server."""

import time
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.bodies import own_words, plain_body
from adapters.mail.letters import letter, text
from adapters.mail.marks import Marks
from adapters.mail.reading import Reader
from adapters.mail.verdicts import verdict_of
from bot.conversation.message import Message, PersonRef, Returned, RoomRef, Unread
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import t, verbatim
from bot.conversation.reply import Choice, Items, Matter, Quote, Reply, reply
from bot.conversation.wording import Button
from bot.letters.rules import act, chosen, typed
from bot.letters.views import to_list, worded
from tests.support import NASTY_TEXTS

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
BOT = "bot@example.org"
MARKS = Marks(b"k" * 32, "example.org")
READER = Reader(BOT, MARKS, "mx.example.org", lambda: NOW)
LIST = RoomRef("mail", "cyber@lists.example")
AMINA = RoomRef("mail", "amina@people.example")
VOTES = (
    Button("Support", "vote D7/1 support"),
    Button("Reservations", "vote D7/1 reservations"),
    Button("How this is decided", "decision D7"),
)


def on_list(said: Reply, words: str = "We meet.", number: int = 7) -> Outgoing:
    """A letter to a list about D7."""
    wording = to_list(said, Matter("D7", words), "bpf-cybersecurity", LIST, "en", "UTC")
    return Outgoing(LIST, wording, id=number)


def in_private(said: Reply, number: int = 8, **more: Any) -> Outgoing:
    """A letter to Amina."""
    return Outgoing(AMINA, worded(said, AMINA, "en", "UTC"), id=number, private=True, **more)


def heard(raw: bytes) -> Message:
    """A letter as the core hears it."""
    found = READER.heard(raw)
    assert isinstance(found, Message)
    return found


def written(body: str, **headers: str) -> EmailMessage:
    """A letter of Amina's."""
    mail = EmailMessage()
    mail["From"] = "Amina <Amina@People.example>"
    mail["To"] = BOT
    mail["Message-ID"] = "<1@people.example>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Support", "vote D7/1 support"),
        ("support.\n\nBest,\nAmina", "vote D7/1 support"),
        ("1", "vote D7/1 support"),
        ("RESERVATIONS: the hour\nis late", "vote D7/1 reservations the hour is late"),
        ("Reservations - the hour", "vote D7/1 reservations the hour"),
        ("Reservations:\nthe hour\n\nAmina", "vote D7/1 reservations the hour"),
        ("How this is decided", "decision D7"),
        ("Supporting documents are here", ""),
        ("I support it", ""),
        ("Support the idea", ""),
        ("", ""),
    ],
)
def test_a_choice_is_meant_by_its_name_at_the_top(said: str, meant: str) -> None:
    assert chosen(VOTES, said, freely=False) == meant


CHINESE = (Button("支持", "vote D7/1 support"), Button("反对", "vote D7/1 object"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("支持", "vote D7/1 support"),
        ("支持。", "vote D7/1 support"),
        ("反对：阿皮亚是凌晨三点。", "vote D7/1 object 阿皮亚是凌晨三点。"),
        ("反对，太晚了", "vote D7/1 object 太晚了"),
        ("反对：\n太晚了", "vote D7/1 object 太晚了"),
        ("２", "vote D7/1 object"),
        ("ｏｂｊｅｃｔ：太晚了", "vote D7/1 object 太晚了"),
        ("反对者说得对", ""),
    ],
)
def test_a_choice_is_understood_as_it_is_typed_in_chinese(said: str, meant: str) -> None:
    assert chosen(CHINESE, said, freely=False) == meant


def test_a_command_may_begin_with_a_full_width_sign() -> None:
    assert typed("／vote D7 object 太晚了") == "vote D7 object 太晚了"
    assert typed("！vote D7") == "vote D7"
    assert typed("？vote") == ""


def test_to_the_bot_alone_a_space_is_enough_before_a_reason() -> None:
    assert chosen(VOTES, "Support the idea", freely=True) == "vote D7/1 support the idea"
    assert chosen(VOTES, "1 more thing", freely=True) == ""


def test_a_command_is_the_first_paragraph() -> None:
    assert typed("/vote D7 object\nThe hour.\n\nBest") == "vote D7 object The hour."
    assert typed("see /vote") == ""


def test_of_an_act_nobodys_words_are_kept() -> None:
    assert act("vote D7/1 object it is late") == "vote D7/1"
    assert act("remedy D7 alternate") == "remedy D7"
    assert act("report Somebody was insulted") == "report"
    assert act("comment mailed B2 1 2.1 It is late.") == "comment B2"
    assert act("withdraw C-B2-17") == "withdraw C-B2-17"


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("Support\n\nOn Tue, 3 Mar 2026 at 09:00, Bot <b@x> wrote:\n> D7\n> Object\n", "Support"),
        ("Support\n\nLe mar. 3 mars 2026 à 09:00, Bot <b@x> a écrit :\n> D7\n", "Support"),
        ("Support\n-- \nAmina\nISOC\n", "Support"),
        ("> D7\n> We meet.\n\nSupport\n", "Support"),
        ("On Tue, Bot wrote:\n> D7\n\nSupport\n", "Support"),
        (
            "Support\n\n-----Original Message-----\nFrom: Bot <b@x>\nSent: Tuesday\n\nD7\n",
            "Support",
        ),
    ],
)
def test_what_is_quoted_or_signed_is_not_the_authors(body: str, own: str) -> None:
    assert own_words(body) == own


def test_a_thousand_quoted_lines_take_no_time() -> None:
    begun = time.process_time()
    quoted = "".join(f"> line {number} of what was said before\n" for number in range(1000))
    assert own_words(f"Support\n\nOn Tue, Bot wrote:\n{quoted}") == "Support"
    assert own_words(quoted + "\nSupport") == "Support"
    for hostile in ("a ", "-", "_", "On ", "\n", " \n", "> \n", "From: a\n", "a@b.c ", "wrote: "):
        own_words(hostile * (90_000 // len(hostile)))
        own_words(hostile * (2_900 // len(hostile)))
    assert time.process_time() - begun < 5


@given(st.text(max_size=300))
def test_any_words_are_read(body: str) -> None:
    own_words(body)
    chosen(VOTES, body, freely=True)
    typed(body)


@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw: bytes) -> None:
    READER.heard(raw)
    READER.heard(b"From: a@b.example\r\nTo: bot@example.org\r\n" + raw)
    READER.heard(b"From: a@b.example\r\nContent-Type: multipart/report\r\n\r\n" + raw)


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/mixed", "multipart/alternative", "message/rfc822"]
)
def test_a_thousand_parts_are_read(kind: str) -> None:
    part = f"--b\r\nContent-Type: {kind}; boundary=b\r\n\r\n"
    raw = (
        "From: a@b.example\r\nTo: bot@example.org\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 1000
    )
    READER.heard(raw.encode())


def test_long_words_are_not_shortened_and_too_long_ones_not_read_at_all() -> None:
    long = "Object: " + "so many words " * 1000
    assert own_words(long + "\n\nOn Tue, Bot wrote:\n> D7\n").split()[-1] == "words"
    assert len(own_words(long)) == len(long.strip())
    claim = heard(written("x " * 60_000).as_bytes()).claim
    assert claim
    assert claim.unread is Unread.TOO_LARGE


def test_flowed_text_and_a_foreign_charset_are_understood() -> None:
    mail = written("x")
    mail.set_payload("/vote D7 object the \r\nhour is late\r\n")
    mail.replace_header("Content-Type", 'text/plain; charset="utf-8"; format=flowed')
    assert plain_body(mail) == "/vote D7 object the hour is late\n"
    arabic = "From: a@b.example\nTo: bot@example.org\nContent-Type: text/plain; charset=cp1256\n\n"
    assert heard(arabic.encode() + "أؤيد".encode("cp1256")).text == "أؤيد"


def test_a_letter_without_plain_text_says_so() -> None:
    mail = written("x")
    mail.set_content("<p>Support</p>", subtype="html")
    claim = heard(mail.as_bytes()).claim
    assert claim
    assert claim.unread is Unread.ONLY_HTML


def test_nobody_can_take_the_id_of_somebody_elses_letter() -> None:
    amina, other = written("x"), written("x", From="b@c.example")
    assert heard(amina.as_bytes()).id != heard(other.as_bytes()).id
    assert heard(amina.as_bytes()).id == heard(written("y").as_bytes()).id


def test_an_answer_proves_its_sender_only_to_a_letter_sent_to_that_address() -> None:
    asked = letter(in_private(reply(t("Back"))), BOT, MARKS, NOW)
    mark = str(asked["Message-ID"])
    claim = heard(written("x", In_Reply_To=mark).as_bytes()).claim
    assert claim
    assert (claim.proof, claim.answers) == (8, (8,))
    claim = heard(written("x", In_Reply_To=mark, From="b@c.example").as_bytes()).claim
    assert claim
    assert (claim.proof, claim.answers) == (0, ())
    others = Marks(b"o" * 32, "example.org").of(in_private(reply(t("Back"))))
    claim = heard(written("x", In_Reply_To=others).as_bytes()).claim
    assert claim
    assert claim.answers == ()


def test_the_same_letter_has_the_same_name_and_another_one_has_another() -> None:
    one = on_list(reply(t("Back")))
    assert MARKS.of(one) == MARKS.of(one)
    assert MARKS.of(one) != MARKS.of(on_list(reply(t("Back")), number=9))
    assert MARKS.of(one) != MARKS.of(on_list(reply(t("Other"))))


@pytest.mark.parametrize(
    "nasty",
    [
        *NASTY_TEXTS,
        "We meet\r\nBcc: everybody@example.org\r\n\r\nHello",
        "x\nSubject: y",
        "\r\n.\r\nMAIL FROM:<a@b.example>",
        "\u2028Bcc: a@b.example",
        "x" * 3000,
        "é" * 500,
    ],
)
def test_no_title_gets_into_the_headers(nasty: str) -> None:
    said = reply(verbatim(nasty), Quote(nasty), Items((verbatim(nasty),)),
                 choices=(Choice(verbatim(nasty), "x"),))  # fmt: skip
    for outgoing in (on_list(said, nasty), in_private(said, thread=nasty, answers=nasty)):
        mail = letter(outgoing, BOT, MARKS, NOW)
        raw = mail.as_bytes()
        head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
        names = [line.partition(":")[0] for line in head.split("\r\n") if line[:1] not in " \t"]
        assert len(names) == len(set(names))
        assert set(names) <= {
            "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
            "Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "MIME-Version",
            "Content-Type", "Content-Transfer-Encoding", "List-Help",
        }  # fmt: skip
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_what_is_only_proposed_is_named_by_its_text() -> None:
    wording = to_list(reply(t("Back")), Matter("", "We meet."), "irpc", LIST, "en", "UTC")
    assert (wording.subject, wording.about) == ("[irpc] We meet.", "")
    mail = letter(Outgoing(LIST, wording, id=1), BOT, MARKS, NOW)
    assert mail["References"] is None


def test_a_letter_to_a_list_has_its_headers_and_not_those_of_a_list() -> None:
    mail = letter(on_list(reply(t("Back"))), BOT, MARKS, NOW, "https://record.example/")
    assert mail["List-Help"] == f"<mailto:{BOT}?body=%2Fhelp>"
    assert mail["List-Archive"] == "<https://record.example/d/7>"
    assert (mail["Auto-Submitted"], mail["Precedence"]) == ("auto-generated", "list")
    # The copy that the bot gets of its own letter has not come back through the list.
    assert READER.heard(mail.as_bytes()) is None
    mail["List-Id"] = "<cyber.lists.example>"
    assert isinstance(READER.heard(mail.as_bytes()), Returned)
    answer = letter(in_private(reply(t("Back")), answers="<1@people.example>"), BOT, MARKS, NOW)
    assert answer["Auto-Submitted"] == "auto-replied"
    assert not [name for name in answer if name.startswith("List-")]


def test_a_letter_is_72_columns_wide() -> None:
    said = reply(
        verbatim("word " * 60),
        Quote("word " * 60),
        Items((verbatim("word " * 60), verbatim("short")), numbered=True),
    )
    lines = text(on_list(said).wording).splitlines()
    assert max(len(line) for line in lines) <= 72
    assert all(line.startswith("> ") for line in lines if "> " in line)


def test_only_our_own_servers_verdict_counts() -> None:
    ours = "mx.example.org; dkim=fail header.d=x; dkim=pass (good) header.d=y; spf=softfail"
    forged = "mx.evil.example; dkim=pass; spf=pass"
    assert verdict_of([forged, ours], "mx.example.org") == "dkim=pass spf=softfail"
    assert verdict_of([forged], "mx.example.org") == ""
    assert verdict_of([ours], "") == ""


LISTED = {
    "From": "Amina via Cyber <cyber@lists.example>",
    "To": "cyber@lists.example",
    "List_Id": "Cyber <cyber.lists.example>",
    "List_Post": "<mailto:cyber@lists.example>",
}


def test_where_a_list_stands_in_as_the_sender_its_author_is_found_or_nobody() -> None:
    mail = written(
        "Support", **LISTED, Reply_To="Amina <amina@people.example>, cyber@lists.example"
    )
    found = heard(mail.as_bytes())
    assert found.sender.id == "amina@people.example"
    assert found.claim
    assert not found.claim.direct
    # Nobody is known to have written it; and the list is not answered.
    assert READER.heard(written("Support", **LISTED).as_bytes()) is None
    mail = written("Support", **LISTED, Reply_To="cyber@lists.example")
    assert READER.heard(mail.as_bytes()) is None


def test_a_person_is_an_address_in_lower_case() -> None:
    assert heard(written("x").as_bytes()).sender == PersonRef("mail", "amina@people.example")
