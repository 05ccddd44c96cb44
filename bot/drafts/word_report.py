"""The closing report as a .docx, for those who work in word processors."""

from io import BytesIO
from typing import Any

from bot.drafts.export import count_lines, method_lines

_COLUMNS = ("reference", "paragraph", "author", "comment", "disposition", "reason")
_CONTROL = {code: None for code in range(32) if code not in (9, 10)} | {0xFFFE: None, 0xFFFF: None}


def as_docx(report: dict[str, Any], chart: bytes, description: str) -> bytes:
    """The report with its chart; description is what a screen reader says of the chart."""
    # Loaded here: it takes its time, and few ask for a report.
    from docx import Document  # noqa: PLC0415
    from docx.shared import Cm  # noqa: PLC0415

    document = Document()
    document.core_properties.author = ""
    document.core_properties.title = _clean(f"Comments on {report['title']}")
    document.add_heading(_clean(f"Comments on {report['title']} ({report['draft']})"), 0)
    document.add_paragraph(
        _clean(
            f"{report['track']}. {report['received']} comments were received, "
            f"{len(report['late'])} of them late."
        )
    )
    for heading, counts in count_lines(report):
        document.add_heading(heading, 1)
        for label, count in counts:
            document.add_paragraph(_clean(f"{label}: {count}"), style="List Bullet")
    document.add_heading("Comments over time and by section", 1)
    picture = document.add_picture(BytesIO(chart), width=Cm(15))
    picture._inline.docPr.set("descr", _clean(description))
    document.add_heading("Method", 1)
    for line in method_lines(report):
        document.add_paragraph(_clean(line), style="List Bullet")
    document.add_heading("All comments", 1)
    table = document.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, _COLUMNS, strict=True):
        cell.text = name
    for one in report["comments"]:
        cells = table.add_row().cells
        for cell, name in zip(cells, _COLUMNS, strict=True):
            text = one[name] or (one["standing"] if name == "disposition" else "")
            cell.text = _clean(str(text))
    document.add_heading("Late", 1)
    document.add_paragraph(", ".join(report["late"]) or "None.")
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _clean(text: str) -> str:
    """Without signs that XML can't hold."""
    return text.translate(_CONTROL)
