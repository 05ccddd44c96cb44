"""The register of decisions: all of them, newest first, searched and sifted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.addresses import path_of
from bot.conversation.phrases import Multilingual, Phrase, n, t, verbatim
from bot.decisions.languages import Languages
from bot.decisions.model import Decision, Designation, Kind
from bot.decisions.store import Decisions
from bot.pages.blocks import (
    Choice,
    Entry,
    Field,
    Listing,
    Page,
    Search,
    Text,
    atom_feed,
    present,
)
from bot.pages.decisions import Stage, in_a_list, stage_of
from bot.pages.facts import facts
from bot.pages.portions import Portion, portion, portion_read
from bot.ports import Tx
from bot.tracks.model import Track
from bot.tracks.store import Tracks

PATH = "/decisions"
_LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list."""

    reference: str
    track: str
    track_title: str
    kind: Kind
    text: str
    stage: Stage
    result: Designation | None
    opened: datetime | None
    closes: datetime | None
    languages: Languages

    @property
    def proposal(self) -> Multilingual:
        """The text in all its languages."""
        return self.languages.text(self.text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words that all have to be there, a track's code, a stage; "" for any."""

    words: str = ""
    track: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """One page of what was found."""

    wanted: Wanted
    found: int
    number: int
    of: int
    decisions: tuple[DecisionLine, ...]


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it can't mean is left out."""
    return Wanted(
        " ".join(query.get("q", "")[:_LONGEST_SEARCH].split()),
        query.get("track", "")[:_LONGEST_SEARCH],
        query.get("stage", "") if query.get("stage", "") in {one.value for one in Stage} else "",
    )


def line_of(decision: Decision, titles: Mapping[str, str], now: datetime) -> DecisionLine:
    """A decision in a list. titles: those of the tracks, by their codes."""
    result = decision.result
    return DecisionLine(
        decision.reference,
        decision.track,
        titles.get(decision.track, decision.track),
        decision.terms.kind,
        decision.terms.text,
        stage_of(decision, now),
        result.designation if result else None,
        decision.opened,
        decision.closes,
        decision.terms.languages,
    )


def entry_of(one: DecisionLine, *, track: bool = True) -> Entry:
    """A decision in a list, with where it stands."""
    notes: list[Text] = [Text(_standing(one))]
    if track:
        notes.append(Text(verbatim(one.track_title)))
    return Entry(
        t("{reference}: {text}", reference=one.reference, text=in_a_list(one.proposal)),
        path_of(one.reference),
        notes=tuple(notes),
    )


def _standing(one: DecisionLine) -> Phrase:
    if one.stage is Stage.OPEN and one.closes:
        return t("Open until {when}.", when=one.closes)
    if one.result:
        return t("{stage}: {result}", stage=one.stage.label, result=one.result.label)
    return one.stage.label


def titles_of(tx: Tx) -> dict[str, str]:
    """The titles of the tracks, by their codes, closed ones included."""
    return {track.code: track.title for track in tx.get(Tracks).all(closed=True)}


def register_page(tx: Tx, query: Mapping[str, str], number: int, now: datetime) -> Page | None:
    """A page of the register (from 1), or None if there is none of this number."""
    wanted = wanted_of(query)
    titles = titles_of(tx)
    count, part = _found(tx, wanted, titles, number, now)
    if part is None:
        return None
    one = RegisterShown(
        wanted, count, number, part.of,
        tuple(line_of(each, titles, now) for each in part.items),
    )  # fmt: skip
    kept = {
        name: value
        for name, value in (("q", wanted.words), ("track", wanted.track), ("stage", wanted.stage))
        if value
    }
    return Page(
        part.path(PATH),
        t("Decisions"),
        present(
            _search(wanted, tx.get(Tracks).all(closed=True)),
            Text(n("One decision.", "{count} decisions.", count)),
            Listing(tuple(entry_of(each) for each in one.decisions)) if one.decisions else None,
        ),
        facts(one),
        feeds=(atom_feed(t("Decisions as a feed"), "/decisions.atom"),),
        query=kept,
        before=part.before(PATH),
        after=part.after(PATH),
    )


def _found(
    tx: Tx, wanted: Wanted, titles: Mapping[str, str], number: int, now: datetime
) -> tuple[int, Portion[Decision] | None]:
    """How many are wanted, and the portion of this number."""
    tracks, decisions = (wanted.track,) if wanted.track else None, tx.get(Decisions)
    if wanted.words or wanted.stage:
        found = [one for one in decisions.of(tracks) if _is_wanted(one, wanted, titles, now)]
        return len(found), portion(found, number)
    count = decisions.count(tracks)
    return count, portion_read(
        count, number, lambda first, most: decisions.some(tracks, first, most)
    )


def _is_wanted(one: Decision, wanted: Wanted, titles: Mapping[str, str], now: datetime) -> bool:
    if wanted.stage and stage_of(one, now).value != wanted.stage:
        return False
    if not wanted.words:
        return True
    rationale = one.result.rationale if one.result else ""
    words = (
        one.reference,
        *one.terms.proposal.words(),
        *(words for each in one.terms.answers for words in each.words()),
        rationale,
        titles.get(one.track, ""),
    )
    text = "\n".join(words).casefold()
    return all(word in text for word in wanted.words.casefold().split())


def _search(wanted: Wanted, tracks: list[Track]) -> Search:
    every = Choice("", t("all"))
    return Search(
        PATH,
        (
            Field("q", t("Words"), wanted.words),
            Field(
                "track", t("Track"), wanted.track,
                (every, *(Choice(one.code, verbatim(one.title)) for one in tracks)),
            ),
            Field(
                "stage", t("Where it stands"), wanted.stage,
                (every, *(Choice(one.value, one.label) for one in Stage)),
            ),
        ),
        t("Search"),
    )  # fmt: skip
