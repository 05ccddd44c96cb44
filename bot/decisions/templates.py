"""The usual decisions on working modalities, ready to be filled in; /template offers them."""

from bot.conversation.phrases import Phrase, t
from bot.decisions.model import Kind, Secrecy, Terms, Visible

TEMPLATES: dict[str, tuple[Phrase, Terms]] = {
    "rhythm": (
        t("Meeting time and rhythm"),
        Terms(Kind.CONSENSUS, "We meet every … at … UTC."),
    ),
    "language": (
        t("Language of work"),
        Terms(
            Kind.APPROVAL,
            "In which languages do we work?",
            ("English", "French", "Spanish", "Arabic", "Russian", "Chinese"),
        ),
    ),
    "format": (
        t("Format of the output"),
        Terms(
            Kind.CHOICE,
            "Which format shall our output have?",
            ("Report", "Short paper", "Collection of practices"),
        ),
    ),
    "penholder": (
        t("Choice of penholder (secret)"),
        Terms(
            Kind.CHOICE,
            "Who holds the pen?",
            ("…", "… …"),
            secrecy=Secrecy.SECRET,
            visible=Visible.AT_CLOSE,
        ),
    ),
    "adoption": (
        t("Adoption of a draft"),
        Terms(Kind.CONSENSUS, "We adopt the draft “…” of … as our output.", hours=336),
    ),
}
"""The usual decisions on working modalities. The texts are drafts to be changed, in English as the
tracks' texts are."""
