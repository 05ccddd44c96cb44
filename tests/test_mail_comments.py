"""Comments by mail, on real servers: what people write under the letters about a draft."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import httpx
import pytest

from adapters.mail import pressed_for_hearing
from adapters.web.answers import Answers
from adapters.web.confirming import Confirming
from bot.conversation.message import PersonRef
from bot.drafts.model import Section
from bot.drafts.rules import version_hash
from bot.drafts.store import Drafts
from bot.people.model import Role
from bot.people.store import People
from bot.ports import Tx
from bot.record.rules import exported
from bot.record.store import Journal
from storage.reading import SqlReader
from storage.store import SqlStore
from tests.browser.chromium import served
from tests.mail_stage import LIST, TRACK, Stage, mail_stage
from tests.mailserver import why_no_dovecot
from tests.mailserver.world import BOT, MailingList, Person, words
from tests.patience import PATIENCE
from tests.support import kept_text
from tests.test_mail import JO, flat, kept

pytestmark = pytest.mark.skipif(bool(why_no_dovecot()), reason=why_no_dovecot())
SECTIONS = (
    Section(1, "Norms", 1, ("A norm is an expectation of behaviour that many share.",)),
    Section(
        2,
        "Islands",
        1,
        (
            "Islands are far from everything, and are helped last.",
            "Every operator should publish whom to call at night.",
        ),
    ),
)


async def opened(
    stage: Stage, sections: Sequence[Section] = SECTIONS
) -> tuple[Person, MailingList]:
    """Comments on a draft are open until 20 March, on a list with Amina, who is in no track."""
    amina = stage.world.person("Amina")
    cyber = stage.world.mailing_list(LIST, amina, BOT)
    await stage.bind_list()
    await stage.becomes(JO, Role.FACILITATOR)
    await agreed(stage, PersonRef("mail", amina.address))

    def prepare(tx: Tx) -> None:
        jo = tx.get(People).behind(JO)
        assert jo
        draft = tx.get(Drafts).begin(TRACK, "Norms in practice", jo.id)
        text = tuple(sections)
        tx.get(Drafts).prepare(draft, text, version_hash(text), "norms.md")

    assert stage.app
    await stage.app.with_store(prepare)
    await stage.says("Jo", "/publish B1")
    await stage.says("Jo", "/window B1 until 2026-03-20")
    return amina, cyber


async def agreed(stage: Stage, ref: PersonRef) -> None:
    """Somebody has acknowledged the Code of Conduct."""
    await stage.becomes(ref)

    def agree(tx: Tx) -> None:
        person = tx.get(People).behind(ref)
        assert person
        tx.get(People).acknowledge(person.id, stage.settings.conduct_version, stage.clock.now())

    assert stage.app
    await stage.app.with_store(agree)


def by(mails: Sequence[EmailMessage], text: str) -> EmailMessage:
    """The last letter with these words."""
    return next(one for one in reversed(mails) if text in flat(one))


async def test_a_paragraph_that_is_quoted_above_a_comment_is_what_it_is_about(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        window = await amina.gets(2)
        assert "Comments on B1" in flat(window)
        assert "2.1 Islands are far from everything" in flat(window)
        assert all(len(line) <= 72 for line in words(window).splitlines())
        text = (
            "Dear all,\n\nOn Tue, Mar 3, 2026, the bot wrote:\n"
            "> 2.1 Islands are far from everything, and are\n> helped last.\n\n"
            "They are helped by other islands.\n\nAnd early.\n\n-- \nAmina\n"
        )
        await amina.replies(window, text, LIST, quotes=False)
        await stage.world.until(lambda: len(amina.inbox) >= 4)
        asked = by(amina.inbox, "Please confirm")
        assert "version 1, paragraph 2.1" in flat(asked)
        await stage.stops()
        assert kept(stage, "comment") == kept(stage, "unsent") == []
        await stage.starts()
        await amina.replies(asked, "Confirm")
        receipt = await amina.gets(5)
        assert "Received: C-B1-1 on B1" in words(receipt)
        # The receipt proves its sender: what is done with the comment needs no other question.
        await amina.replies(receipt, "/withdraw C-B1-1")
        assert "C-B1-1 is withdrawn" in words(await amina.gets(6))
        await stage.stops()
        [comment] = kept(stage, "comment")
        assert (comment["place"], comment["late"]) == ("2.1", 0)
        acts = [(row["act"], row["verdict"]) for row in kept(stage, "letter")]
        assert acts == [
            ("comment B1", "dkim=pass spf=pass"),
            ("withdraw C-B1-1", "dkim=pass spf=pass"),
        ]
        # Nothing for one person is ever written to the list.
        to_list = [one for to, one in stage.world.taken if to == [LIST, BOT]]
        assert len(to_list) == 2
        assert {str(one["References"]) for one in to_list} == {str(window["References"])}


@pytest.mark.parametrize("munges", [False, True])
async def test_a_number_before_a_comment_names_its_paragraph_also_through_a_list_that_munges(
    munges: bool, tmp_path: Path
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, cyber = await opened(stage)
        cyber.munges = munges
        await amina.replies(await amina.gets(2), "2.2：白天也要能打电话。", LIST)
        await stage.world.until(lambda: len(amina.inbox) >= 4)
        asked = by(amina.inbox, "Please confirm")
        assert "version 1, paragraph 2.2" in flat(asked)
        await amina.replies(asked, "confirm")
        receipt = await amina.gets(5)
        assert "Received: C-B1-1" in words(receipt)
        assert "白天也要能打电话。" in words(receipt)


async def test_a_comment_on_two_paragraphs_keeps_which_words_are_about_which(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        text = (
            "> 1.1 A norm is an expectation of behaviour that many share.\n\nAll share it.\n\n"
            "> 2.1 Islands are far from everything, and are helped last.\n\nBy others.\n"
        )
        await amina.replies(await amina.gets(2), text, BOT, quotes=False)
        asked = await amina.gets(3)
        assert "version 1, the whole draft" in flat(asked)
        await amina.replies(asked, "Confirm")
        assert "Received: C-B1-1" in words(await amina.gets(4))
        await stage.stops()
        [comment] = kept(stage, "comment")
        assert comment["place"] == ""
        assert comment["text"] == text.strip()


async def test_who_answers_under_the_whole_letter_has_not_picked_its_last_paragraph(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        window = await amina.gets(2)
        quoted = "".join(f"> {line}\n" for line in words(window).splitlines())
        text = f"On Tue, Mar 3, 2026 the bot wrote:\n{quoted}\nIt is well written.\n"
        await amina.replies(window, text, BOT, quotes=False)
        asked = await amina.gets(3)
        assert "version 1, the whole draft" in flat(asked)
        assert "> It is well written." in words(asked)


async def test_talk_about_a_draft_is_neither_answered_nor_kept(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, cyber = await opened(stage)
        kwame = stage.world.person("Kwame")
        cyber.subscribers.append(kwame.address)
        await amina.replies(await amina.gets(2), "A comment about xylophones.", LIST)
        await stage.world.until(lambda: len(kwame.inbox) >= 1)
        await kwame.replies(kwame.inbox[-1], "I would say drums, not flutes.", LIST)
        # What is heard after it shows that it was heard.
        await kwame.writes(BOT, "Hello", "/ping 1")
        await stage.world.until(lambda: any("ping 1" in words(one) for one in kwame.inbox))
        await stage.stops()
        store = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite'}")
        assert "xylophones" in kept_text(store)
        assert "drums" not in kept_text(store)
        store.close()


async def test_a_forged_comment_is_asked_about_and_comes_to_nothing(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        mallory = stage.world.person("Mallory")
        window = await amina.gets(2)
        forged = f"Amina <{amina.address}>"
        await mallory.replies(window, "Islands are a nuisance.", BOT, From=forged)
        asked = await amina.gets(3)
        assert "If it was not you, do nothing." in flat(asked)
        # With his own address he can't answer what only she was asked.
        await mallory.replies(asked, "Confirm", BOT)
        assert "I read commands" in flat(await mallory.gets(1))
        long = await mallory.replies(window, "so many words " * 5_000, BOT, From=forged)
        assert long
        # Nobody's words are sent to others at length, whoever claims to have written them.
        assert "A comment has at most 60,000 characters" in flat(await amina.gets(4))
        assert len(words(amina.inbox[3])) < 1000
        await stage.stops()
        assert kept(stage, "comment") == []


async def test_a_comment_that_was_confirmed_after_the_close_is_late_but_for_the_grace(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        window = await amina.gets(2)
        stage.clock.time = stage.clock.time.replace(day=20, hour=23, minute=50)
        await amina.replies(window, "2.1 In time.", BOT)
        await amina.gets(3)
        await amina.replies(window, "2.1 Late.", BOT)
        await amina.gets(4)
        stage.clock.time += timedelta(minutes=20)
        await amina.replies(amina.inbox[2], "Confirm")
        assert "begun before that, and is in time" in flat(await amina.gets(5))
        stage.clock.time += timedelta(minutes=10)
        await amina.replies(amina.inbox[3], "Confirm")
        assert "kept and answered as late" in flat(await amina.gets(6))
        await amina.replies(window, "2.1 Later still.", BOT)
        assert "Comments were open until Fri 20 March" in flat(await amina.gets(7))
        await stage.stops()
        assert [row["late"] for row in kept(stage, "comment")] == [0, 1]


async def test_who_comments_on_what_is_withdrawn_is_told_at_once_and_kindly(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        window = await amina.gets(2)
        await amina.replies(window, "2.1 Islands.", BOT)
        asked = await amina.gets(3)
        await stage.says("Jo", "/withdraw B1 It was overtaken by events.")
        assert "is withdrawn" in flat(await amina.gets(4))
        await amina.replies(window, "2.1 Islands.", BOT)
        assert "was withdrawn. Nothing was kept." in flat(await amina.gets(5))
        await amina.replies(asked, "Confirm")
        said = await amina.gets(6)
        assert "was withdrawn. Nothing was kept." in flat(said)
        assert "> Islands." in words(said)


async def test_several_paragraphs_are_one_comment_and_what_is_prepared_is_shown_to_nobody(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        await amina.writes(LIST, "A comment", "/comment B1 2.1 Islands.\n\nAnd atolls.")
        await stage.world.until(lambda: len(amina.inbox) >= 4)
        await amina.replies(by(amina.inbox, "Please confirm"), "Confirm", BOT)
        assert "> Islands.\n>\n> And atolls." in words(await amina.gets(5)).replace("\r\n", "\n")

        def prepare(tx: Tx) -> None:
            draft = tx.get(Drafts).numbered(1)
            assert draft
            text = (Section(1, "Secret", 1, ("Xylophones are not told of yet.",)),)
            tx.get(Drafts).prepare(draft, text, version_hash(text), "norms.md")

        assert stage.app
        await stage.app.with_store(prepare)
        await amina.writes(BOT, "Tell me", "/comment mailed B1 2 1.1 What is it?")
        asked = await amina.gets(6)
        assert "Xylophones" not in flat(asked)
        await amina.replies(asked, "Confirm", BOT)
        said = await amina.gets(7)
        assert "That is no comment that can be sent." in flat(said)
        assert "Xylophones" not in flat(said)


async def test_files_are_not_taken_and_that_is_said(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        window = await amina.gets(2)
        mail = amina.letter(BOT, "Re: Norms", "2.1 See the file.", {})
        mail["In-Reply-To"] = str(window["Message-ID"])
        mail.add_attachment("My comment.", filename="comment.txt")
        await amina.sends(mail, BOT)
        assert "The files that came with your mail are not taken." in flat(await amina.gets(3))
        signed = amina.letter(BOT, "Re: Norms", "2.1 No file.", {})
        signed["In-Reply-To"] = str(window["Message-ID"])
        signed.add_attachment(b"x", "application", "pgp-signature", filename="signature.asc")
        await amina.sends(signed, BOT)
        assert "files" not in flat(await amina.gets(4))


async def test_a_comment_in_html_alone_is_answered_also_if_it_went_to_the_list(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        window = await amina.gets(2)
        mail = amina.letter(LIST, "Re: Norms", "x", {})
        mail["In-Reply-To"] = str(window["Message-ID"])
        mail.set_content("<p>2.1 Islands.</p>", subtype="html")
        await amina.sends(mail, LIST)
        await stage.world.until(lambda: len(amina.inbox) >= 4)
        assert by(amina.inbox, "only HTML")
        empty = amina.letter(BOT, "Re: Norms", "-- \nAmina\n", {})
        empty["In-Reply-To"] = str(window["Message-ID"])
        await amina.sends(empty, BOT)
        assert "There is no comment in your mail" in flat(await amina.gets(5))


@pytest.mark.parametrize("name", ["", "amina@people.example", '"Amina <amina@people.example>"'])
async def test_nobodys_address_becomes_their_public_name(name: str, tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        amina, _ = await opened(stage)
        address = f'"{name}" <{amina.address}>' if name and name[0] != '"' else amina.address
        await amina.replies(await amina.gets(2), "2.1 Islands.", BOT, From=address)
        await amina.replies(await amina.gets(3), "Confirm", BOT, From=address)
        await amina.gets(4)
        said = await stage.says("Jo", "/comments B1")
        assert "C-B1-1" in said
        assert "people.example" not in said
        await stage.stops()
        [comment] = kept(stage, "comment")
        assert comment["author"].casefold() == "amina"
        store = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite'}")
        with store.begin() as tx:
            journal = tx.get(Journal)
            count, head = journal.head()
            assert "people.example" not in "".join(exported(count, head, journal.entries()))
        store.close()


async def test_a_long_draft_is_named_by_its_sections_and_a_report_is_written_out(
    tmp_path: Path,
) -> None:
    async with mail_stage(tmp_path) as stage:
        many = tuple("words and words " * 40 + str(number) for number in range(60))
        amina, _ = await opened(stage, (Section(1, "Much", 1, many),))
        window = await amina.gets(2)
        assert "1 Much (60 paragraphs)" in flat(window)
        assert len(words(window)) < 2000
        await amina.replies(window, "1.60 Much.", BOT)
        await amina.replies(await amina.gets(3), "Confirm")
        assert re.search(r"C-B1-1 on B1 .* paragraph 1\.60", flat(await amina.gets(4)))
        stage.clock.time += timedelta(days=30)
        assert stage.app
        await stage.app.tick()
        await stage.app.deliver()
        await stage.says("Jo", '/dispose C-B1-1 noted "It is."')
        await stage.says("Jo", "/report B1")
        await stage.world.until(lambda: any("The report on B1" in flat(m) for m in amina.inbox))
        report = by(amina.inbox, "The report on B1")
        assert "C-B1-1 (1.60), Amina: noted. It is." in flat(report)
        assert report["Precedence"] == "list"
        assert [part.get_filename() for part in report.iter_attachments()] == ["report-B1.md"]
        closing = by(amina.inbox, "Comments on B1 “Norms in practice” are closed")
        assert closing["References"] == window["References"] == report["References"]


async def test_a_comment_is_confirmed_by_a_link_of_one_use(tmp_path: Path) -> None:
    async with mail_stage(tmp_path) as stage:
        reader = SqlReader(f"sqlite:///{tmp_path / 'bot.sqlite'}")
        answers = Answers(reader, stage.clock, stage.settings, "https://record.example/")
        press = partial(pressed_for_hearing, data_dir=tmp_path)
        confirming = Confirming(reader, stage.clock, stage.settings, press)
        with served(answers, confirming) as site:
            await stage.stops()
            stage.settings = replace(stage.settings, public_url=site)
            await stage.starts()
            amina, _ = await opened(stage)
            window = await amina.gets(2)
            assert f"{site}/b/1" in words(window)
            await amina.replies(window, "2.1 Islands.", LIST)
            await stage.world.until(lambda: len(amina.inbox) >= 4)
            link = link_in(by(amina.inbox, "Please confirm"), site)
            async with httpx.AsyncClient(timeout=PATIENCE) as client:
                page = await client.get(link)
                assert "version 1, paragraph 2.1" in page.text
                assert "Islands." in page.text
                assert (await client.post(link)).status_code == 202
                receipt = await amina.gets(5)
                assert "Received: C-B1-1 on B1" in words(receipt)
                # It answers the mail that was confirmed, and proves its sender like any other.
                assert str(receipt["Subject"]).startswith("Re: ")
                await amina.replies(receipt, "/amend C-B1-1 Islands first.")
                assert "Amended: C-B1-1" in words(await amina.gets(6))
                assert (await client.post(link)).status_code == 410
                assert (await client.post(link + "a")).status_code == 404
        reader.close()
        await stage.stops()
        [comment] = kept(stage, "comment")
        assert (comment["author"], comment["place"], comment["text"]) == (
            "Amina", "2.1", "Islands first.",
        )  # fmt: skip
        acts = [(row["act"], row["verdict"]) for row in kept(stage, "letter")]
        assert acts == [
            ("comment B1", "dkim=pass spf=pass"),
            ("amend C-B1-1", "dkim=pass spf=pass"),
        ]


def link_in(mail: EmailMessage, site: str) -> str:
    """The address of the page that a letter leads to; it stands in a line of its own."""
    [line] = [line for line in words(mail).splitlines() if line.startswith(f"{site}/confirm/")]
    return line
