"""Draws the newcomer's story for the README: `python -m tests.picture`."""

import textwrap
from pathlib import Path
from xml.sax.saxutils import escape

from adapters.story.transcript import Answer, Saying, read_story

FOLDER = Path(__file__).parent / "conversations"
_WIDTH, _MARGIN, _BUBBLE = 460, 16, 350
_LINE, _PADDING, _GAP = 20, 10, 10
_COLUMNS = 46
_LONGEST = 9


class Drawing:
    """Bubbles from top to bottom."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = _MARGIN

    def said(self, text: str) -> None:
        """What the person says: on the right."""
        width = len(text) * 8 + 2 * _PADDING
        self._bubble(_WIDTH - _MARGIN - width, width, [text], "#d7ecd9")

    def answered(self, lines: list[str]) -> None:
        """What the bot says: on the left, its choices under it."""
        labels = [line[1:-1] for line in lines if line.startswith("[")]
        words = [line for line in lines if not line.startswith("[")]
        rows = [row for line in words for row in textwrap.wrap(line, _COLUMNS) or [""]]
        shown = rows if len(rows) <= _LONGEST else [*rows[: _LONGEST - 1], "…"]
        self._bubble(_MARGIN, _BUBBLE, shown, "#ffffff")
        self.y -= _GAP - 4
        self._buttons(labels)

    def _bubble(self, x: int, width: int, rows: list[str], colour: str) -> None:
        height = len(rows) * _LINE + 2 * _PADDING - 4
        self.parts.append(
            f'<rect x="{x}" y="{self.y}" width="{width}" height="{height}" rx="12" '
            f'fill="{colour}" stroke="#c9ced6"/>'
        )
        for number, row in enumerate(rows):
            self._text(x + _PADDING, self.y + _PADDING + 13 + number * _LINE, row, "start")
        self.y += height + _GAP

    def _buttons(self, labels: list[str]) -> None:
        row: list[str] = []
        for label in labels:
            if row and sum(len(one) for one in [*row, label]) > 34:
                self._row(row)
                row = []
            row.append(label)
        if row:
            self._row(row)
        self.y += _GAP

    def _row(self, labels: list[str]) -> None:
        width = (_BUBBLE - 4 * (len(labels) - 1)) // len(labels)
        for number, label in enumerate(labels):
            x = _MARGIN + number * (width + 4)
            self.parts.append(
                f'<rect x="{x}" y="{self.y}" width="{width}" height="28" rx="8" '
                'fill="#eaf1fb" stroke="#9db7dd"/>'
            )
            self._text(x + width // 2, self.y + 19, label, "middle")
        self.y += 32

    def _text(self, x: int, y: int, text: str, anchor: str) -> None:
        self.parts.append(f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>')

    def svg(self, title: str) -> str:
        """The picture, with its title as the alternative text."""
        height = self.y + _MARGIN
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
                f'viewBox="0 0 {_WIDTH} {height}" role="img" '
                'font-family="system-ui, sans-serif" font-size="14" fill="#1c2330">',
                f"<title>{escape(title)}</title>",
                f'<rect width="{_WIDTH}" height="{height}" rx="16" fill="#eef0f3"/>',
                *self.parts,
                "</svg>\n",
            ]
        )


def picture() -> str:
    """The picture as it should stand beside the story."""
    story = read_story((FOLDER / "01-newcomer.md").read_text(encoding="utf-8"))
    drawing = Drawing()
    wanted = [step for step in story.steps if isinstance(step, Saying | Answer)]
    for step in wanted[:2] + wanted[8:14]:
        if isinstance(step, Saying):
            drawing.said(step.label or step.text)
        else:
            drawing.answered(step.shown)
    return drawing.svg("A newcomer opens the bot, reads the Code of Conduct and joins a track")


if __name__ == "__main__":
    (FOLDER / "newcomer.svg").write_text(picture(), encoding="utf-8")
