"""Commenting: words are shown as a comment first, sent by a tap, and then have a receipt."""

from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.files import sent_file
from bot.conversation.phrases import n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Reply, reply
from bot.drafts.arguments import Number, Place
from bot.drafts.cards import preview, receipt
from bot.drafts.commands.publishing import hand_to_desk
from bot.drafts.life import (
    author_of,
    back,
    commenter,
    published,
    quoted,
    record_comment,
    refused,
)
from bot.drafts.model import Anchor, Capacity, Draft, Kind, Shown, Unsent, Words
from bot.drafts.rules import LONGEST_COMMENT, is_late, where_now
from bot.drafts.store import Comments, Drafts
from bot.drafts.views import name, why_not_taken
from bot.people.model import Agreed, Person
from bot.people.moderating import check_suspended
from bot.people.rules import LONGEST_NAME, one_line
from bot.people.store import People
from bot.ports import Tx

_TABLES = (".csv", ".tsv", ".xlsx")


def check_open(ctx: Context, draft: Draft, written: str) -> None:
    """Raises a Refusal that gives the words back unless the draft takes comments."""
    why = why_not_taken(draft, ctx.now)
    if why:
        raise refused(why, written, choices=(Choice(t("All drafts"), "drafts"),))


def check_length(text: str) -> None:
    """Raises a Refusal that gives the words back if they are too many for a message."""
    if len(text) > LONGEST_COMMENT:
        raise refused(
            n(
                "A comment in a message has at most one character. Nothing was kept; send a "
                "longer one as a file.",
                "A comment in a message has at most {count} characters. Nothing was kept; send a "
                "longer one as a file.",
                LONGEST_COMMENT,
            ),
            text,
        )


@command(
    "comment",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Comment on a draft"),
    example="comment B2 3.2 Islands are forgotten here.",
    takes_part=True,
)
def comment(ctx: Context, tx: Tx, draft: Draft, place: Place | None, text: Rest | None) -> Reply:
    """Show a comment before it is sent; a long one, or many in a table, come as a file."""
    word, written = (place.word if place else ""), (text or "").strip()
    check_open(ctx, draft, written)
    version = published(tx, draft)
    quote = quoted(version, word, written)
    file = sent_file(ctx)
    if file and PurePosixPath(file.name.lower()).suffix in _TABLES:
        commenter(ctx, tx, "coc agree", None, t("Then send the file again; it was not taken yet."))
        return replace(
            hand_to_desk(ctx, tx, file, **{"for": "table", "draft": str(draft.id)}), private=True
        )
    if file:
        answer = hand_to_desk(
            ctx, tx, file, **{"for": "comment", "draft": str(draft.id), "place": word}
        )
        return replace(answer, private=True)
    if not written:
        raise _ask(draft, word)
    check_length(written)
    unsent = Unsent(
        0, draft.id, ctx.speaker.person, version.number, Anchor(word, quote),
        Words(written), ctx.now,
    )  # fmt: skip
    return preview(draft, tx.get(Comments).begin(unsent))


def _ask(draft: Draft, place: str) -> Refusal:
    if place:
        return refusal(
            t("What is your comment on paragraph {place} of {draft}? Reply with it.",
              place=place, draft=name(draft)),
            private=True, asks=f"comment {draft.reference} {place} ",
        )  # fmt: skip
    return refusal(
        t("What is your comment on {draft}? Reply with it; a number such as {example} before it "
          "says which paragraph it is about.", draft=name(draft), example="3.2"),
        choices=(Choice(t("Show the paragraphs"), f"read {draft.reference}"),),
        private=True, asks=f"comment {draft.reference} ",
    )  # fmt: skip


def _own(ctx: Context, tx: Tx, number: Number) -> tuple[Draft, Unsent]:
    """The speaker's comment that is not sent. Raises a Refusal if it is not there any more."""
    unsent = tx.get(Comments).unsent(number.value)
    draft = tx.get(Drafts).numbered(unsent.draft) if unsent else None
    if unsent is None or draft is None or unsent.person != ctx.speaker.person:
        raise refusal(
            t("That comment is not waiting to be sent: it was sent or discarded."),
            choices=(Choice(t("My comments"), "mycomments"),),
            private=True,
        )
    return draft, unsent


@command(
    "comment submit",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Send the comment that was shown"),
    example="comment submit 12",
    listed=False,
)
def submit(ctx: Context, tx: Tx, number: Number, agreed: Agreed | None) -> Reply:
    """Give a comment its number; its author is told what happens next."""
    draft, unsent = _own(ctx, tx, number)
    says = f"comment submit {unsent.id} {Agreed.AGREE.value}"
    person = commenter(ctx, tx, says, agreed)
    check_open(ctx, draft, unsent.words.text)
    check_suspended(tx, ctx, draft.track)
    return receive(ctx, tx, draft, unsent, person)


