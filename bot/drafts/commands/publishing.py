"""Drafts and their versions: a file is read, what was recognised is shown, then it is published."""

import re
from dataclasses import replace

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.files import SentFile, sent_file
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, Line, Reply, Title, reply
from bot.drafts.arguments import DRAFT
from bot.drafts.life import record, title_of
from bot.drafts.mailing import letter
from bot.drafts.model import Draft, State
from bot.drafts.publishing import make_newest
from bot.drafts.rules import difference
from bot.drafts.store import Drafts, Readings
from bot.drafts.views import difference_lines, name, sizes
from bot.ports import Tx
from bot.tracks.model import Track

LONGEST_TITLE = 120
_MOST_WAITING = 3
_QUOTED = re.compile(r'["“”«](?P<title>[^"“”»]*)["“”»].*', re.DOTALL)


def hand_to_desk(ctx: Context, tx: Tx, file: SentFile, **what: str) -> Reply:
    """Keep a file until the desk has read it. Raises a Refusal if too many of one person wait."""
    readings = tx.get(Readings)
    if readings.of(ctx.speaker.person) >= _MOST_WAITING:
        raise refusal(
            t("I am still reading files of yours. Nothing was changed; send {file} again then.",
              file=file.name),
            private=True,
        )  # fmt: skip
    readings.put(ctx.speaker.person, what, file.name, file.content, ctx.now)
    return reply(t("I read {file}, and tell you in private what I find.", file=file.name))


def _needs_file(asks: str) -> Refusal:
    return refusal(
        t("Reply to this message with the draft as a file: .md, .txt, .docx or .pdf."), asks=asks
    )


@command(
    "draft",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Prepare a draft output from a file"),
    example='draft bpf-cybersecurity "Norms in practice"',
    asks=t("What is its title? Reply with it in quotation marks."),
)
def draft(ctx: Context, tx: Tx, track: Track, title: Rest) -> Reply:
    """Read a file that came with the command, or that it replies to, as a new draft."""
    quoted = _QUOTED.fullmatch(title)
    words = " ".join((quoted["title"] if quoted else title).split())
    if not 0 < len(words) <= LONGEST_TITLE:
        raise refusal(
            t("A title has 1 to {longest} characters. Nothing was changed.", longest=LONGEST_TITLE)
        )
    file = sent_file(ctx)
    if file is None:
        raise _needs_file(f'draft {track.code} "{words}" ')
    return hand_to_desk(ctx, tx, file, **{"for": "draft", "track": track.code, "title": words})


@command(
    "draft",
    of=DRAFT,
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Prepare the next version of a draft from a file"),
    example="draft B2",
    listed=False,
)
def next_version(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """Read a file as the next version of a draft."""
    if draft.state in (State.FINAL, State.WITHDRAWN):
        raise refusal(
            t("{draft} takes no further version. Nothing was changed.", draft=name(draft))
        )
    file = sent_file(ctx)
    if file is None:
        raise _needs_file(f"draft {draft.reference} ")
    return hand_to_desk(ctx, tx, file, **{"for": "version", "draft": str(draft.id)})


@command(
    "publish",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Publish the prepared version of a draft"),
    example="publish B2",
    lasting=True,
)
def publish(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """Give the prepared version its number and its hash, and say so in the track's rooms."""
    version = tx.get(Drafts).prepared(draft)
    if version is None:
        raise refusal(
            t("No version of {draft} waits to be published. Send one with {command}.",
              draft=name(draft), command=Typed(f"draft {draft.reference}"))
        )  # fmt: skip
    if draft.state is State.REPORTED:
        raise refusal(
            t("The report on {draft} is out: {command} publishes the final version.",
              draft=name(draft), command=Typed(f"final {draft.reference}"))
        )  # fmt: skip
    old = tx.get(Drafts).version(draft, draft.version) if draft.version else None
    draft, orphans = make_newest(ctx, tx, draft, version)
    blocks: list[Block] = [
        Title(
            t("{draft}, version {version}, is published.",
              draft=name(draft), version=str(version.number))
        ),
        Line(t("{track}. {sizes}", track=title_of(tx, draft), sizes=sizes(version.sections))),
    ]  # fmt: skip
    if old:
        blocks += difference_lines(difference(old.sections, version.sections))
    blocks.append(Line(t("Its hash: {hash}", hash=version.hash[:16])))
    read = Choice(t("Read"), f"read {draft.reference}")
    said = reply(*blocks, choices=(read,))
    ctx.announce(
        draft.track, said, about=draft.matter, letter=letter(tx, draft, said, ctx.now, text=True)
    )
    if orphans:
        blocks.append(
            Line(t("The paragraphs of these comments are gone: {comments}",
                   comments=tuple(orphans[:50])))
        )  # fmt: skip
    more = () if draft.window else (Choice(t("Open comments"), f"window {draft.reference}"),)
    return reply(*blocks, choices=(read, *more))


@command(
    "drop",
    of=DRAFT,
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Drop a prepared version that is not published"),
    example="drop B2",
    listed=False,
)
def drop(ctx: Context, drafts: Drafts, draft: Draft) -> Reply:
    """Drop the version that waits."""
    if drafts.prepared(draft) is None:
        raise refusal(_nothing_waits(draft))
    drafts.discard(draft)
    return reply(t("Dropped. Nothing was published."))


def _nothing_waits(draft: Draft) -> Phrase:
    return t("No version of {draft} waits. Nothing was changed.", draft=name(draft))


@command(
    "withdraw",
    of=DRAFT,
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Withdraw a draft, with a reason"),
    example="withdraw B2 It was overtaken by events.",
    listed=False,
    asks=t("Why is it withdrawn? Reply with the reason."),
    lasting=True,
)
def withdraw(ctx: Context, tx: Tx, draft: Draft, reason: Rest) -> Reply:
    """End a draft; its comments stay in the record."""
    if draft.state in (State.FINAL, State.WITHDRAWN):
        raise refusal(t("{draft} is over. Nothing was changed.", draft=name(draft)))
    tx.get(Drafts).change(replace(draft, state=State.WITHDRAWN))
    record(tx, draft, "draft.withdrawn", ctx.speaker.pseudonym, ctx.now, reason=reason[:500])
    said = reply(t("{draft} is withdrawn: {reason}", draft=name(draft), reason=reason))
    ctx.announce(draft.track, said, about=draft.matter)
    return said
