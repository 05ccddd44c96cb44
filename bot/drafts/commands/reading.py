"""Reading: the drafts, a draft by section and paragraph, and the public comments on it."""

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Items, Reply, Title, reply
from bot.drafts.arguments import From, Place
from bot.drafts.cards import listed
from bot.drafts.life import published, quoted, title_of
from bot.drafts.model import Comment, Disposition, Draft, Kind, Standing, State
from bot.drafts.rules import by_place, counted, is_open, section_of
from bot.drafts.store import Comments, Drafts
from bot.drafts.views import line, name, outline, paragraph, section_page
from bot.ports import Tx
from bot.tracks.model import Track

_MOST = 15
_PAGE = 8
_STATUSES = ("answered", "unanswered", "late", "contested")


@command(
    "drafts",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Draft outputs, and on which of them comments are open"),
    example="drafts bpf-cybersecurity",
)
def list_drafts(ctx: Context, drafts: Drafts, track: Track | None) -> Reply:
    """The drafts of a track; without one, of the room's tracks or all. Open ones first."""
    wanted = (track.code,) if track else ctx.place.tracks or None
    hidden = (State.PREPARED, State.WITHDRAWN)
    found = [one for one in drafts.of(wanted) if one.state not in hidden]
    if not found:
        return reply(t("No draft has been published yet."))
    found.sort(key=lambda one: (not is_open(one, ctx.now), -one.id))
    return reply(
        Title(t("Drafts")),
        Items(tuple(line(one, ctx.now) for one in found[:_MOST])),
        choices=tuple(
            Choice(verbatim(one.reference), f"read {one.reference}") for one in found[:8]
        ),
    )


@command(
    "read",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Read a draft: its outline, a section, a paragraph"),
    example="read B2 3.2",
    by_link=True,
)
def read(ctx: Context, tx: Tx, draft: Draft, place: Place | None, first: From | None) -> Reply:
    """The outline; a section, some paragraphs at a time; or one paragraph."""
    version = published(tx, draft)
    word = place.word if place else ""
    quoted(version, word)
    if not word:
        return outline(draft, title_of(tx, draft), version, ctx.now)
    if "." not in word:
        section = version.sections[int(word) - 1]
        return section_page(draft, version, section, first.place if first else 1, ctx.now)
    comments = [one for one in counted(tx.get(Comments).of(draft)) if one.place == word]
    return paragraph(draft, version, word, len(comments), ctx.now)


@command(
    "comments",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The public comments on a draft"),
    example="comments B2 3.2",
    by_link=True,
)
def comments(
    ctx: Context, tx: Tx, draft: Draft, place: Place | None, first: From | None,
    filters: Rest | None,
) -> Reply:  # fmt: skip
    """The comments on a draft by place; words filter them: a kind, answered, unanswered, late."""
    version = published(tx, draft)
    word = place.word if place else ""
    quoted(version, word)
    wanted = (filters or "").casefold().split()
    _check(wanted)
    found = [
        one
        for one in counted(tx.get(Comments).of(draft))
        if _at(one, word) and all(_fits(one, each) for each in wanted)
    ]
    found.sort(key=lambda one: (one.orphaned, by_place(one.place), one.number))
    says = " ".join(["comments", draft.reference, *([word] if word else [])])
    heading: Phrase = t("Comments on {draft}", draft=name(draft))
    if word:
        heading = t("Comments on {draft}, {place}", draft=name(draft), place=word)
    return listed(
        heading, found, first.place if first else 1, _PAGE, says,
        empty=t("There are no such comments.") if wanted or word else t("There are none yet."),
    )  # fmt: skip


def _check(wanted: list[str]) -> None:
    known = [*(kind.value for kind in Kind), *_STATUSES, *(one.value for one in Disposition)]
    for word in wanted:
        if word not in known:
            raise refusal(
                t("I can't filter by {word}. It is one of {words}.",
                  word=word[:40], words=tuple(known))
            )  # fmt: skip


def _at(comment: Comment, place: str) -> bool:
    if not place:
        return True
    return comment.place == place or ("." not in place and section_of(comment.place) == place)


def _fits(comment: Comment, word: str) -> bool:
    match word:
        case "answered":
            return comment.answer is not None
        case "unanswered":
            return comment.standing is Standing.SUBMITTED and comment.answer is None
        case "late":
            return comment.late
        case "contested":
            return bool(comment.contested)
    answered = comment.answer.disposition.value if comment.answer else ""
    return word in (comment.words.kind.value, answered)
