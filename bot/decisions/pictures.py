"""The tally as a picture, for those who would rather look. Drawn only when somebody asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import File
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text
from bot.decisions.ballot_views import counted, said_names
from bot.decisions.fonts import OWN, drawn, families
from bot.decisions.model import Decision
from bot.decisions.rules import Evaluation
from bot.decisions.views import cell_names, group_heading, group_names

_COLOURS = ("#2f6f4f", "#b58900", "#7a7f87", "#b03a2e", "#2b5f9e", "#6b4f9e")
_INCHES_WIDE, _INCHES_A_BAR, _INCHES_A_TITLE, _DOTS = 6.4, 0.5, 0.9, 150
_LONGEST = 36


@dataclass(slots=True)
class _Lettering:
    """What is written into a picture, and the fonts that this needs."""

    language: str
    fonts: list[str] = field(default_factory=lambda: [OWN])

    def written(self, phrase: Phrase, otherwise: str, most: int = 90) -> str:
        """A phrase in the picture's language, or in English where no font here can write that; if
        none can write somebody's words either, what stands for them."""
        for language in (self.language, "en"):
            text = drawn(plain_text(text_of(phrase, language)))
            text = text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
            found = families(text)
            if found is not None:
                self.fonts += [one for one in found if one not in self.fonts]
                return text
        return otherwise


def tally_picture(decision: Decision, found: Evaluation, title: Phrase, language: str) -> File:
    """A bar for each position or option, and one for each group as far as groups may be shown; the
    alternative text says the same, and says it in full."""
    # Loaded here: it takes longer than all else, and few ask for it.
    from matplotlib import rc_context  # noqa: PLC0415

    counts = [(label, found.tally.counts.get(key, 0)) for key, label in said_names(decision)]
    amounts = [counted(decision, count) for _, count in counts]
    lettering = _Lettering(language)
    totals = _Totals(
        lettering.written(title, decision.reference),
        tuple(
            lettering.written(label, str(number), _LONGEST)
            for number, (label, _) in enumerate(counts, 1)
        ),
        tuple(count for _, count in counts),
        tuple(
            lettering.written(one, "") if isinstance(one, Phrase) else str(one) for one in amounts
        ),
    )
    groups = _groups(decision, found, lettering)
    # Words are words: what stands between two dollars is no formula.
    with rc_context({"font.family": lettering.fonts, "text.parse_math": False}):
        content = _picture(totals, groups)
    spoken = tuple(
        t("{name} {count}", name=name, count=count)
        for (name, _), count in zip(counts, amounts, strict=True)
    )
    description = t("{title}: {counts}", title=title, counts=spoken)
    return File(f"{decision.reference}.png", "image/png", content, description)


@dataclass(frozen=True, slots=True)
class _Totals:
    """The bars of all together: their names, lengths, and what is written beside them."""

    title: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Groups:
    """The bars of the groups: their names, and their pieces by what was said."""

    title: str
    names: tuple[str, ...]
    rows: tuple[Mapping[str, int], ...]
    pieces: Mapping[str, str]


def _groups(decision: Decision, found: Evaluation, lettering: _Lettering) -> _Groups | None:
    groups = list(group_names(found.by_group))
    if not groups:
        return None
    return _Groups(
        lettering.written(group_heading(found), ""),
        tuple(lettering.written(name, "", _LONGEST) for name, _ in groups),
        tuple(row for _, row in groups),
        {
            key: lettering.written(label, str(number), _LONGEST)
            for number, (key, label) in enumerate(cell_names(decision), 1)
        },
    )


def _picture(totals: _Totals, groups: _Groups | None) -> bytes:
    from matplotlib.figure import Figure  # noqa: PLC0415

    lengths = [len(one.names) for one in (totals, groups) if one]
    heights = [_INCHES_A_TITLE + _INCHES_A_BAR * length for length in lengths]
    figure = Figure(figsize=(_INCHES_WIDE, sum(heights)), dpi=_DOTS, layout="constrained")
    axes = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
    bars = axes[0].barh(
        range(len(totals.names)),
        totals.counts,
        color=[_COLOURS[place % len(_COLOURS)] for place in range(len(totals.names))],
    )
    axes[0].bar_label(bars, totals.amounts, padding=4)
    _name(axes[0], totals.names, totals.title, 11)
    if groups:
        _draw_groups(axes[1], groups)
        _name(axes[1], groups.names, groups.title, 10)
    content = BytesIO()
    figure.savefig(content, format="png")
    return content.getvalue()


def _name(axes: Any, names: Sequence[str], title: str, size: int) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_title(title, loc="left", fontsize=size)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _draw_groups(axes: Any, groups: _Groups) -> None:
    """A bar a group, in pieces by what was said."""
    places = range(len(groups.rows))
    begun = [0 for _ in places]
    for place, key in enumerate(groups.rows[0]):
        counts = [row[key] for row in groups.rows]
        pieces = axes.barh(
            places,
            counts,
            left=begun,
            color=_COLOURS[place % len(_COLOURS)] if key else "#d5d8dd",
            label=groups.pieces[key],
        )
        axes.bar_label(pieces, label_type="center", color="white" if key else "black")
        begun = [one + more for one, more in zip(begun, counts, strict=True)]
    axes.legend(loc="upper left", bbox_to_anchor=(0, 0), ncols=2, fontsize=8, frameon=False)
