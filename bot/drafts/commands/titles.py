"""The title of a draft in other languages, until comments on it are open."""

from dataclasses import replace

from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Choice, Quote, Reply, Title, reply
from bot.conversation.translate import LANGUAGES, language_name
from bot.drafts.arguments import DRAFT
from bot.drafts.commands.publishing import LONGEST_TITLE
from bot.drafts.life import published, record
from bot.drafts.model import Draft
from bot.drafts.store import Drafts
from bot.drafts.views import all_titles, name
from bot.people.arguments import TextLanguage
from bot.ports import Tx

_OFF = "off"


@command(
    "translate",
    of=DRAFT,
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Give the title of a draft in another language"),
    example='translate B2 fr "Les normes en pratique"',
    listed=False,
)
def translate(
    ctx: Context, tx: Tx, draft: Draft, language: TextLanguage | None, words: Rest | None
) -> Reply:
    """Keep the title in a language, or take it out ("off"); without words, ask for it."""
    if draft.window:
        raise refusal(
            t("Comments on {draft} were opened with the titles it has. Nothing was changed.",
              draft=name(draft)),
            private=True,
        )  # fmt: skip
    if language is None:
        return reply(
            *all_titles(draft),
            t("In which language do you want to give it?"),
            choices=tuple(
                Choice(verbatim(language_name(code)), f"translate {draft.reference} {code}")
                for code in LANGUAGES
            ),
            private=True,
        )
    if words is None:
        return reply(
            t("The text in {language}? Reply with it.", language=language_name(language)),
            Quote(draft.title),
            private=True,
            asks=f"translate {draft.reference} {language} ",
        )
    title = " ".join(words.split())
    if len(title) > LONGEST_TITLE:
        raise refusal(
            t("A title has 1 to {longest} characters. Nothing was changed.", longest=LONGEST_TITLE),
            Quote(title),
            private=True,
        )
    return _kept(ctx, tx, draft, language, "" if title == _OFF else title)


def _kept(ctx: Context, tx: Tx, draft: Draft, language: str, title: str) -> Reply:
    """The draft with a title in a language, or without one (""); all its titles are shown."""
    before = draft.titles.get(language, "")
    others = {code: one for code, one in draft.titles.items() if code != language}
    titles = others | ({language: title} if title else {})
    draft = replace(draft, titles=dict(sorted(titles.items())))
    tx.get(Drafts).change(draft)
    # What is not published yet has no place in the public record.
    if draft.version:
        record(
            tx, draft, "draft.translated", ctx.speaker.pseudonym, ctx.now,
            language=language, title=title,
        )  # fmt: skip
    out = Quote(f"{language_name(language)}: {before}")
    gone = (t("These versions were taken out:"), out) if before and before != title else ()
    return reply(*all_titles(draft), *gone, private=True)


@command(
    "translations",
    of=DRAFT,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The title of a draft in all its languages"),
    example="translations B2",
    listed=False,
)
def translations(ctx: Context, tx: Tx, draft: Draft) -> Reply:
    """All titles of a published draft."""
    published(tx, draft)
    if not draft.titles:
        return reply(Title(name(draft)), t("There is no version in another language."))
    return reply(Title(name(draft)), *all_titles(draft))
