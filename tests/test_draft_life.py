"""Random lives of a draft: whatever is said in whatever order, no comment is lost."""

import re
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.conversation.outgoing import Outgoing
from bot.conversation.wording import plain
from bot.drafts.model import Anchor, Disposition, Draft, Section, State, Version
from bot.drafts.reported import report_of
from bot.drafts.rules import places, version_hash, where_now
from bot.drafts.store import Comments, Drafts
from bot.people.store import People
from bot.ports import Tx
from bot.record.rules import exported
from bot.record.store import Journal
from bot.record.verify import canonical, check, check_report, report_digest
from tests.decision_stage import ADA, ADA_TOO, BEN, CYD, FAY, RAY, TRACK, Stage, Voice

AUTHORS = (ADA, BEN, CYD, ADA_TOO)
PARAGRAPHS = st.lists(
    st.text("abcdefghij ", min_size=12, max_size=40).map(
        lambda text: " ".join(text.split()) or "x"
    ),
    min_size=0,
    max_size=4,
)
SECTIONS = st.lists(PARAGRAPHS, min_size=1, max_size=4).map(
    lambda found: tuple(
        Section(number, f"Section {len(texts)}{texts[0][:3] if texts else ''}", 1, tuple(texts))
        for number, texts in enumerate(found, 1)
    )
)
_RECEIPT = re.compile(r"^Received: (C-B1-\d+) ", re.MULTILINE)


