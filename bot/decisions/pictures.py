"""The tally as a picture, for those who would rather look. Drawn only when somebody asks for it."""

from collections.abc import Mapping
from io import BytesIO

from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import File
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.decisions.ballot_views import counted, said_names
from bot.decisions.model import Decision
from bot.decisions.rules import Evaluation
from bot.decisions.views import cell_names, group_heading, group_names

_COLOURS = ("#2f6f4f", "#b58900", "#7a7f87", "#b03a2e", "#2b5f9e", "#6b4f9e")
_INCHES_WIDE, _INCHES_A_BAR, _INCHES_A_TITLE, _DOTS = 6.4, 0.5, 0.9, 150


def tally_picture(decision: Decision, found: Evaluation, title: Phrase, language: str) -> File:
    """A bar for each position or option, and one for each group as far as groups may be shown; the
    alternative text says the same."""
    # Loaded here: it takes longer than all else, and few ask for it.
    from matplotlib.figure import Figure  # noqa: PLC0415

    def said(phrase: Phrase) -> str:
        return plain_text(text_of(phrase, language))

    totals = [(said(label), found.tally.counts.get(key, 0)) for key, label in said_names(decision)]
    amounts = [counted(decision, count) for _, count in totals]
    groups = {said(name): row for name, row in group_names(found.by_group)}
    heights = [_INCHES_A_TITLE + _INCHES_A_BAR * len(bars) for bars in (totals, groups) if bars]
    figure = Figure(figsize=(_INCHES_WIDE, sum(heights)), dpi=_DOTS, layout="constrained")
    axes = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    bars = axes[0].barh(
        [name for name, _ in totals],
        [count for _, count in totals],
        color=[_COLOURS[place % len(_COLOURS)] for place in range(len(totals))],
    )
    labels = [said(one) if isinstance(one, Phrase) else str(one) for one in amounts]
    axes[0].bar_label(bars, labels, padding=4)
    axes[0].set_title(said(title), loc="left", fontsize=11)
    if groups:
        names = {key: said(label) for key, label in cell_names(decision)}
        _draw_groups(axes[1], groups, names)
        axes[1].set_title(said(group_heading(found)), loc="left", fontsize=10)
    for one in axes:
        one.invert_yaxis()
        one.margins(x=0.15)
        one.xaxis.set_visible(False)
        one.spines[["top", "right", "bottom"]].set_visible(False)
    content = BytesIO()
    figure.savefig(content, format="png")
    spoken = tuple(
        t("{name} {count}", name=name, count=count)
        for (name, _), count in zip(totals, amounts, strict=True)
    )
    description = t("{title}: {counts}", title=title, counts=spoken)
    return File(f"{decision.reference}.png", "image/png", content.getvalue(), description)


def _draw_groups(
    axes: object, groups: Mapping[str, Mapping[str, int]], names: Mapping[str, str]
) -> None:
    """A bar a group, in pieces by what was said."""
    begun = dict.fromkeys(groups, 0)
    for place, key in enumerate(next(iter(groups.values()))):
        counts = [row[key] for row in groups.values()]
        pieces = axes.barh(  # type: ignore[attr-defined]
            list(groups),
            counts,
            left=list(begun.values()),
            color=_COLOURS[place % len(_COLOURS)] if key else "#d5d8dd",
            label=names[key],
        )
        ink = "white" if key else "black"
        axes.bar_label(pieces, label_type="center", color=ink)  # type: ignore[attr-defined]
        begun = {name: begun[name] + row[key] for name, row in groups.items()}
    axes.legend(  # type: ignore[attr-defined]
        loc="upper left", bbox_to_anchor=(0, 0), ncols=2, fontsize=8, frameon=False
    )
