"""What people may get wrong with drafts: one clear sentence, and their words come back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.drafts.model import Section, Standing
from bot.drafts.rules import version_hash
from bot.drafts.store import Comments, Drafts
from bot.people.model import Grant, Role
from bot.people.store import People, Roles
from tests.decision_stage import ADA, BEN, CYD, FAY, RAY, TRACK, Stage, Voice

SECTIONS = (
    Section(1, "One", 1, ("Islands are far.", "Operators answer.")),
    Section(2, "Two", 1, ("Who pays?",)),
)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A draft on which comments are open for a week."""
    made = Stage()
    prepare(made, SECTIONS)
    made.say(FAY, "/publish B1")
    made.say(FAY, "/window B1 until 2026-03-10")
    yield made
    made.close()


def prepare(stage: Stage, sections: tuple[Section, ...]) -> None:
    """A version waits to be published."""
    with stage.store.begin() as tx:
        drafts = tx.get(Drafts)
        draft = drafts.numbered(1) or drafts.begin(TRACK, "Norms", 1)
        drafts.prepare(draft, sections, version_hash(sections), "a.md")
        tx.commit()


def words(said: list[Outgoing]) -> str:
    """All that was said, the files' texts too."""
    return "\n".join(
        part
        for one in said
        for part in (
            plain(one.wording),
            *(file.content.decode("utf-8", "replace") for file in one.wording.attachments),
        )
    )


def tap(stage: Stage, who: Voice, said: list[Outgoing], label: str) -> list[Outgoing]:
    """Tap a button."""
    says = [b.says for one in said for b in one.wording.buttons if b.label == label]
    return stage.say(who, "/" + says[-1])


def send(stage: Stage, who: Voice, text: str) -> str:
    """Comment, and submit; what was told."""
    return words(tap(stage, who, stage.say(who, f"/comment B1 {text}"), "Submit"))


def test_a_hundred_thousand_characters_come_back_as_a_file(stage: Stage) -> None:
    text = "Islands. " * 12_000
    told = words(stage.say(ADA, f"/comment B1 1.1 {text}"))
    assert told.startswith("A comment in a message has at most 10,000 characters.")
    assert text.strip() in told
    assert stage.rows("unsent") == stage.rows("comment") == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/comment B1 1.9 Words.", "There is no paragraph 1.9. The nearest:"),
        ("/comment B1 1", "What is your comment on paragraph 1 of"),
        ("/comment B1", "What is your comment on"),
        ("/comment B1   ", "What is your comment on"),
        ("/comment B9 Words.", "There is no draft B9."),
        ("/comment X Words.", "There is no draft X."),
        ("/amend C-B1-9 Words.", "There is no comment C-B1-9."),
        ("/amend nonsense Words.", "There is no comment nonsense."),
        ("/withdraw C-B1-0", "There is no comment C-B1-0."),
        ("/comments B1 nonsense", "I can't filter by nonsense."),
        ("/comment submit 77", "That comment is not waiting to be sent"),
        ("/comment submit x", "That comment is not waiting to be sent"),
        ("/read B1 1.99999", "There is no paragraph 1.99999."),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(stage: Stage, line: str, sentence: str) -> None:
    told = words(stage.say(ADA, line))
    assert told.startswith(sentence)
    assert stage.rows("comment") == []


def test_words_about_a_wrong_paragraph_come_back(stage: Stage) -> None:
    assert "> Words that I wrote." in words(stage.say(ADA, "/comment B1 7.7 Words that I wrote."))


@pytest.mark.parametrize(
    "text",
    [
        "شكرا على هذه التوصية",
        "<b>*bold*</b> `x` [a](b) | c",
        '=HYPERLINK("http://evil.example")',
        "@everyone",
        "a\n\nb\n  c",
        "\u202eturned\u202c",
        "-1",
    ],
)
def test_whatever_is_written_is_kept_as_it_is(stage: Stage, text: str) -> None:
    assert "Received: C-B1-1" in send(stage, ADA, f"1.1 {text}")
    [row] = stage.rows("comment")
    assert (row["text"], row["anchor"], row["quote"]) == (text, "1.1", "Islands are far.")


def test_the_same_text_twice_is_counted_once(stage: Stage) -> None:
    send(stage, ADA, "1.1 The same.")
    assert "You sent this already: C-B1-1" in send(stage, ADA, "1.1 The same.")
    assert "Received: C-B1-2" in send(stage, ADA, "1.2 The same.")
    assert "Received: C-B1-3" in send(stage, BEN, "1.1 The same.")


def test_a_comment_is_sent_by_its_author_alone(stage: Stage) -> None:
    shown = stage.say(ADA, "/comment B1 Mine.")
    assert "not waiting to be sent" in words(tap(stage, BEN, shown, "Submit"))
    assert "not waiting to be sent" in words(tap(stage, BEN, shown, "Discard"))
    assert "Received: C-B1-1" in words(tap(stage, ADA, shown, "Submit"))
    assert "not waiting to be sent" in words(tap(stage, ADA, shown, "Submit"))


