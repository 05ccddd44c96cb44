"""What is done with a file once it was read, in a transaction of its own. The desk calls it.

Who sent it is told in private: what was recognised, or in one sentence why it can't be read.
"""

from collections.abc import Iterator
from datetime import timedelta

from bot.conversation.context import Occasion
from bot.conversation.phrases import Phrase, n, t
from bot.conversation.reply import Block, Items, Line, Reply, Title, reply
from bot.drafts.cards import preview
from bot.drafts.life import author_of, record_comment
from bot.drafts.model import Anchor, Capacity, Draft, Kind, Shown, State, Unsent, Words
from bot.drafts.publishing import would_orphan
from bot.drafts.reading.outcome import Block as Read
from bot.drafts.reading.outcome import Outcome, Trouble, Want
from bot.drafts.rules import (
    LONGEST_FILE_COMMENT,
    MOST_AT_ONCE,
    difference,
    is_late,
    numbered,
    places,
    takes_comments,
    version_hash,
)
from bot.drafts.store import Comments, Drafts, Waiting
from bot.drafts.views import name, recognised
from bot.people.model import Grant, Person, Role
from bot.people.store import People, Roles
from bot.ports import Tx

COLUMNS = ("paragraph", "comment", "kind", "proposal", "capacity", "show", "name", "organisation")
"""The columns of a table of comments; only "comment" is needed, the last two are a rapporteur's."""
_TROUBLES = {
    Trouble.OTHER_KIND: t("It has to be .md, .txt, .docx or .pdf; a table .csv or .xlsx."),
    Trouble.NOT_ITS_NAME: t("Inside it is something else than its name says."),
    Trouble.OLD_WORD: t("I can't read this format. Save it as .docx or .pdf and send it again."),
    Trouble.ENCRYPTED: t("It is encrypted. Save it without a password and send it again."),
    Trouble.MACROS: t("It contains macros, which are never run. Save it without them."),
    Trouble.BOMB: t("It unfolds to far more than a draft can be, so it was not opened."),
    Trouble.BROKEN: t("It is damaged or incomplete. Save it anew and send it again."),
    Trouble.NO_TEXT: t("There is no text in it; perhaps it holds pictures of pages only."),
    Trouble.TOO_MANY_PAGES: t("It has more than 1,000 pages."),
    Trouble.TOO_LONG: t("Its text is far longer than a draft can be."),
    Trouble.TOO_SLOW: t("Reading it took too long, so it was stopped."),
}


def want_of(what: dict[str, str]) -> Want:
    """As what a file is to be read."""
    return Want.TABLE if what["for"] == "table" else Want.DOCUMENT


def take(tx: Tx, occasion: Occasion, waiting: Waiting, outcome: Outcome) -> None:
    """Do what the file was sent for, and tell who sent it."""
    person = tx.get(People).person(waiting.person)
    if person is None:
        return
    if outcome.trouble:
        occasion.tell(person.id, unread(waiting.name, outcome.trouble))
        return
    match waiting.what["for"]:
        case "draft":
            answer = _new_draft(tx, waiting, outcome)
        case "version":
            answer = _new_version(tx, waiting, outcome)
        case "comment":
            answer = _long_comment(tx, person, waiting, outcome)
        case _:
            answer = _many_comments(tx, occasion, person, waiting, outcome)
    occasion.tell(person.id, answer)


def unread(file: str, trouble: Trouble) -> Reply:
    """What is said of a file that can't be read."""
    return reply(t("{file} was not taken. {why}", file=file, why=_TROUBLES[trouble]), private=True)


def _new_draft(tx: Tx, waiting: Waiting, outcome: Outcome) -> Reply:
    draft = tx.get(Drafts).begin(waiting.what["track"], waiting.what["title"], waiting.person)
    return _prepare(tx, draft, waiting, outcome)


def _new_version(tx: Tx, waiting: Waiting, outcome: Outcome) -> Reply:
    draft = tx.get(Drafts).numbered(int(waiting.what["draft"]))
    if draft is None or draft.state in (State.FINAL, State.WITHDRAWN):
        return _gone(waiting)
    return _prepare(tx, draft, waiting, outcome)


def _gone(waiting: Waiting) -> Reply:
    return reply(
        t("{file} was not taken. That draft takes nothing any more.", file=waiting.name),
        private=True,
    )


def _prepare(tx: Tx, draft: Draft, waiting: Waiting, outcome: Outcome) -> Reply:
    drafts = tx.get(Drafts)
    sections = numbered(_pieces(outcome.blocks), draft.title)
    before = drafts.version(draft, draft.version) if draft.version else None
    version = drafts.prepare(draft, sections, version_hash(sections), waiting.name)
    if before is None:
        return recognised(draft, version, None, [])
    if before.hash == version.hash:
        drafts.discard(draft)
        return reply(
            t("{file} says the same as version {version} of {draft}. Nothing was changed.",
              file=waiting.name, version=str(before.number), draft=name(draft)),
            private=True,
        )  # fmt: skip
    found = difference(before.sections, sections)
    return recognised(draft, version, found, would_orphan(tx, draft, version))


def _pieces(blocks: tuple[Read, ...]) -> Iterator[tuple[str, str, int]]:
    return ((one.kind, one.text, one.level) for one in blocks)


