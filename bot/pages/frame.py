"""What stands around every page, and the pages for when there is nothing to show."""

from bot.conversation.phrases import t, verbatim
from bot.pages.blocks import Entry as Point
from bot.pages.blocks import Link, Listing, Page, Text

SITE = verbatim("Intersession")
SKIP = t("Skip to the content")
MENU_NAME = t("Menu")
MENU = (
    Link(t("Tracks"), "/"),
    Link(t("Decisions"), "/decisions"),
    Link(t("Meetings"), "/calendar"),
    Link(t("Drafts"), "/drafts"),
    Link(t("Log of roles"), "/roles"),
    Link(t("Record"), "/head"),
)
WHERE = t("You are here")
PAGES = t("More pages")
BEFORE, AFTER = t("Page before"), t("Next page")
LANGUAGES = t("Languages")
FEEDS = t("To be kept up to date")
FOR_PROGRAMS = t("This page for programs (JSON)")
SAME_NUMBERS = t("The same numbers stand in the table below.")
NAMES = t(
    "People are named here only where they hold a role, chaired a meeting or took an action, and "
    "in approved summaries. Nothing of a reader is kept: no cookies, no scripts."
)


def not_found(path: str) -> Page:
    """What is shown where there is nothing."""
    return Page(
        path,
        t("There is nothing at this address"),
        (
            Text(t("It may be mistyped, or what was here is not public any more.")),
            Text(t("From here you can go on:")),
            Listing(tuple(Point(link.phrase, link.path) for link in MENU)),
        ),
        {"error": "not found"},
    )


def not_allowed(path: str) -> Page:
    """What is shown to who wants to write."""
    return Page(
        path,
        t("These pages can only be read"),
        (Text(t("To take part, write to the bot in Matrix or Telegram.")),),
        {"error": "these pages can only be read"},
    )


def failed(path: str, reference: str) -> Page:
    """What is shown when we failed; the reference stands in the log."""
    return Page(
        path,
        t("Something failed on our side"),
        (
            Text(t("Nothing was changed. Please try again in a minute.")),
            Text(t("Reference {reference}.", reference=reference)),
        ),
        {"error": "failed", "reference": reference},
    )


def busy(path: str) -> Page:
    """What is shown while the database can't be read."""
    return Page(
        path,
        t("The record can't be read now"),
        (Text(t("Nothing is lost. Please try again in a minute.")),),
        {"error": "busy"},
    )
