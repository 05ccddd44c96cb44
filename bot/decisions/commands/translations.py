"""Versions of a decision's text and options in other languages, while it is being prepared."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.arguments import Written
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t, verbatim
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, Quote, Reply, Title, reply
from bot.conversation.translate import LANGUAGES, language_name
from bot.decisions.arguments import Draft
from bot.decisions.charter_views import all_versions, languages_lines, lost_lines, title
from bot.decisions.commands.charters import prepared
from bot.decisions.languages import Binding, Translation, ambiguous, lost, missing
from bot.decisions.model import Decision, Terms
from bot.decisions.store import Decisions
from bot.decisions.terms import check_unlike, checked_option, checked_text, only_text
from bot.people.arguments import TextLanguage
from bot.ports import Tx
from bot.tracks.store import Tracks

_OPTION = re.compile(r"option\s+(\d{1,3})\s+(.+)", re.IGNORECASE | re.DOTALL)
_OFF = "off"


@command(
    "translate",
    who=Who.FACILITATOR,
    where=Where.ANYWHERE,
    help=t("Give a text in another language"),
    example='translate 12 fr "Quel jour ?" | mardi | vendredi',
)
def translate(
    ctx: Context, tx: Tx, draft: Draft, language: TextLanguage | None, words: Written | None
) -> Reply:
    """Keep a version, or what is said of it: "text | option | option", "option 2 words", "off" to
    take it out. What is missing is asked for, piece by piece."""
    decision = draft.decision
    if language is None:
        return _which(decision)
    if language == decision.terms.languages.original:
        raise refusal(
            t("{language} is the language of the original.", language=language_name(language)),
            t("If it is another, say so first, for example {command}. Nothing was changed.",
              command=Typed(f"charter {decision.id} language es")),
            private=True,
        )  # fmt: skip
    if words is None:
        return _next_piece(ctx, tx, decision, language)
    version = None if words == _OFF else _given(decision.terms, language, words)
    before = decision.terms.languages
    languages = before.changed(language, version)
    changed = replace(decision, terms=replace(decision.terms, languages=languages))
    wrong = ambiguous(changed.terms.answers, version.options) if version else ""
    if wrong:
        raise refusal(
            t("“{words}” would name two options. Nothing was kept.", words=wrong),
            Quote(words or ""),
            private=True,
        )
    check_unlike([one.words() for one in changed.terms.answers])
    tx.get(Decisions).change(changed)
    if version is None:
        return prepared(ctx, tx, changed, *lost_lines(lost(before, languages)))
    return _next_piece(ctx, tx, changed, language)


def _which(decision: Decision) -> Reply:
    """All versions as they are, and the languages that can be added or changed."""
    terms = decision.terms
    return reply(
        *all_versions(terms),
        *languages_lines(terms),
        t("In which language do you want to give it?"),
        choices=(
            *(
                Choice(verbatim(language_name(code)), f"translate {decision.id} {code}")
                for code in LANGUAGES
                if code != terms.languages.original
            ),
            *(_bindings(decision) if terms.languages.versions else ()),
        ),
        private=True,
    )


def _bindings(decision: Decision) -> tuple[Choice, ...]:
    """What else may bind."""
    labels = {
        Binding.ORIGINAL: t("The original is to bind"),
        Binding.ALL: t("All versions are to bind"),
    }
    return tuple(
        Choice(label, f"charter {decision.id} binding {binding.value}")
        for binding, label in labels.items()
        if binding is not decision.terms.languages.binding
    )


def _given(terms: Terms, code: str, words: str) -> Translation:
    """The version with what was said put in. Raises a Refusal."""
    version = terms.languages.of(code, len(terms.options))
    one = _OPTION.fullmatch(words) if terms.options else None
    if one:
        number = int(one[1])
        if not 1 <= number <= len(terms.options):
            raise refusal(t("There is no option {number}. Nothing was kept.", number=number),
                          Quote(words), private=True)  # fmt: skip
        options = list(version.options)
        options[number - 1] = checked_option(only_text(one[2]))
        return replace(version, options=tuple(options))
    parts = words.split("|") if terms.options else [words]
    text, *options = (only_text(part) for part in parts)
    if options and len(options) != len(terms.options):
        raise refusal(
            t("Options in the original: {count}; here: {given}. Put | between them. "
              "Nothing was kept; here it is back:", count=len(terms.options), given=len(options)),
            Quote(words), private=True,
        )  # fmt: skip
    # What is left empty stays as it is.
    pairs = zip(options, version.options, strict=True) if options else ()
    kept = tuple(checked_option(new) if new else old for new, old in pairs) or version.options
    return Translation(checked_text(text) if text or not options else version.text, kept)


def _next_piece(ctx: Context, tx: Tx, decision: Decision, code: str) -> Reply:
    """The question for what is not translated yet; if nothing is, the whole charter."""
    terms = decision.terms
    place = missing(terms.languages, len(terms.options), code)
    if place is None:
        return prepared(ctx, tx, decision)
    name = language_name(code)
    here = f"translate {decision.id} {code} "
    if place:
        question = t("Option {number} in {language}? Reply with it.", number=place, language=name)
        original, asks = terms.options[place - 1], f"{here}option {place} "
    else:
        question = t("The text in {language}? Reply with it.", language=name)
        original, asks = terms.text, here
    return reply(
        question,
        Quote(original),
        choices=(Choice(t("Show the charter"), f"charter {decision.id} show"),),
        private=True,
        asks=asks,
    )


@command(
    "translations",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("A text in all its languages"),
    example="translations D7",
)
def translations(ctx: Context, tx: Tx, decision: Decision) -> Reply:
    """All versions of what is decided on, and which of them binds."""
    track = tx.get(Tracks).track(decision.track)
    lines: Sequence[Phrase] = languages_lines(decision.terms)
    blocks: list[Block] = [Title(title(decision, track.title if track else decision.track))]
    blocks += all_versions(decision.terms)
    return reply(*blocks, *(lines or (t("There is no version in another language."),)))