def test_the_second_before_the_close_is_in_time_and_the_close_is_not(stage: Stage) -> None:
    with stage.store.begin() as tx:
        draft = tx.get(Drafts).numbered(1)
    assert draft
    assert draft.window
    closes = draft.window.closes
    # Each command is said a second later than the one before.
    stage.time = closes - timedelta(seconds=3)
    send(stage, ADA, "Begun and sent before.")
    stage.time = closes - timedelta(seconds=2)
    shown = stage.say(BEN, "/comment B1 Begun before.")
    stage.time = closes + timedelta(minutes=15) - timedelta(seconds=2)
    tap(stage, BEN, shown, "Submit")
    stage.time = closes - timedelta(seconds=1)
    send(stage, CYD, "Begun at the close.")
    assert [row["late"] for row in stage.rows("comment")] == [False, False, True]


def test_two_facilitators_at_once_give_one_answer(stage: Stage) -> None:
    gil = Voice("matrix", "@gil:g.example", role=Grant(Role.FACILITATOR, TRACK))
    stage.meet(gil)
    send(stage, ADA, "1.1 Words.")
    said = stage.say_all([(FAY, '/dispose C-B1-1 noted "First."'),
                          (gil, '/dispose C-B1-1 declined "Second."')])  # fmt: skip
    told = words(said)
    assert "Answered: C-B1-1." in told
    assert "C-B1-1: noted. Nothing was changed." in told
    assert "> Second." in told
    assert [row["reason"] for row in stage.rows("disposition")] == ["First."]


def test_who_is_rapporteur_too_answers_nothing(stage: Stage) -> None:
    send(stage, ADA, "1.1 Words.")
    with stage.store.begin() as tx:
        fay = tx.get(People).behind(FAY.ref)
        assert fay
        tx.get(Roles).give(fay.id, Grant(Role.RAPPORTEUR))
        tx.commit()
    told = words(stage.say(FAY, '/dispose C-B1-1 noted "Words that I wrote."'))
    assert told.startswith("A rapporteur is neutral")
    assert "Words that I wrote." in told


@pytest.mark.parametrize("kind", ["changed", "addressed", "noted", "declined", "outofscope",
                                  "deferred"])  # fmt: skip
def test_all_but_accepted_need_a_reason_which_a_reply_gives(stage: Stage, kind: str) -> None:
    send(stage, ADA, "1.1 Words.")
    said = stage.say(FAY, f"/dispose C-B1-1 {kind}")
    assert "needs a reason" in words(said)
    assert stage.rows("disposition") == []
    stage.say(FAY, "/" + said[0].wording.asks + "Because.")
    assert [row["reason"] for row in stage.rows("disposition")] == ["Because."]


@pytest.mark.parametrize(
    ("written", "kind", "place", "reason"),
    [
        ('"It is in." at 2.1', "changed", "2.1", "It is in."),
        ('2.1 "It is in."', "changed", "2.1", "It is in."),
        ('at 2.1 "It is in."', "changed", "2.1", "It is in."),
        ("2.1 It is in.", "changed", "2.1", "It is in."),
        ("at 2 It is in.", "changed", "2", "It is in."),
        ("2 «It is in.»", "addressed", "2", "It is in."),
        ('2.1 "It is in." at 1.1', "changed", "1.1", '2.1 "It is in.'),
        ("2.1 million people said so.", "noted", "", "2.1 million people said so."),
        ("2 people said so.", "changed", "1.1", "2 people said so."),
        ('2 "people" said so.', "noted", "", '2 "people" said so.'),
    ],
)
def test_the_place_may_stand_before_the_reason_or_behind_it(
    stage: Stage, written: str, kind: str, place: str, reason: str
) -> None:
    send(stage, ADA, "1.1 Words.")
    stage.say(FAY, f"/dispose C-B1-1 {kind} {written}")
    [row] = stage.rows("disposition")
    assert (row["place"], row["reason"]) == (place, reason)


def test_a_place_without_its_reason_is_kept_until_the_reason_comes(stage: Stage) -> None:
    send(stage, ADA, "Say more.")
    said = stage.say(FAY, "/dispose C-B1-1 changed 2.1")
    stage.say(FAY, "/" + said[0].wording.asks + "It is in.")
    [row] = stage.rows("disposition")
    assert (row["place"], row["reason"]) == ("2.1", "It is in.")


def test_an_accepted_comment_on_the_whole_names_the_paragraph_that_changes(stage: Stage) -> None:
    send(stage, ADA, "Say more.")
    said = stage.say(FAY, "/dispose C-B1-1 accepted")
    assert "Which paragraph changes?" in words(said)
    stage.say(FAY, "/" + said[0].wording.asks + "2.1")
    [row] = stage.rows("disposition")
    assert (row["disposition"], row["place"], row["quote"]) == ("accepted", "2.1", "Who pays?")


