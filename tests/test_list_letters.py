"""What a mailing list is written in half a year: all that it should read, and nothing else."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from adapters.mail.letters import letter
from adapters.mail.marks import Marks
from bot.conversation.message import RoomRef
from bot.conversation.outgoing import Outgoing
from bot.ports import Outbox
from tests.mailserver.world import BOT, words
from tests.pages_stage import BEGINNING, HOSTILE, NEVER, ROSA, TRACK, VOTERS, Stage, half_year
from tests.support import rows

LIST = RoomRef("mail", "cyber@lists.example")
URL = "https://record.example"
MARKS = Marks(b"k" * 32, "example.org")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("list-letters")
    stage = half_year(folder, mailing_list=LIST.id, public_url=URL)
    stage.say(ROSA, "/cycle 2026 meeting 2026-12-08..2026-12-12")
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def written(stage: Stage) -> list[EmailMessage]:
    """The letters to the list, oldest first."""
    return [letter(one, BOT, MARKS, BEGINNING, URL) for one in waiting(stage)]


def waiting(stage: Stage) -> list[Outgoing]:
    """What waits for the list."""
    numbers = [row["id"] for row in rows(stage.store, "outbox") if row["platform"] == "mail"]
    with stage.store.begin() as tx:
        found = [tx.get(Outbox).numbered(number) for number in numbers]
    return [one for one in found if one]


@pytest.mark.parametrize(
    ("about", "says"),
    [
        # Openings, closings, results.
        ("D1", "Open until"),
        ("D1", "D1 is closed. 36 of"),
        ("D1", "a result was called"),
        ("D1", "The result of D1 is final."),
        ("D3", "withdrawn"),
        ("D4", "D4 is closed"),
        # Meetings, and their minutes as they were approved.
        ("M1", "Comments call"),
        ("M1", "are approved"),
        ("M1", "Forty-two comments came in."),
        ("M3", "Planned:"),
        ("M5", "Cancelled:"),
        # Drafts: published, open, reminded, closed, and the report with every answer.
        ("B1", "version 1, is published"),
        ("B1", "1.1 Islands are far."),
        ("B1", "Comments on B1"),
        ("B1", "version 2, is published"),
        ("B1", "are closed. 3 were received"),
        ("B1", "The report on B1"),
        ("B1", "C-B1-2 (1.2), anonymous: not accepted. It is not for this draft."),
        # The year's dates, which have no reference.
        ("", "The dates of the cycle of 2026"),
    ],
)
def test_it_goes_to_the_list(written: list[EmailMessage], about: str, says: str) -> None:
    named = f"[{TRACK}] {about}: " if about else f"[{TRACK}] "
    found = [one for one in written if says in flat(one) and str(one["Subject"]).startswith(named)]
    assert found, [flat(one) for one in written if str(one["Subject"]).startswith(named)]


def flat(mail: EmailMessage) -> str:
    """The words on one line."""
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(words(mail).split())


def test_all_about_one_matter_is_one_thread_with_its_address(written: list[EmailMessage]) -> None:
    threads: dict[str, set[str]] = {}
    for one in written:
        about = str(one["Subject"]).partition("] ")[2].partition(":")[0]
        if about[:1] in "DMB" and about[1:].isdecimal():
            threads.setdefault(about, set()).add(str(one["References"]))
            path = f"{URL}/{about[0].lower()}/{about[1:]}"
            assert one["List-Archive"] == f"<{path}>"
            assert path in flat(one), about
        assert one["Auto-Submitted"] == "auto-generated"
        assert one["Message-ID"]
    assert {len(one) for one in threads.values()} == {1}
    assert len({next(iter(one)) for one in threads.values()}) == len(threads) > 8


def test_it_is_plain_and_72_columns_wide(written: list[EmailMessage]) -> None:
    for one in written:
        assert one.get_body(("html",)) is None
        for line in words(one).splitlines():
            # An address, and somebody's one long word, stay whole.
            assert len(line) <= 72 or " " not in line.strip("> "), line


def test_nothing_is_said_twice_and_nothing_of_what_is_for_few(
    stage: Stage, written: list[EmailMessage]
) -> None:
    said = [(str(one["Subject"]), words(one)) for one in written]
    assert len(said) == len(set(said))
    assert len(said) < 80
    everything = "\n".join(str(one) + flat(one) for one in written)
    # Who said that they were at a meeting stands in its approved summary.
    for hidden in set(NEVER) - {VOTERS[3].name}:
        assert hidden not in everything, hidden
    assert "This one is hidden." not in everything
    # Who joins is not written, nor what is read too late: reminders of an hour and less.
    assert "takes part in" not in everything
    assert not [one for one in said if one[1].startswith("In 10 minutes")]
    assert all(one.to == LIST for one in waiting(stage))
    # Lists are offered what can be answered, and not what only shows something.
    says = {button.says.split()[0] for one in waiting(stage) for button in one.wording.buttons}
    assert says == {"vote", "rsvp"}


def test_hostile_words_stay_words(written: list[EmailMessage]) -> None:
    assert any(HOSTILE[:20] in flat(one) for one in written)
    for one in written:
        head = one.as_bytes().partition(b"\r\n\r\n")[0]
        names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
        assert len(names) == len(set(names))