def receive(ctx: Context, tx: Tx, draft: Draft, unsent: Unsent, person: Person) -> Reply:
    """Keep a comment, and give its receipt."""
    comments, words = tx.get(Comments), unsent.words
    if draft.window is None:
        raise LookupError("a draft that takes comments has a window")
    again = "" if unsent.sender else comments.repeated(
        draft, person.id, unsent.anchor.place, words.text)  # fmt: skip
    if again:
        comments.discard(unsent.id)
        return reply(
            t("You sent this already: {reference}. It is counted once.", reference=again),
            choices=(Choice(t("My comments"), "mycomments"),),
            private=True,
        )
    grace = timedelta(minutes=ctx.settings.comment_grace_minutes)
    late = is_late(draft.window, unsent.begun, ctx.now, grace)
    # A new version may have come out since the comment was shown.
    place = where_now([unsent.anchor], published(tx, draft).sections)[unsent.anchor]
    author = author_of(person, unsent, ctx.speaker.language)
    received = ctx.now.replace(microsecond=0)
    kept = comments.submit(draft, unsent, author, received, place, late=late)
    record_comment(tx, draft, kept, "received", ctx.now)
    return receipt(draft, kept, ctx.now)


@command(
    "comment as",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say of which kind your comment is, and how you are shown"),
    example="comment as 12 editorial",
    listed=False,
)
def set_as(ctx: Context, tx: Tx, number: Number, word: Word) -> Reply:
    """Change what is asked of a comment before it is sent."""
    draft, unsent = _own(ctx, tx, number)
    words = _with(unsent.words, word)
    needs = words.capacity is Capacity.ORGANISATION or words.shown is Shown.ORGANISATION
    person = None if unsent.sender else tx.get(People).person(ctx.speaker.person)
    organisation = person.organisation if person else unsent.organisation
    if needs and not organisation:
        raise refusal(
            t("Which organisation do you speak for? Reply with its name."),
            choices=(Choice(t("Back to the comment"), f"comment as {unsent.id} personal"),),
            private=True, asks=f"comment for {unsent.id} {word} ",
        )  # fmt: skip
    changed = replace(unsent, words=words)
    tx.get(Comments).change_unsent(changed)
    return preview(draft, changed)


@command(
    "comment for",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Say for which organisation you comment"),
    example='comment for 12 organisation "Internet Society Kenya"',
    asks=t("Which organisation do you speak for? Reply with its name."),
    listed=False,
)
def set_for(ctx: Context, tx: Tx, number: Number, word: Word, organisation: Rest) -> Reply:
    """Name the organisation (of the speaker, or of whom a rapporteur enters a comment for)."""
    draft, unsent = _own(ctx, tx, number)
    called = one_line(organisation)
    if not 0 < len(called) <= LONGEST_NAME:
        raise refused(t("A name has 1 to {longest} characters. Nothing was changed.",
                        longest=LONGEST_NAME), organisation)  # fmt: skip
    changed = replace(unsent, words=_with(unsent.words, word))
    if unsent.sender:
        changed = replace(changed, organisation=called)
    else:
        tx.get(People).set_organisation(ctx.speaker.person, called)
    tx.get(Comments).change_unsent(changed)
    return preview(draft, changed)


def _with(words: Words, word: str) -> Words:
    for kind in Kind:
        if kind.value == word:
            return replace(words, kind=kind)
    for capacity in Capacity:
        if capacity.value == word:
            return replace(words, capacity=capacity)
    for shown in Shown:
        if shown.value == word:
            return replace(words, shown=shown)
    raise refusal(t("I do not know {word} here. Nothing was changed.", word=word[:40]))


@command(
    "comment wording",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Propose a wording with your comment"),
    example="comment wording 12 Norms reach islands too.",
    asks=t("How should it read? Reply with the wording you propose."),
    listed=False,
)
def wording(ctx: Context, tx: Tx, number: Number, text: Rest) -> Reply:
    """Add a proposed wording before it is sent."""
    draft, unsent = _own(ctx, tx, number)
    check_length(text)
    changed = replace(unsent, words=replace(unsent.words, proposal=text))
    tx.get(Comments).change_unsent(changed)
    return preview(draft, changed)


@command(
    "comment discard",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Discard the comment that was shown"),
    example="comment discard 12",
    listed=False,
)
def discard(ctx: Context, tx: Tx, number: Number) -> Reply:
    """Drop a comment that was not sent."""
    _, unsent = _own(ctx, tx, number)
    tx.get(Comments).discard(unsent.id)
    return reply(
        t("Discarded. Nothing was sent. Here it is back:"), *back(unsent.words.text), private=True
    )


@command(
    "enter",
    who=Who.RAPPORTEUR,
    where=Where.ANYWHERE,
    help=t("Enter a comment that came by e-mail, with its sender's name"),
    example='enter B2 3.2 "Wanjiru N." Islands are forgotten here.',
    asks=t("Whose comment is it, and what does it say? Reply with the name in quotation marks "
           "and the text."),
)  # fmt: skip
def enter(
    ctx: Context, tx: Tx, draft: Draft, place: Place | None, sender: Word, text: Rest
) -> Reply:
    """Show a comment of somebody without an account here, before it is kept."""
    check_open(ctx, draft, text)
    version = published(tx, draft)
    word = place.word if place else ""
    quote = quoted(version, word, text)
    check_length(text)
    unsent = Unsent(
        0, draft.id, ctx.speaker.person, version.number, Anchor(word, quote), Words(text),
        ctx.now, " ".join(sender.split())[:80],
    )  # fmt: skip
    return preview(draft, tx.get(Comments).begin(unsent))