def test_several_are_answered_at_once_however_they_are_named(stage: Stage) -> None:
    for number in range(6):
        send(stage, ADA, f"1.1 Words {number}.")
    assert "C-B1-1, C-B1-3 and C-B1-4" in words(stage.say(FAY, '/dispose C-B1-1,3..4 noted "A."'))
    assert "C-B1-5 and C-B1-6" in words(stage.say(FAY, '/dispose C-B1-5..C-B1-9 noted "B."'))
    assert "There are no comments" in words(stage.say(FAY, '/dispose C-B1-8,9 noted "C."'))
    with stage.store.begin() as tx:
        draft = tx.get(Drafts).numbered(1)
        assert draft
        assert [one.number for one in tx.get(Comments).of(draft) if one.waits] == [2]


def test_near_duplicates_are_named_together_for_one_answer(stage: Stage) -> None:
    send(stage, ADA, "1.1 Islands pay most, and are helped last.")
    send(stage, BEN, "2.1 Who does?")
    send(stage, CYD, "1.2 islands pay most and are helped last")
    assert "2 say much the same:" in words(stage.say(FAY, "/review B1"))
    assert "dispose C-B1-1,3 …" in words(stage.say(FAY, "/review C-B1-3"))


def test_a_version_that_takes_a_paragraph_away_says_whose_comments_hang(stage: Stage) -> None:
    send(stage, ADA, "2.1 Words.")
    prepare(stage, (replace(SECTIONS[0], paragraphs=("Islands are far.",)),))
    assert "The paragraphs of these comments are gone: C-B1-1" in words(
        stage.say(FAY, "/publish B1")
    )
    assert "(paragraph gone, general)" in words(stage.say(ADA, "/comments B1"))


def test_a_hidden_comment_is_nowhere_to_be_read(stage: Stage) -> None:
    send(stage, ADA, "1.1 An insult.")
    stage.say(RAY, "/hide C-B1-1 It insults.")
    for line in ("/comments B1", "/read B1 1.1", "/moderation B1"):
        assert "An insult" not in words(stage.say(BEN, line))
    with stage.store.begin() as tx:
        found = tx.get(Comments).numbered(1, 1)
        assert found
        assert (found.standing, found.waits) == (Standing.HIDDEN, False)


def test_a_report_is_not_made_while_comments_are_open_or_wait(stage: Stage) -> None:
    send(stage, ADA, "1.1 Words.")
    assert "The report is made after that" in words(stage.say(FAY, "/report B1"))
    stage.time += timedelta(days=9)
    assert "They are C-B1-1." in words(stage.say(FAY, "/report B1"))
    stage.say(FAY, '/dispose C-B1-1 noted "Thank you."')
    said = stage.say(RAY, "/report B1")
    names = [file.name for one in said for file in one.wording.attachments]
    assert {name.rsplit(".")[-1] for name in names} == {"md", "docx", "csv", "json", "png"}
    assert all(file.description for one in said for file in one.wording.attachments
               if file.media_type == "image/png")  # fmt: skip


def test_reminders_come_at_half_time_a_week_and_a_day_ahead_and_stop(stage: Stage) -> None:
    stage.say(FAY, "/extend B1 2026-04-03")
    seen: list[tuple[int, int] | str] = []
    for _ in range(40):
        stage.time += timedelta(days=1)
        told = words(stage.tick())
        if "are open until" in told:
            seen.append((stage.time.month, stage.time.day))
        if "are closed" in told:
            seen.append("closed")
    assert seen == [(3, 19), (3, 28), (4, 3), "closed"]


def test_a_contested_answer_is_given_once_more_and_only_that_one_stands(stage: Stage) -> None:
    send(stage, ADA, "1.1 Words.")
    stage.say(FAY, '/dispose C-B1-1 declined "First."')
    assert "looked at once more" in words(stage.say(ADA, "/contest C-B1-1 No."))
    stage.say(FAY, '/dispose C-B1-1 noted "Second."')
    rows = {row["reason"]: row["standing"] for row in stage.rows("disposition")}
    assert rows == {"First.": 0, "Second.": 1}
    with stage.store.begin() as tx:
        draft = tx.get(Drafts).numbered(1)
        assert draft
        [one] = tx.get(Comments).of(draft)
        assert one.answer
        assert (one.answer.reason, one.waits) == ("Second.", False)
        assert [each.reason for each in tx.get(Comments).answers(one)] == ["First.", "Second."]
    assert "was contested before" in words(stage.say(ADA, "/contest C-B1-1 Still no."))
    assert "noted. Nothing was changed." in words(stage.say(FAY, '/dispose C-B1-1 declined "x"'))


def test_who_is_erased_leaves_the_comment_without_a_name(stage: Stage) -> None:
    stage.say(ADA, "/me organisation Islands First")
    stage.say(ADA, "/me group government")
    send(stage, ADA, "1.1 Words.")
    begun = stage.say(ADA, "/comment B1 Never sent.")
    assert begun
    stage.say(ADA, "/privacy erase yes")
    [row] = stage.rows("comment")
    told = ("author", "organisation", "stakeholder_group", "region")
    assert [row[name] for name in told] == ["", "", "", ""]
    assert row["text"] == "Words."
    assert stage.rows("unsent") == []
    assert "former participant: “Words.”" in words(stage.say(BEN, "/comments B1"))
