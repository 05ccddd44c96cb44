"""Comments over time and by section, as a picture. Drawn only with a report."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from bot.conversation.phrases import n, t
from bot.conversation.reply import File

_COLOUR, _LATE = "#2f6f4f", "#b58900"
_DOTS, _MOST_SECTIONS = 150, 20


def chart(report: dict[str, Any]) -> File:
    """A bar for each day and each section; the alternative text says the same."""
    # Loaded here: it takes longer than all else, and few ask for it.
    from matplotlib.figure import Figure  # noqa: PLC0415

    days = _days(report)
    late = Counter(one["received"][:10] for one in report["comments"] if one["late"])
    sections = _sections(report)
    figure = Figure(figsize=(6.4, 3.2 + 0.35 * len(sections)), dpi=_DOTS, layout="constrained")
    above, below = figure.subplots(2, height_ratios=[2.4, 0.8 + 0.35 * len(sections)])
    names = list(days)
    in_time = [days[day] - late[day] for day in names]
    above.bar(names, in_time, color=_COLOUR, label="in time")
    if late:
        above.bar(names, [late[day] for day in names], bottom=in_time, color=_LATE, label="late")
        above.legend(fontsize=8, frameon=False)
    above.set_title(f"{report['draft']}: comments by day", loc="left", fontsize=10)
    step = max(1, len(names) // 6)
    above.set_xticks(range(0, len(names), step), names[::step], fontsize=7)
    bars = below.barh([name for name, _ in sections], [count for _, count in sections],
                      color=_COLOUR)  # fmt: skip
    below.bar_label(bars, padding=4, fontsize=8)
    below.set_title("By section", loc="left", fontsize=10)
    below.invert_yaxis()
    below.xaxis.set_visible(False)
    for one in (above, below):
        one.spines[["top", "right"]].set_visible(False)
    content = BytesIO()
    figure.savefig(content, format="png")
    most = max(days, key=lambda day: days[day])
    description = t(
        "{draft}: {comments}; most on {day}, {many}. By section: {sections}.",
        draft=report["draft"],
        comments=n("one comment", "{count} comments", len(report["comments"])),
        day=most,
        many=days[most],
        sections=tuple(f"{name} {count}" for name, count in sections) or "-",
    )
    return File(f"report-{report['draft']}.png", "image/png", content.getvalue(), description)


def _days(report: dict[str, Any]) -> dict[str, int]:
    """How many comments came on each day, from the first to the last; quiet days are there too."""
    found = Counter(one["received"][:10] for one in report["comments"])
    begin = min([*found, report["opened"][:10] or report["made"][:10]])
    end = max([*found, report["closed"][:10] or begin])
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    length = min((last - first).days, 400)
    return {
        day: found[day]
        for day in ((first + timedelta(days=days)).isoformat() for days in range(length + 1))
    }


def _sections(report: dict[str, Any]) -> list[tuple[str, int]]:
    counts: dict[str, int] = report["by_section"]
    order = sorted(counts, key=lambda key: (key == "whole", int(key) if key.isdecimal() else 0))
    return [("all" if key == "whole" else f"§ {key}", counts[key]) for key in order][
        :_MOST_SECTIONS
    ]