class Life(RuleBasedStateMachine):
    """One draft, several authors, a facilitator and a rapporteur."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.receipts: list[str] = []
        self.texts: dict[str, str] = {}
        self.gone: set[Voice] = set()
        self.waiting: dict[Voice, str] = {}
        self.number = 0

    def teardown(self) -> None:
        """Let go of everything."""
        self.stage.close()

    # --- what the tests look at ------------------------------------------------------------

    def look(self, what: Any) -> Any:
        """Something in the store."""
        with self.stage.store.begin() as tx:
            return what(tx)

    def draft(self) -> Draft:
        """The draft as it is."""
        found = self.look(lambda tx: tx.get(Drafts).numbered(1))
        assert isinstance(found, Draft)
        return found

    def hear(self, said: list[Outgoing]) -> str:
        """What was said; receipts are counted."""
        words = "\n".join(plain(one.wording) for one in said)
        self.receipts += _RECEIPT.findall(words)
        return words

    def say(self, who: Voice, text: str) -> list[Outgoing]:
        """Somebody says something."""
        said = self.stage.say(who, text)
        self.hear(said)
        return said

    def prepare(self, sections: tuple[Section, ...]) -> None:
        """A version waits, as the desk would have put it there."""

        def work(tx: Tx) -> None:
            draft = tx.get(Drafts).numbered(1) or tx.get(Drafts).begin(TRACK, "Norms", 1)
            tx.get(Drafts).prepare(draft, sections, version_hash(sections), "draft.md")
            tx.commit()

        self.look(work)

    # --- what happens ---------------------------------------------------------------------

    @initialize(data=st.data(), sections=SECTIONS)
    def begin(self, data: st.DataObject, sections: tuple[Section, ...]) -> None:
        """A draft is published, comments open, and some have come already."""
        self.prepare(sections)
        self.say(FAY, "/publish B1")
        self.say(FAY, "/window B1 until 2026-03-10")
        for who in data.draw(st.lists(st.sampled_from(AUTHORS), max_size=5)):
            self.comment(data, who)
            self.submit(who, False)

    def some_place(self, data: st.DataObject) -> str:
        draft = self.draft()
        version = self.look(lambda tx: tx.get(Drafts).version(draft, draft.version))
        return data.draw(st.sampled_from(["", *places(version.sections)]))

    @rule(data=st.data(), who=st.sampled_from(AUTHORS))
    def somebody_comments(self, data: st.DataObject, who: Voice) -> None:
        """Somebody writes a comment, and does not send it yet."""
        self.comment(data, who)

    def comment(self, data: st.DataObject, who: Voice) -> None:
        """A comment is written."""
        if who in self.gone or self.draft().state is not State.PUBLISHED:
            return
        self.number += 1
        text = f"Comment number {self.number} of {who.id}"
        said = self.say(who, f"/comment B1 {self.some_place(data)} {text}")
        submit = next(
            (one.says for out in said for one in out.wording.buttons if "submit" in one.says), ""
        )
        if submit:
            self.waiting[who] = submit

    @rule(who=st.sampled_from(AUTHORS), twice=st.booleans())
    def somebody_submits(self, who: Voice, twice: bool) -> None:
        """Somebody sends what they wrote, perhaps with a double tap."""
        self.submit(who, twice)

    def submit(self, who: Voice, twice: bool) -> None:
        """A comment is sent."""
        line = self.waiting.pop(who, "")
        for _ in range(1 + twice if line else 0):
            self.say(who, f"/{line}")

    @rule(data=st.data(), who=st.sampled_from(AUTHORS))
    def amend(self, data: st.DataObject, who: Voice) -> None:
        """Somebody amends a comment, perhaps not their own."""
        if self.receipts and who not in self.gone:
            self.number += 1
            reference = data.draw(st.sampled_from(self.receipts))
            self.say(who, f"/amend {reference} Amended {self.number}")

    @rule(data=st.data(), who=st.sampled_from(AUTHORS))
    def withdraw(self, data: st.DataObject, who: Voice) -> None:
        """Somebody withdraws a comment, perhaps not their own."""
        if self.receipts and who not in self.gone:
            self.say(who, f"/withdraw {data.draw(st.sampled_from(self.receipts))}")

    @rule(data=st.data(), kind=st.sampled_from(Disposition))
    def dispose(self, data: st.DataObject, kind: Disposition) -> None:
        """The facilitator answers one or several."""
        if not self.receipts:
            return
        one, other = (data.draw(st.sampled_from(self.receipts)) for _ in range(2))
        if data.draw(st.booleans()):
            one = f"{one}..{other.rsplit('-', 1)[1]}"
        which = f"{other} " if kind is Disposition.DUPLICATE else ""
        self.say(FAY, f'/dispose {one} {kind.value} {which}"Because {self.number}."')

    @rule(data=st.data(), who=st.sampled_from(AUTHORS))
    def contest(self, data: st.DataObject, who: Voice) -> None:
        """Somebody contests an answer."""
        if self.receipts and who not in self.gone:
            self.say(who, f"/contest {data.draw(st.sampled_from(self.receipts))} No.")

    @rule(data=st.data(), act=st.sampled_from(["hide", "show"]))
    def moderate(self, data: st.DataObject, act: str) -> None:
        """The rapporteur hides a comment, or shows it again."""
        if self.receipts:
            self.say(RAY, f"/{act} {data.draw(st.sampled_from(self.receipts))} Because.")

    @precondition(lambda self: len(self.gone) < 2)
    @rule(who=st.sampled_from(AUTHORS))
    def erase(self, who: Voice) -> None:
        """Somebody has themselves erased."""
        if who not in self.gone:
            self.say(who, "/privacy erase yes")
            self.gone.add(who)
            self.waiting.pop(who, None)

    @rule(sections=SECTIONS, keep=st.booleans())
    def new_version(self, sections: tuple[Section, ...], keep: bool) -> None:
        """The next version: another text, or the old one turned around."""
        draft = self.draft()
        if keep:
            version = self.look(lambda tx: tx.get(Drafts).version(draft, draft.version))
            turned = version.sections[::-1]
            sections = tuple(
                Section(number, one.title, 1, one.paragraphs[::-1])
                for number, one in enumerate(turned, 1)
            )
        self.prepare(sections)
        self.say(FAY, "/publish B1")

    @rule(days=st.integers(0, 4))
    def time_passes(self, days: int) -> None:
        """Hours or days pass."""
        from datetime import timedelta

        self.stage.time += timedelta(days=days, hours=5)
        self.hear(self.stage.tick())

    @rule()
    def report(self) -> None:
        """The rapporteur asks for the report."""
        self.say(RAY, "/report B1")

    # --- what always holds ------------------------------------------------------------------

    @invariant()
    def every_receipt_is_a_comment(self) -> None:
        """As many receipts as comments, each once."""
        rows = self.stage.rows("comment")
        assert sorted(self.receipts) == sorted(f"C-B1-{row['number']}" for row in rows)

    @invariant()
    def at_most_one_answer_stands(self) -> None:
        """However many were given."""
        standing = Counter(
            row["number"] for row in self.stage.rows("disposition") if row["standing"]
        )
        assert set(standing.values()) <= {1}

    @invariant()
    def no_comment_is_lost_from_the_text(self) -> None:
        """Each is where its quote stands, or orphaned because it stands nowhere."""
        if not self.stage.rows("draft"):
            return
        draft = self.draft()
        version = self.look(lambda tx: tx.get(Drafts).version(draft, draft.version))
        if version is None:
            return
        here = places(version.sections)
        for one in self.look(lambda tx: tx.get(Comments).of(draft)):
            stands = {place for place, text in here.items() if text == one.anchor.quote}
            if not one.anchor.place:
                assert (one.place, one.orphaned) == ("", False)
            elif stands and any(("." in place) == ("." in one.anchor.place) for place in stands):
                assert one.place in stands
                assert not one.orphaned
            else:
                assert one.orphaned or one.place in here

    @invariant()
    def the_sums_are_those_of_the_table(self) -> None:
        """The report, as it would be made now."""
        if not self.stage.rows("draft") or not self.draft().version:
            return
        draft = self.draft()

        def made(tx: Tx) -> tuple[dict[str, Any], str]:
            version = tx.get(Drafts).version(draft, draft.version)
            assert isinstance(version, Version)
            known = tx.get(Comments).of(draft)
            found = report_of(tx, draft, version, self.stage.time)
            waits = any(one.waits for one in known)
            return found, "" if waits else draft.report

        found, recorded = self.look(made)
        wrong = check_report(canonical(found))
        unanswered = [one for one in wrong if one.endswith("has no answer")]
        assert [one for one in wrong if one not in unanswered] == []
        if recorded:
            assert unanswered == []
            assert report_digest(found) == recorded

    @invariant()
    def nothing_of_who_was_erased_is_told(self) -> None:
        """Neither name nor group stays with the comments of somebody who is gone."""
        for row in self.stage.rows("comment"):
            person = next(one for one in self.stage.rows("person") if one["id"] == row["person"])
            if person["erased_at"]:
                told = ("author", "organisation", "stakeholder_group", "region")
                assert [row[name] for name in told] == ["", "", "", ""]

    @invariant()
    def the_journal_is_whole(self) -> None:
        """Its chain, to the last entry."""

        def lines(tx: Tx) -> list[str]:
            journal = tx.get(Journal)
            count, head = journal.head()
            return list(exported(count, head, journal.entries()))

        assert check(self.look(lines)) == []


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_who_was_linked_is_one_author() -> None:
    stage = Stage()
    try:
        sections = (Section(1, "One", 1, ("Islands.",)),)

        def work(tx: Tx) -> None:
            draft = tx.get(Drafts).begin(TRACK, "Norms", 1)
            tx.get(Drafts).prepare(draft, sections, version_hash(sections), "a.md")
            tx.commit()

        with stage.store.begin() as tx:
            work(tx)
        stage.say(FAY, "/publish B1")
        stage.say(FAY, "/window B1 until 2026-03-10")
        for voice, text in ((ADA, "One."), (ADA_TOO, "Two.")):
            said = stage.say(voice, f"/comment B1 {text}")
            stage.say(voice, "/" + said[-1].wording.buttons[0].says)
        with stage.store.begin() as tx:
            people = tx.get(People)
            first, second = (people.behind(voice.ref) for voice in (ADA, ADA_TOO))
            assert first
            assert second
            people.link(first.id, second.id)
            tx.commit()
        for voice in (ADA, ADA_TOO):
            words = plain(stage.say(voice, "/mycomments")[-1].wording)
            assert "C-B1-1" in words
            assert "C-B1-2" in words
        with stage.store.begin() as tx:
            draft = tx.get(Drafts).numbered(1)
            assert draft
            assert tx.get(Comments).authors(draft) == [first.id]
        assert "withdrawn" in plain(stage.say(ADA, "/withdraw C-B1-2")[-1].wording)
    finally:
        stage.close()


def test_where_a_quote_goes_is_decided_by_its_words() -> None:
    old = (Section(1, "A", 1, ("The same words.", "Other words stand here.")),)
    new = (
        Section(1, "B", 1, ("The same words.", "x")),
        Section(2, "A", 1, ("The same words.", "Other words stood here.")),
    )
    here = places(old)
    anchors = {place: Anchor(place, here[place]) for place in here}
    found = where_now(anchors.values(), new)
    assert found[anchors["1.1"]] == ("1.1", False)
    assert found[anchors["1.2"]] == ("2.2", False)
    assert found[anchors["1"]] == ("2", False)
    gone = where_now([Anchor("1.2", "Nothing like it at all, anywhere.")], new)
    assert list(gone.values()) == [("", True)]
