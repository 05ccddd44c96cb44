"""A charter with one of its settings changed, before it opens; the command on charters calls it."""

from dataclasses import replace
from enum import Enum

from bot.conversation.errors import refusal
from bot.conversation.phrases import t
from bot.conversation.translate import LANGUAGES
from bot.decisions.languages import Binding, Languages, with_texts, without_options
from bot.decisions.model import Kind, Secrecy, Terms, Visible
from bot.decisions.terms import (
    check_hours,
    check_unlike,
    checked_options,
    checked_text,
    hours_written,
    only_text,
)


class Setting(Enum):
    """What of a charter can be changed before it opens."""

    SHOW = "show"
    OPEN = "open"
    BALLOTS = "ballots"
    COUNTS = "counts"
    PEOPLE = "people"
    GROUPS = "groups"
    REVIEW = "review"
    TEXT = "text"
    OPTIONS = "options"
    LANGUAGE = "language"
    BINDING = "binding"


def changed(terms: Terms, setting: Setting, value: str) -> Terms:
    """The terms with one setting changed. Raises a Refusal if it can't be so."""
    try:
        if setting in (Setting.TEXT, Setting.OPTIONS, Setting.LANGUAGE, Setting.BINDING):
            return _worded(terms, setting, value)
        return _settled(terms, setting, value)
    except ValueError:
        raise refusal(
            t("{value} is not possible here. Nothing was changed.", value=value[:80] or "?")
        ) from None


def _settled(terms: Terms, setting: Setting, value: str) -> Terms:
    match setting:
        case Setting.OPEN:
            hours = hours_written(value)
            check_hours(terms.kind, hours)
            return replace(terms, hours=hours)
        case Setting.BALLOTS:
            if not terms.options:
                raise refusal(
                    t("Here reasons count, so ballots are open. A poll can be secret."),
                    private=True,
                )
            changed_terms = replace(terms, secrecy=Secrecy(value))
            return replace(changed_terms, visible=changed_terms.shown)
        case Setting.COUNTS:
            if terms.is_secret and Visible(value) is Visible.AFTER_VOTING:
                raise refusal(
                    t("Ballots are secret, so counts are shown at the close: before it they would "
                      "tell who said what. Nothing was changed."),
                    private=True,
                )  # fmt: skip
            return replace(terms, visible=Visible(value))
        case Setting.PEOPLE | Setting.GROUPS | Setting.REVIEW if terms.kind is Kind.SENSE:
            raise refusal(
                t("A sense check has no result, so nothing depends on this. Nothing was changed."),
                private=True,
            )
        case Setting.PEOPLE:
            return replace(terms, people=_number(value, 1, 1000))
        case Setting.GROUPS:
            return replace(terms, groups=_number(value, 0, 5))
        case Setting.REVIEW:
            return replace(terms, review=_number(value, 24, 720))
        case _:
            # What is shown takes no value.
            raise ValueError(value)


def _worded(terms: Terms, setting: Setting, value: str) -> Terms:
    """With other words or languages; versions of words that are gone go with them."""
    languages = terms.languages
    match setting:
        case Setting.TEXT:
            text = checked_text(only_text(value))
            kept = (
                languages if text == terms.text else with_texts(languages, {}, len(terms.options))
            )
            return replace(terms, text=text, languages=kept)
        case Setting.LANGUAGE:
            return replace(terms, languages=_spoken(languages, value))
        case Setting.BINDING:
            return replace(terms, languages=replace(languages, binding=Binding(value)))
        case _:
            if not terms.options:
                raise refusal(
                    t("People say what they think of the text here: there are no options. A poll "
                      "has some. Nothing was changed."),
                    private=True,
                )  # fmt: skip
            options = checked_options([only_text(one) for one in value.split("|")])
            kept = without_options(languages, terms.options, options)
            new = replace(terms, options=options, languages=kept)
            check_unlike([one.words() for one in new.answers])
            return new


def _spoken(languages: Languages, value: str) -> Languages:
    """The languages, if the original is in another than was thought. Raises ValueError."""
    if value not in LANGUAGES or value in languages.versions:
        raise ValueError(value)
    return replace(languages, original=value)


def _number(value: str, least: int, most: int) -> int:
    number = int(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number
