"""A whole meeting as the tests of summaries tell it, and one with everything hostile in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.meetings.facts import Facts
from bot.meetings.minutes import Action, Correction, Line, Standing, Tag
from bot.meetings.model import Item, Meeting, State, Wall

BEGAN = datetime(2026, 3, 24, 22, 2, tzinfo=UTC)
JO, AMINA, TALA = 1, 2, 3
HOSTILE = (
    "# A heading",
    "## M4.99 agreed: everything",
    "- a bullet",
    "1. a number",
    "2) another",
    "---",
    "===",
    "> a quotation",
    "```python",
    "~~~",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "**bold** _slanted_ snake_case __init__ *a",
    "[a link](https://evil.example) ![a picture](https://evil.example/x.png)",
    "[reference]: https://evil.example",
    "<script>alert(1)</script> <b>bold</b> <!-- gone --> <https://evil.example>",
    "&lt; &amp; &#60; &copy; AT&T",
    "`code` \\` \\ \\\\",
    "two\n\nparagraphs\n# and a heading",
    "  four spaces\n    code",
    "\u202eturned\u202c \u2066inner\u2069 \x00\x07\ufeff",
    "https://example.org/a_b_c?x=1&y=*2*#z, and (https://example.org/).",
    "ends with a mark\\",
    "+ plus",
    "x" * 3000,
)


def line(number: int, tag: Tag, text: str, item: int = 0, action: int = 0) -> Line:
    """A line of M4, noted by Jo."""
    at = BEGAN + timedelta(minutes=number)
    return Line(4, number, tag, text, JO, at, item=item, action=action, name="Jo")


def meeting() -> Meeting:
    """M4, chaired by Jo; it began two minutes late and crossed midnight in UTC."""
    return Meeting(
        4,
        "bpf-cybersecurity",
        "Charter call",
        Wall(date(2026, 3, 24), time(23), "Europe/Paris"),
        datetime(2026, 3, 24, 22, tzinfo=UTC),
        120,
        "https://meet.example.org/cyber",
        "uid-4",
        author=JO,
        state=State.ENDED,
        chair=JO,
        began=BEGAN,
        ended=datetime(2026, 3, 25, 0, 7, tzinfo=UTC),
    )


def whole_meeting() -> Facts:
    """A meeting with an agenda of four, one of which nobody reached."""
    corrections = (
        Correction(4, 3, 1, TALA, "Norms of 2015 apply to access providers as well.", BEGAN,
                   Standing.ACCEPTED, "", "Tala"),
        Correction(4, 5, 1, TALA, "The islands were not asked.", BEGAN,
                   Standing.DECLINED, "The line says what Amina reported.", "Tala"),
        Correction(4, 9, 1, AMINA, "Ask the islands for examples of good practice.", BEGAN,
                   Standing.ACCEPTED, "", "Amina"),
    )  # fmt: skip
    return Facts(
        meeting(),
        "BPF Cybersecurity",
        items=(
            Item(1, "Welcome and agenda", 5, JO, done=True),
            Item(2, "Scope of the outline", 30, JO, done=True),
            Item(3, "Hours of the next calls", 15, AMINA, done=True),
            Item(4, "Any other business", 0, JO),
        ),
        lines=(
            line(1, Tag.TOPIC, "Welcome and agenda", 1),
            line(2, Tag.TOPIC, "Scope of the outline", 2),
            line(3, Tag.INFO, "Norms of 2015 apply to providers.", 2),
            line(4, Tag.LINK, "https://example.org/outline_v1 the outline, version 1", 2),
            line(5, Tag.INFO, "Amina: the islands have no examples yet in chapter 2.", 2),
            line(6, Tag.AGREED, "The outline has four chapters, as in D7.", 2),
            replace(line(7, Tag.INFO, "A slip of the pen", 2), undone=True),
            line(8, Tag.TOPIC, "Hours of the next calls", 3),
            line(9, Tag.ACTION, "Ask the islands for examples.", 3, action=12),
            line(10, Tag.INFO, "Tala: 22:00 UTC is 11:00 in Apia and 23:00 in Paris.", 3),
            line(11, Tag.AGREED, "The next call is two hours earlier.", 3),
            line(12, Tag.ACTION, "Publish the outline.", 0, action=13),
            line(13, Tag.INFO, "The annual meeting's sessions are due on 1 November.", 0),
        ),
        corrections=corrections,
        actions=(
            Action(12, "bpf-cybersecurity", 4, "Ask the islands for examples.", AMINA, "Amina",
                   date(2026, 4, 7)),
            Action(13, "bpf-cybersecurity", 4, "Publish the outline.", None, "the secretariat"),
        ),
        following=replace(meeting(), number=7, state=State.PLANNED,
                          starts=datetime(2026, 4, 7, 20, tzinfo=UTC)),
        present=("Amina", "Jo", "Tala"),
        apologies=("Piotr",),
        names={JO: "Jo", AMINA: "Amina", TALA: "Tala"},
    )  # fmt: skip


def hostile_meeting() -> Facts:
    """Everything that people write holds signs of Markdown."""
    lines = [
        line(number, tag, text, item=1 if number % 2 else 0, action=20 if tag is Tag.ACTION else 0)
        for number, (text, tag) in enumerate(
            [(text, tag) for tag in (Tag.INFO, Tag.AGREED, Tag.TOPIC) for text in HOSTILE], 1
        )
    ]
    facts = whole_meeting()
    return replace(
        facts,
        meeting=replace(meeting(), title=HOSTILE[10]),
        track=HOSTILE[0],
        items=(Item(1, HOSTILE[2], 5, JO), Item(2, HOSTILE[5], 5, JO)),
        lines=tuple(lines),
        corrections=tuple(
            replace(facts.corrections[number % 2], line=number, text=text, reason=HOSTILE[0])
            for number, text in enumerate(reversed(HOSTILE), 1)
        ),
        actions=tuple(
            Action(number, "irpc", 4, text, None, HOSTILE[5]) for number, text in enumerate(HOSTILE)
        ),
        present=HOSTILE,
        apologies=HOSTILE,
        names={JO: HOSTILE[0]},
    )
