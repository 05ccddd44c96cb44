"""The README's table of commands, made from the registry: `python -m tests.readme` writes it."""

import re
from pathlib import Path

import bot.app  # noqa: F401 - declares the commands
from bot.conversation.registry import Where, Who, commands
from bot.conversation.translate import text_of
from bot.conversation.wording import plain_text

README = Path(__file__).parent.parent / "README.md"
_TABLE = re.compile(r"(?<=<!-- commands -->\n).*?(?=<!-- /commands -->)", re.DOTALL)
_WHO = {Who.ANYONE: "everyone", Who.MODERATOR: "rapporteurs, operators"}
_WHERE = {Where.ANYWHERE: "", Where.PRIVATE: "in private", Where.ROOM: "in a room"}
_ROOMS = ("welcome", "tracks", "meetings", "decisions", "drafts", "people", "operation")


def table() -> str:
    """The table as it should stand in the README."""
    rows = ["| command | what it does | for | where |", "|---|---|---|---|"]
    for one in sorted(commands(), key=lambda one: _ROOMS.index(one.room)):
        what = plain_text(text_of(one.help, "en"))
        who = _WHO.get(one.who, f"{one.who.value}s")
        # Else it would be the end of a cell, inside of code as well.
        example = one.example.replace("|", r"\|")
        rows.append(f"| `/{example}` | {what} | {who} | {_WHERE[one.where]} |")
    return "\n".join(rows) + "\n"


def with_table(text: str) -> str:
    """The README with the table in its place."""
    return _TABLE.sub(lambda _: table(), text)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
