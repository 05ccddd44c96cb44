"""Writes flat OpenDocument: headings, paragraphs, nested lists, tables, footnotes, columns."""

from xml.sax.saxutils import escape

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)
_STYLES = """<office:automatic-styles>
<style:style style:name="Columns" style:family="section"><style:section-properties>
<style:columns fo:column-count="2" fo:column-gap="0.8cm"/></style:section-properties></style:style>
<style:style style:name="Spaced" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="0.3cm"/></style:style>
<style:style style:name="Tight" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="0cm"/></style:style>
<style:style style:name="Break" style:family="paragraph">
<style:paragraph-properties fo:break-before="page"/></style:style>
</office:automatic-styles>"""


def heading(text: str, level: int = 1) -> str:
    """A heading."""
    return f'<text:h text:outline-level="{level}">{escape(text)}</text:h>'


def paragraph(text: str, style: str = "Spaced") -> str:
    """A paragraph; "[^words]" in it is a footnote."""
    words = escape(text)
    while "[^" in words:
        before, _, rest = words.partition("[^")
        note, _, after = rest.partition("]")
        words = (
            f'{before}<text:note text:note-class="footnote"><text:note-citation>1'
            f"</text:note-citation><text:note-body><text:p>{note}</text:p></text:note-body>"
            f"</text:note>{after}"
        )
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def items(*entries: "str | tuple[str, ...]") -> str:
    """A list; a tuple is a list inside it."""
    inside = "".join(
        f"<text:list-item>{items(*one)}</text:list-item>"
        if isinstance(one, tuple)
        else f"<text:list-item><text:p>{escape(one)}</text:p></text:list-item>"
        for one in entries
    )
    return f"<text:list>{inside}</text:list>"


def table(*rows: tuple[str, ...]) -> str:
    """A table."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    width = len(rows[0])
    columns = f'<table:table-column table:number-columns-repeated="{width}"/>'
    return f'<table:table table:name="T">{columns}{cells}</table:table>'


def columns(*parts: str) -> str:
    """A part in two columns."""
    return f'<text:section text:style-name="Columns" text:name="S">{"".join(parts)}</text:section>'


def document(*parts: str) -> str:
    """The whole document."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{_STYLES}<office:body>'
        f"<office:text>{''.join(parts)}</office:text></office:body></office:document>"
    )
