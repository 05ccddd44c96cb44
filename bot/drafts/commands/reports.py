"""The closing report, refused while a comment waits, and the final version with it."""

from dataclasses import replace
from typing import Any

from bot.conversation.addresses import address_of
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import n, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, File, Line, Reply, Title, reply
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.drafts.arguments import DRAFT
from bot.drafts.cells import count_commenters
from bot.drafts.charts import chart
from bot.drafts.closing import closing, sealed, written
from bot.drafts.export import as_csv, as_markdown
from bot.drafts.life import editor, published, record, title_of
from bot.drafts.mailing import letter
from bot.drafts.model import Draft, State, Version
from bot.drafts.outreach import answers_block, mailing_block, outreach
from bot.drafts.publishing import make_newest
from bot.drafts.reported import report_of
from bot.drafts.rules import counted, is_open
from bot.drafts.store import Comments, Drafts
from bot.drafts.views import name
from bot.drafts.word_report import as_docx
from bot.ports import Tx
from bot.record.verify import REPORT_WHOLE, canonical, report_digest

_MOST = 40


def _files(report: dict[str, Any], draft: Draft) -> list[File]:
    # Loaded here: its library takes a while, and few ask for a report.
    from bot.conversation.document import MEDIA_TYPE  # noqa: PLC0415

    picture = chart(report)
    description = plain_text(text_of(picture.description, "en")) if picture.description else ""
    stem = f"report-{draft.reference}"
    return [
        File(f"{stem}.md", "text/markdown", as_markdown(report).encode()),
        File(f"{stem}.docx", MEDIA_TYPE, as_docx(report, picture.content, description)),
        File(f"{stem}.csv", "text/csv", as_csv(report).encode()),
        File(f"{stem}.json", "application/json", canonical(report).encode()),
        picture,
    ]


@command(
    "report",
    of=DRAFT,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The closing report on a draft's comments"),
    example="report B2",
    listed=False,
)
def report(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """Make the report once every comment has an answer; from then on no comment is taken."""
    editor(ctx, tx, draft)
    version = published(tx, draft)
    comments = tx.get(Comments).of(draft)
    if draft.state is State.PUBLISHED:
        _check_ready(ctx, draft, [one.reference for one in comments if one.waits])
    is_first = draft.state is State.PUBLISHED
    if is_first:
        draft = _close(ctx, tx, draft, version)
    made = report_of(tx, draft, version, ctx.now)
    files = _files(made, draft)
    if is_first:
        draft = replace(draft, report=report_digest(made))
        tx.get(Drafts).change(draft)
        record(
            tx, draft, "report.closed", ctx.speaker.pseudonym, ctx.now, format=REPORT_WHOLE,
            report=draft.report, comments=len(comments), version=version.number,
        )  # fmt: skip
        said = _announced(draft, len(counted(comments)), files)
        ctx.announce(
            draft.track, said, about=draft.matter, letter=reply(*said.blocks, *answers_block(made))
        )
    return reply(
        Title(t("The closing report on {draft}", draft=name(draft))),
        *_numbers(made),
        *mailing_block(draft, version, made, _address(ctx, draft)),
        *outreach(draft, made, final=False),
        *files,
        choices=(Choice(t("Publish the final version"), f"final {draft.reference}"),)
        if draft.state is State.REPORTED
        else (),
    )


def _close(ctx: Context, tx: Tx, draft: Draft, version: Version) -> Draft:
    """From now on the report stays as it is: what it rests on is kept, authors are sealed."""
    comments = tx.get(Comments)
    for one in comments.of(draft):
        comments.seal(sealed(one))
    people = count_commenters(tx, draft, comments.of(draft), ctx.now)
    kept = closing(title_of(tx, draft), version, people, ctx.now)
    return replace(draft, state=State.REPORTED, closing=written(kept))


def _address(ctx: Context, draft: Draft) -> str:
    return address_of(ctx.settings.public_url, draft.reference)


def _announced(draft: Draft, comments: int, files: list[File]) -> Reply:
    return reply(
        n(
            "The report on {draft} is out: one comment, answered.",
            "The report on {draft} is out: {count} comments, each answered.",
            comments,
            draft=name(draft),
        ),
        files[0],
        with_head=True,
    )


def _numbers(made: dict[str, Any]) -> list[Block]:
    return [
        Line(
            t("{received} received, {late} late.",
              received=made["received"], late=len(made["late"]))
        ),
        Line(t("Its hash in the public record: {hash}", hash=report_digest(made)[:16])),
    ]  # fmt: skip


def _check_ready(ctx: Context, draft: Draft, waiting: list[str]) -> None:
    if draft.window is None:
        raise refusal(
            t("Comments on {draft} were never open. There is nothing to report.", draft=name(draft))
        )
    if is_open(draft, ctx.now):
        raise refusal(
            t("Comments on {draft} are open until {when}. The report is made after that.",
              draft=name(draft), when=draft.window.closes)
        )  # fmt: skip
    if waiting:
        raise refusal(
            n("The report is not made: one comment has no answer.",
              "The report is not made: {count} comments have no answer.", len(waiting)),
            t("They are {comments}.", comments=tuple(waiting[:_MOST])),
            choices=(Choice(t("Answer them"), f"review {draft.reference}"),),
        )  # fmt: skip


@command(
    "final",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Publish the final version of a draft with its report"),
    example="final B2",
    lasting=True,
)
def final(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """Publish the version that waits, or else let the newest be the final one."""
    if draft.state is not State.REPORTED:
        raise refusal(
            t("The final version of {draft} comes after its report.", draft=name(draft)),
            choices=(Choice(t("Closing report"), f"report {draft.reference}"),),
        )
    drafts = tx.get(Drafts)
    waiting = drafts.prepared(draft)
    if waiting:
        draft, _ = make_newest(ctx, tx, draft, waiting)
    version = published(tx, draft)
    draft = replace(draft, state=State.FINAL)
    drafts.change(draft)
    record(
        tx, draft, "draft.final", ctx.speaker.pseudonym, ctx.now,
        version=version.number, text=version.hash, report=draft.report,
    )  # fmt: skip
    made = report_of(tx, draft, version, ctx.now)
    files = _files(made, draft)
    said = reply(
        t("{draft} is final: version {version}, with its report.",
          draft=name(draft), version=str(version.number)),
        files[0],
        choices=(Choice(t("Read"), f"read {draft.reference}"),),
        with_head=True,
    )  # fmt: skip
    ctx.announce(
        draft.track, said, about=draft.matter, letter=letter(tx, draft, said, ctx.now, text=True)
    )
    return reply(
        Title(
            t("{draft} is final: version {version}, with its report.",
              draft=name(draft), version=str(version.number))
        ),
        *mailing_block(draft, version, made, _address(ctx, draft)),
        *outreach(draft, made, final=True),
        *files,
    )  # fmt: skip
