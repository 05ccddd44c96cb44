"""The steps that several commands and chores take: the record, what comes back, who may do what.

Each step is written into the journal with the hash of the step before it on the same draft.
"""

import re
from datetime import datetime

from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import Block, Choice, File, Quote, Title
from bot.drafts.model import Author, Comment, Draft, Section, Shown, State, Unsent, Version, Words
from bot.drafts.rules import nearest_places, places
from bot.drafts.store import Drafts
from bot.people.model import Agreed, Grant, Person, Role
from bot.people.rules import has_acknowledged
from bot.people.store import People, Roles
from bot.people.views import conduct_blocks
from bot.ports import Tx
from bot.record.store import Journal
from bot.record.verify import FIRST, canonical, digest
from bot.tracks.store import Tracks

_LONGEST_QUOTE = 1_500
_ID = re.compile(r"@\S+:\S|\S@[\w-]+\.\w|^\W*\d{5,}\W*$")
SOMEBODY = "somebody"
"""Who acts, in the public record, where a pseudonym would tell who an anonymous author is."""


def record(tx: Tx, draft: Draft, act: str, by: str, now: datetime, **data: str | int) -> None:
    """Write a step into the journal. It names the draft's step before it, so that the steps of one
    draft are a chain of their own."""
    drafts = tx.get(Drafts)
    entry = tx.get(Journal).add(
        act, by, now, draft=draft.reference, track=draft.track,
        previous=drafts.last_entry(draft) or FIRST, **data,
    )  # fmt: skip
    drafts.add_entry(draft, entry)


def record_comment(tx: Tx, draft: Draft, comment: Comment, event: str, now: datetime) -> None:
    """Write into the journal what an author did with a comment, with the hash of its words."""
    by = comment.author.pseudonym if comment.words.shown is Shown.NAMED else SOMEBODY
    record(
        tx, draft, f"comment.{event}", by, now,
        comment=comment.reference, words=words_hash(comment.words),
    )  # fmt: skip


def words_hash(words: Words) -> str:
    """The hash of what a comment says."""
    return digest(
        canonical({"text": words.text, "kind": words.kind.value, "proposal": words.proposal})
    )


def title_of(tx: Tx, draft: Draft) -> str:
    """The title of a draft's track."""
    track = tx.get(Tracks).track(draft.track)
    return track.title if track else draft.track


def published(tx: Tx, draft: Draft) -> Version:
    """The newest published version. Raises a Refusal if there is none."""
    version = tx.get(Drafts).version(draft, draft.version) if draft.version else None
    if draft.state is State.WITHDRAWN:
        raise refusal(t("{reference} was withdrawn.", reference=draft.reference))
    if version is None:
        raise refusal(t("{reference} is not published yet.", reference=draft.reference))
    return version


def quoted(version: Version, place: str, written: str = "") -> str:
    """The text at a place ("" for the whole draft). Raises a Refusal with the nearest places; what
    was written comes back with them."""
    if not place:
        return ""
    text = places(version.sections).get(place)
    if text is None:
        raise _no_such_place(version.sections, place, written)
    return text


def _no_such_place(sections: tuple[Section, ...], place: str, written: str) -> Refusal:
    near = nearest_places(place, sections)
    here = places(sections)
    kept = (t("Nothing was kept."),) if written else ()
    return refusal(
        t("There is no paragraph {place}. The nearest:", place=place),
        *(
            Quote(f"{one}  {here[one][:200]}") for one in near
        ),
        *kept,
        *back(written),
        private=True,
    )  # fmt: skip


def back(written: str) -> tuple[Block, ...]:
    """What somebody wrote, as it comes back to them: quoted, or as a file if it is long."""
    if not written:
        return ()
    if len(written) <= _LONGEST_QUOTE:
        return (Quote(written),)
    return (File("your-words.txt", "text/plain", written.encode("utf-8", "replace")),)


def refused(phrase: Phrase, written: str = "", *, choices: tuple[Choice, ...] = ()) -> Refusal:
    """A refusal in private that gives back what was written."""
    words = (t("Here it is back:"),) if written else ()
    return refusal(phrase, *words, *back(written), choices=choices, private=True)


def editor(ctx: Context, tx: Tx, draft: Draft) -> None:
    """Raises a Refusal unless the speaker is a facilitator of the track or a rapporteur."""
    mine = tx.get(Roles).of(ctx.speaker.person)
    if Grant(Role.FACILITATOR, draft.track) not in mine and Grant(Role.RAPPORTEUR) not in mine:
        raise refusal(t("This is for the facilitators of the track and for rapporteurs."))


def facilitators(tx: Tx, draft: Draft) -> list[Person]:
    """The facilitators of a draft's track."""
    return tx.get(Roles).holders(Role.FACILITATOR, draft.track)


def commenter(
    ctx: Context, tx: Tx, says: str, agreed: Agreed | None = None, *more: Phrase
) -> Person:
    """Who speaks, having acknowledged the Code of Conduct. Raises a Refusal that shows it; says is
    the command of its button, more what is to be done after it."""
    people = tx.get(People)
    version = ctx.settings.conduct_version
    if agreed:
        people.acknowledge(ctx.speaker.person, version, ctx.now)
    person = people.person(ctx.speaker.person)
    if person is None or not has_acknowledged(person, version):
        raise refusal(
            Title(t("Before your first comment: the Code of Conduct, in short.")),
            *conduct_blocks(ctx.settings),
            *more,
            choices=(Choice(Agreed.AGREE.label, says),),
            private=True,
        )
    return person


def author_of(person: Person, unsent: Unsent, language: str) -> Author:
    """Who a comment is by, as it is kept with it."""
    if unsent.sender:
        return Author(
            person.id, person.pseudonym, unsent.sender, unsent.organisation,
            language=language, sender=unsent.sender,
        )  # fmt: skip
    return Author(
        person.id,
        person.pseudonym,
        public_name(person),
        person.organisation,
        person.group.value if person.group else "",
        person.region.value if person.region else "",
        language,
    )


def public_name(person: Person) -> str:
    """The name that a comment may carry out of the system: never what is the id of an account."""
    return person.pseudonym if _ID.search(person.name) else person.name
