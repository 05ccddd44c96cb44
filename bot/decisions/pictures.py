"""The tally as a picture, for those who would rather look. Drawn only when somebody asks for it."""

from io import BytesIO

from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import File
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.decisions.model import Decision, Tally
from bot.decisions.views import said_names

_COLOURS = ("#2f6f4f", "#b58900", "#7a7f87", "#b03a2e", "#2b5f9e", "#6b4f9e")
_INCHES_WIDE, _INCHES_A_BAR, _DOTS = 6.4, 0.55, 150


def tally_picture(decision: Decision, tally: Tally, title: Phrase, language: str) -> File:
    """A bar for each position or option, with its number; the alternative text says the same."""
    # Loaded here: it takes longer than all else, and few ask for it.
    from matplotlib.figure import Figure  # noqa: PLC0415

    names = [(plain_text(text_of(label, language)), key) for key, label in said_names(decision)]
    counts = [tally.counts.get(key, 0) for _, key in names]
    figure = Figure(
        figsize=(_INCHES_WIDE, 1.1 + _INCHES_A_BAR * len(names)), dpi=_DOTS, layout="constrained"
    )
    axes = figure.subplots()
    bars = axes.barh(
        [name for name, _ in names],
        counts,
        color=[_COLOURS[index % len(_COLOURS)] for index in range(len(names))],
    )
    axes.bar_label(bars, padding=4)
    axes.invert_yaxis()
    axes.set_title(plain_text(text_of(title, language)), loc="left", fontsize=11)
    axes.set_xlim(0, max([*counts, 1]) * 1.15)
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    content = BytesIO()
    figure.savefig(content, format="png")
    spoken = tuple(
        t("{name} {count}", name=name, count=count)
        for (name, _), count in zip(names, counts, strict=True)
    )
    return File(
        f"{decision.reference}.png",
        "image/png",
        content.getvalue(),
        t("{title}: {counts}", title=title, counts=spoken),
    )
