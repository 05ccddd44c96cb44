"""Mail as people meet it: real SMTP, real IMAP, the whole bot in between."""

import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.message import PersonRef
from bot.people.model import Role
from bot.tracks.model import Part
from storage.store import SqlStore
from tests.mail_stage import LIST, TRACK, Stage, mail_stage
from tests.mailserver import why_no_dovecot
from tests.mailserver.world import BOT, MailingList, Person, words
from tests.support import kept_text, rows

pytestmark = pytest.mark.skipif(bool(why_no_dovecot()), reason=why_no_dovecot())
JO = PersonRef("matrix", "Jo")
TEXT = "We meet every second Tuesday at 14:00 UTC."


def kept(stage: Stage, table: str) -> list[dict[str, Any]]:
    """The rows of a table of a bot that has stopped."""
    store = SqlStore(f"sqlite:///{stage.folder / 'bot.sqlite'}")
    try:
        return rows(store, table)
    finally:
        store.close()


async def opened(stage: Stage, text: str = TEXT) -> tuple[Person, MailingList]:
    """A decision that is open, on a list with Amina, who takes part in the track."""
    amina = stage.world.person("Amina")
    cyber = stage.world.mailing_list(LIST, amina, BOT)
    await stage.bind_list()
    await stage.becomes(JO, Role.FACILITATOR)
    await stage.becomes(PersonRef("mail", amina.address), part=Part.PARTICIPANT)
    await stage.says("Jo", f'/consensus {TRACK} "{text}" for 7 days')
    await stage.says("Jo", "/open 1")
    return amina, cyber