def _open(tx: Tx, waiting: Waiting) -> Draft | None:
    """The draft that a comment is about, if it took comments when the file came."""
    draft = tx.get(Drafts).numbered(int(waiting.what["draft"]))
    return draft if draft and takes_comments(draft, waiting.received) else None


def _long_comment(tx: Tx, person: Person, waiting: Waiting, outcome: Outcome) -> Reply:
    draft = _open(tx, waiting)
    version = tx.get(Drafts).version(draft, draft.version) if draft else None
    if draft is None or version is None:
        return _gone(waiting)
    text = "\n\n".join(one.text for one in outcome.blocks)
    if len(text) > LONGEST_FILE_COMMENT:
        return reply(
            n(
                "{file} was not taken. A comment has at most one character.",
                "{file} was not taken. A comment has at most {count} characters.",
                LONGEST_FILE_COMMENT,
                file=waiting.name,
            ),
            private=True,
        )
    place = waiting.what["place"]
    anchor = Anchor(place, places(version.sections).get(place, ""))
    unsent = Unsent(
        0, draft.id, person.id, version.number, anchor, Words(text), waiting.received
    )  # fmt: skip
    return preview(draft, tx.get(Comments).begin(unsent))


def _many_comments(
    tx: Tx, occasion: Occasion, person: Person, waiting: Waiting, outcome: Outcome
) -> Reply:
    draft = _open(tx, waiting)
    if draft is None:
        return _gone(waiting)
    head, *rows = outcome.rows
    columns = [cell.casefold() for cell in head]
    if "comment" not in columns:
        return reply(
            t("{file} was not taken. Its first line has to name the columns: {columns}.",
              file=waiting.name, columns=COLUMNS),
            private=True,
        )  # fmt: skip
    kept: list[Phrase] = []
    refused: list[Phrase] = []
    for number, row in enumerate(rows, 2):
        cells = {key: cell for key, cell in zip(columns, row, strict=False) if cell}
        if not cells:
            continue
        if len(kept) >= MOST_AT_ONCE:
            refused.append(t("line {line}: too many at once", line=str(number)))
            continue
        found = _one_of_many(tx, occasion, person, draft, waiting, cells)
        if isinstance(found, str):
            kept.append(t("line {line}: {reference}", line=str(number), reference=found))
        else:
            refused.append(t("line {line}: {why}", line=str(number), why=found))
    return _acknowledged(draft, waiting, kept, refused)


def _acknowledged(
    draft: Draft, waiting: Waiting, kept: list[Phrase], refused: list[Phrase]
) -> Reply:
    blocks: list[Block] = [
        Title(t("{file} on {draft}", file=waiting.name, draft=name(draft))),
        Line(n("One comment was received.", "{count} comments were received.", len(kept))),
    ]
    if kept:
        blocks.append(Items(tuple(kept)))
    if refused:
        blocks.append(Line(n("One line was not taken:", "{count} lines were not taken:",
                             len(refused))))  # fmt: skip
        blocks.append(Items(tuple(refused)))
    return reply(*blocks, private=True)


def _one_of_many(
    tx: Tx,
    occasion: Occasion,
    person: Person,
    draft: Draft,
    waiting: Waiting,
    cells: dict[str, str],
) -> str | Phrase:
    """The reference of a comment that was kept, or why a line was not taken."""
    comments, version = tx.get(Comments), tx.get(Drafts).version(draft, draft.version)
    text = cells.get("comment", "")
    place = cells.get("paragraph", "")
    if version is None or draft.window is None:
        raise LookupError("a draft that takes comments has a version and a window")
    here = places(version.sections)
    words = _words_of(cells)
    may_enter = Grant(Role.RAPPORTEUR) in tx.get(Roles).of(person.id)
    if not text:
        return t("no comment in it")
    if len(text) > LONGEST_FILE_COMMENT:
        return t("too long")
    if place and place not in here:
        return t("there is no paragraph {place}", place=place[:20])
    if isinstance(words, Phrase):
        return words
    if "name" in cells and not may_enter:
        return t("only a rapporteur enters comments for others")
    needs = words.shown is Shown.ORGANISATION or words.capacity is Capacity.ORGANISATION
    sender = cells.get("name", "")
    if needs and not (cells.get("organisation") if sender else person.organisation):
        return t("no organisation is known")
    anchor = Anchor(place, here.get(place, ""))
    if not sender and comments.repeated(draft, person.id, place, text):
        return t("you sent this before")
    unsent = comments.begin(
        Unsent(0, draft.id, person.id, version.number, anchor, words, waiting.received, sender,
               cells.get("organisation", "") if sender else "")
    )  # fmt: skip
    late = is_late(draft.window, waiting.received, waiting.received, timedelta())
    author = author_of(person, unsent, person.language)
    kept = comments.submit(draft, unsent, author, waiting.received, (place, False), late=late)
    record_comment(tx, draft, kept, "received", occasion.now)
    return kept.reference


def _words_of(cells: dict[str, str]) -> Words | Phrase:
    """The words of a line, or what is not understood in it."""
    try:
        return Words(
            cells.get("comment", ""),
            Kind(cells.get("kind", Kind.GENERAL.value).casefold()),
            cells.get("proposal", ""),
            Capacity(cells.get("capacity", Capacity.PERSONAL.value).casefold()),
            Shown(cells.get("show", Shown.NAMED.value).casefold()),
        )
    except ValueError as wrong:
        return t("I do not know {word} here", word=str(wrong).split(" is not")[0].strip("'\"")[:40])