async def test_what_a_mail_asks_for_is_done_once_its_address_has_confirmed_it(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        await amina.writes(BOT, "Hello", "/track bpf-cybersecurity\n\nBest, Amina")
        asked = await amina.gets(1)
        assert "Please confirm" in words(asked)
        assert "track bpf-cybersecurity" in words(asked)
        assert asked["Subject"] == "Re: Hello"
        await amina.replies(asked, "Confirm")
        assert "Nobody takes part yet" in words(await amina.gets(2))


async def test_an_opening_comes_to_the_list_once_and_all_about_it_is_one_thread(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, cyber = await opened(stage)
        opening = await amina.gets(1)
        assert str(opening["Subject"]).strip() == f"[cyber] [{TRACK}] D1: {TEXT}"
        assert opening["Auto-Submitted"] == "auto-generated"
        assert opening["Precedence"] == "list"
        assert all(len(line) <= 72 for line in words(opening).splitlines())
        assert TEXT in words(opening)
        assert "    Support\n" in words(opening)
        # The board is edited elsewhere; here nothing can be.
        await stage.says("Jo", "/vote D1 support")
        await stage.says("Jo", "/extend D1 1 day")
        extended = await amina.gets(2)
        assert "stays open for longer" in words(extended)
        assert extended["References"] == opening["References"] == extended["In-Reply-To"]
        assert extended["Message-ID"] != opening["Message-ID"]
        stage.clock.time += timedelta(days=9)
        assert stage.app
        await stage.app.tick()
        await stage.app.deliver()
        closing = next(one for one in cyber.archive if "D1 is closed" in words(one))
        assert closing["References"] == opening["References"]
        assert len({str(one["Message-ID"]) for one in cyber.archive}) == len(cyber.archive)


@pytest.mark.parametrize("munges", [False, True])
async def test_a_reply_through_the_list_is_a_vote_once_its_author_confirmed_it(
    munges: bool, tmp_path: Path
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, cyber = await opened(stage)
        cyber.munges = munges
        opening = await amina.gets(1)
        await amina.replies(opening, "Object: it is 03:00 in Apia.\nWho can come then?", LIST)
        asked = next_private(await amina.gets(2), await amina.gets(3))
        assert "vote D1/1 Object: it is 03:00 in Apia. Who can come then?" in flat(asked)
        await stage.stops()
        assert kept(stage, "ballot") == []
        await stage.starts()
        await amina.replies(asked, "Confirm\n\n-- \nAmina, sent from my phone")
        receipt = await amina.gets(4)
        assert "Recorded on D1: Object" in words(receipt)
        # To the remedy that is asked for, a plain reply is enough: it proves its sender.
        await amina.replies(receipt, "Alternate between two hours.")
        assert "Noted." in words(await amina.gets(5))
        await stage.stops()
        [ballot] = kept(stage, "ballot")
        assert ballot["choice"] == "object"
        assert ballot["reason"] == "it is 03:00 in Apia. Who can come then?"
        assert ballot["remedy"] == "Alternate between two hours."
        acts = [(row["act"], row["verdict"]) for row in kept(stage, "letter")]
        assert acts == [
            ("vote D1/1", "dkim=pass spf=pass"),
            ("remedy D1", "dkim=pass spf=pass"),
        ]
        # The bot never writes to the list what is for one person.
        to_list = [mail for to, mail in stage.world.taken if to == [LIST, BOT]]
        assert [str(one["Message-ID"]) for one in to_list] == [str(opening["Message-ID"])]


async def test_after_a_restart_the_list_votes_on_the_new_text_and_not_on_the_old(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        await stage.says("Jo", '/restart D1 "We meet every second Wednesday."')
        again = await amina.gets(2)
        assert "begins anew" in words(again)
        await amina.replies(await amina.gets(1), "Support", BOT)
        await amina.replies(await amina.gets(3), "Confirm")
        assert "began anew with a changed text" in flat(await amina.gets(4))
        await amina.replies(again, "Support", BOT)
        await amina.replies(await amina.gets(5), "Confirm")
        assert "Recorded on D1: Support" in words(await amina.gets(6))


async def test_one_person_has_one_ballot_over_three_networks(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        opening = await amina.gets(1)
        code = re.search(r"/link (\S+)", await stage.says("Amina", "/link", "telegram"))
        assert code
        await amina.writes(BOT, "Link", f"/link {code[1]}")
        await amina.replies(await amina.gets(2), "confirm")
        await amina.replies(await amina.gets(3), "All are mine: link them")
        assert "You have confirmed." in flat(await amina.gets(4))
        assert "You are one person now" in await stage.says("Amina", "2", "telegram")
        code = re.search(r"/link (\S+)", await stage.says("Amina", "/link", "telegram"))
        assert code
        await stage.says("Amina", f"/link {code[1]}", "matrix")
        await stage.says("Amina", "2", "matrix")
        await stage.says("Amina", "2", "telegram")
        await stage.says("Amina", "/vote D1 support", "telegram")
        await stage.says("Amina", "/vote D1 abstain", "matrix")
        await amina.replies(opening, "Reservations: the hour.", BOT)
        await amina.replies(await amina.gets(6), "Confirm")
        assert "Recorded on D1: Reservations" in words(await amina.gets(7))
        await stage.stops()
        [ballot] = kept(stage, "ballot")
        assert (ballot["choice"], ballot["reason"]) == ("reservations", "the hour.")


async def test_a_forged_sender_and_a_replayed_confirmation_do_nothing(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        opening = await amina.gets(1)
        mallory = stage.world.person("Mallory")
        await mallory.replies(opening, "Object: no.", BOT, From=f"Amina <{amina.address}>")
        asked = await amina.gets(2)
        assert "If it was not you, do nothing." in flat(asked)
        # Mallory does not know the number of the question, and guesses one.
        guess = EmailMessage()
        guess["Subject"] = "Re: x"
        guess["Message-ID"] = re.sub(r"[a-z2-7]{26}@", "a" * 26 + "@", str(asked["Message-ID"]))
        guess.set_content("x")
        await mallory.replies(guess, "Confirm", BOT, From=f"Amina <{amina.address}>")
        hint = await amina.gets(3)
        assert "I read commands at the top of a mail" in flat(hint)
        # Amina confirms once; the same answer again does nothing.
        await amina.replies(asked, "Confirm")
        assert "Recorded on D1: Object" in words(await amina.gets(4))
        await amina.replies(asked, "Confirm")
        assert "I read commands" in flat(await amina.gets(5))
        # Nor does it help to answer a question that somebody else was asked.
        await mallory.replies(asked, "Confirm")
        assert "I read commands" in flat(await mallory.gets(1))
        await stage.stops()
        assert len(kept(stage, "ballot")) == 1


async def test_talk_on_a_list_is_neither_answered_nor_kept(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        opening = await amina.gets(1)
        await amina.replies(opening, "I wonder about the xylophones in Apia.", LIST)
        await amina.writes(LIST, "Lunch", "Who brings the xylophones?")
        # What is heard after it shows that it was heard.
        await amina.writes(BOT, "Hello", "/ping 1")
        await amina.replies(await amina.gets(4), "Confirm")
        await amina.gets(5)
        await stage.stops()
        store = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite'}")
        assert "xylophones" not in kept_text(store)
        store.close()
        assert len([one for to, one in stage.world.taken if to == [amina.address]]) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "auto_reply"},
        {"X-Auto-Response-Suppress": "All"},
        {"From": "MAILER-DAEMON@people.example"},
        {"From": BOT},
    ],
)
async def test_programs_are_not_answered(headers: dict[str, str], tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        mail = amina.letter(BOT, "I am away", "/ping 1", headers)
        await amina.sends(mail, BOT)
        await amina.writes(BOT, "Hello", "/ping 2")
        assert "ping 2" in words(await amina.gets(1))
        assert len(amina.inbox) == 1


async def test_mails_that_can_not_be_read_are_answered_kindly(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        html = amina.letter(BOT, "HTML", "x", {})
        html.set_content("<p>/ping 1</p>", subtype="html")
        await amina.sends(html, BOT)
        assert "only HTML" in words(await amina.gets(1))
        await amina.writes(BOT, "Large", "/ping 2\n\n" + "x" * 70 + "\n" * 300_000)
        assert "too large" in words(await amina.gets(2))
        both = amina.letter(BOT, "Both", "/ping 3\n", {})
        both.add_alternative("<p>/ping 4</p>", subtype="html")
        await amina.sends(both, BOT)
        assert "ping 3" in words(await amina.gets(3))
        wrong = amina.letter(BOT, "Charset", "x", {})
        wrong.replace_header("Content-Type", 'text/plain; charset="no-such-charset"')
        wrong.set_payload("/ping 5 caf\udce9")
        await amina.sends(wrong, BOT)
        assert "ping 5" in words(await amina.gets(4))


async def test_whom_letters_do_not_reach_is_written_no_more_until_they_write(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        await amina.writes(BOT, "Hello", "/ping 1")
        asked = await amina.gets(1)
        await amina.replies(asked, "Confirm")
        answer = await amina.gets(2)
        forged = bounce(amina, "<i1.p.aaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaa@example.org>")
        await amina.sends(forged, BOT)
        await amina.sends(bounce(amina, str(answer["Message-ID"])), BOT)
        await stage.world.person("Jo").writes(BOT, "Hello", "/ping 1")
        await stage.world.person("Jo").gets(1)
        await stage.stops()
        [account] = kept(stage, "account")
        assert account["room"] == ""


async def test_a_list_is_bound_once_its_code_came_back_through_it(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        cyber = stage.world.mailing_list(LIST, amina, BOT)
        await stage.becomes(JO, Role.FACILITATOR)
        assert "I wrote to cyber@lists.example" in await stage.says("Jo", f"/list {TRACK} {LIST}")
        # The bot is subscribed, and hears its own letter through the list.
        assert "May I write to this list?" in words(await amina.gets(1))
        assert "This list belongs to BPF Cybersecurity now." in flat(await amina.gets(2))
        assert LIST in await stage.says("Jo", f"/list {TRACK}")
        assert "no longer" in await stage.says("Jo", f"/list {TRACK} off")
        assert "writes to no mailing list" in await stage.says("Jo", f"/list {TRACK}")
        assert len(cyber.archive) == 2
        await stage.stops()
        bound = [row["text"] for row in kept(stage, "journal") if ".bound" in row["text"]]
        assert '"network":"mail"' in bound[0].replace(" ", "")
        assert LIST not in bound[0]


async def test_a_members_reply_or_a_typed_code_binds_a_list_and_an_automatic_one_does_not(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina = stage.world.person("Amina")
        stage.world.mailing_list(LIST, amina)
        stage.world.mailing_list("other@lists.example", amina)
        await stage.becomes(JO, Role.FACILITATOR)
        await stage.says("Jo", f"/list {TRACK} {LIST}")
        asked = await amina.gets(1)
        await amina.replies(asked, "I am away.", BOT, Auto_Submitted="auto-replied")
        await amina.sends(bounce(amina, str(asked["Message-ID"])), BOT)
        await amina.writes(BOT, "Hello", "/ping 1")
        await amina.gets(2)
        assert "writes to no mailing list" in await stage.says("Jo", f"/list {TRACK}")
        await amina.replies(asked, "Please do.", BOT)
        assert "This list belongs to" in words(await amina.gets(3))
        await stage.says("Jo", f"/list {TRACK} other@lists.example")
        code = re.search(r"/list \S+ ([a-z2-7-]{31})", flat(await amina.gets(4)))
        assert code
        assert "belongs to" in await stage.says("Jo", f"/list {TRACK} {code[1]}")
        assert "not valid" in await stage.says("Jo", f"/list {TRACK} {code[1]}")


async def test_nobody_is_written_to_whose_address_is_no_list_or_by_whom_it_may_not(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        await stage.becomes(JO, Role.FACILITATOR)
        for wrong in ("x@y", "a@b.example,c@d.example", "a@b.example\nBcc:", "<a@b.example>"):
            said = await stage.says("Jo", f'/list {TRACK} "{wrong}"')
            assert "no address of a mailing list" in said, wrong
        assert "facilitators" in await stage.says("Amina", f"/list {TRACK} {LIST}")
        assert stage.world.taken == []


def bounce(person: Person, mark: str) -> EmailMessage:
    """A report that a letter did not reach a person."""
    report = (
        "From: MAILER-DAEMON@people.example\r\n"
        f"To: {BOT}\r\n"
        "Subject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; people.example\r\n\r\n"
        f"Final-Recipient: rfc822; {person.address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {mark}\r\nTo: {person.address}\r\n\r\n--b--\r\n"
    )
    from email import message_from_string, policy

    return message_from_string(report, _class=EmailMessage, policy=policy.default)


def next_private(*mails: EmailMessage) -> EmailMessage:
    """The one that did not come through a list."""
    return next(one for one in mails if not one["List-Id"])


def flat(mail: EmailMessage) -> str:
    """The words on one line."""
    return " ".join(words(mail).replace("\n> ", " ").split())
