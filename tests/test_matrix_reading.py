"""How the Matrix adapter reads words, reactions and relations, without a homeserver."""

from typing import Any

import pytest

from adapters.matrix.reading import (
    choice,
    keycap,
    new_text,
    redacted,
    relation,
    words,
)
from tests.homeserver import contents

ME = "@bot:example.org"
PILL = '<a href="https://matrix.to/#/@bruno:example.org">Bruno</a>'


def content(body: str, html: str = "", **more: Any) -> dict[str, Any]:
    return contents.text(body, html=html or None, **more)


BRUNO = "@bruno:example.org"
LINK = f"https://matrix.to/#/{BRUNO}"
ANSWER = contents.reply("$1")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (content("!help"), "!help"),
        (content("bot: !help"), "!help"),
        (content("Intersession, help"), "help"),
        (content("Intersession help"), "Intersession help"),
        (content(f"{ME} !help"), "!help"),
        (content(f"{ME}anic !help"), f"{ME}anic !help"),
        (content(ME), ""),
        (content("ask Bruno", f"ask {PILL}"), f"ask {BRUNO}"),
        (content("Bruno and Bruno", f"Bruno and {PILL}"), f"Bruno and {BRUNO}"),
        (content("Bruno and Bruno", f"{PILL} and {PILL}"), f"{BRUNO} and {BRUNO}"),
        (content(f"ask [Bruno]({LINK})", f"ask {PILL}"), f"ask {BRUNO}"),
        (content(f"ask {BRUNO}", f"ask {PILL}"), f"ask {BRUNO}"),
        (content(f"ask {LINK}"), f"ask {BRUNO}"),
        (content("x < y", "x &lt; y <b>"), "x < y"),
        (content("> <@a:b> old\n> more\n\nnew", relation=ANSWER), "new"),
        (content("> mine\nnew", relation=ANSWER), "> mine\nnew"),
        (
            content(
                "> <@a:b> Bruno\n\nask Bruno",
                f"<mx-reply>Bruno</mx-reply>ask {PILL}",
                relation=ANSWER,
            ),
            f"ask {BRUNO}",
        ),
    ],
)
def test_words(said: dict[str, Any], read: str) -> None:
    assert words(said, ME, ("Intersession", "bot"))[0] == read


@pytest.mark.parametrize(
    ("said", "to_us"),
    [
        (content("Intersession: tracks"), True),
        (content("intersession, what is open?"), True),
        (content(ME), True),
        (content(f"{ME} tracks"), True),
        (content("Intersession tracks"), False),
        (content("I asked Intersession: nothing came"), False),
        (content("tracks"), False),
        (content("  tracks"), False),
        (content("Bruno: tracks", f"{PILL}: tracks"), False),
        (content("Bot tracks", f'<a href="https://matrix.to/#/{ME}">Bot</a> tracks'), True),
        (content("> <@a:b> Intersession: x\n\nyes", relation=ANSWER), False),
    ],
)
def test_who_is_spoken_to(said: dict[str, Any], to_us: bool) -> None:
    assert words(said, ME, ("Intersession", "bot"))[1] is to_us


@pytest.mark.parametrize("place", range(10))
def test_a_keycap_is_understood_as_it_is_set(place: int) -> None:
    assert choice(keycap(place)) == place
    assert choice(str(place + 1)) == place
    assert choice(f"{place + 1}\u20e3") == place


@pytest.mark.parametrize("key", ["", "👍", "0", "0\ufe0f\u20e3", "11", "a1", "1️⃣1️⃣"])
def test_other_reactions_are_no_choice(key: str) -> None:
    assert choice(key) is None


@pytest.mark.parametrize("broken", [None, 7, [], {"m.in_reply_to": 3}, {"event_id": {}}])
def test_a_malformed_relation_is_none(broken: object) -> None:
    found = relation({"m.relates_to": broken})
    assert (found.thread, found.answers, found.edits) == ("", "", "")


@pytest.mark.parametrize(
    ("source", "event"),
    [
        ({"type": "m.room.redaction", "redacts": "$1", "content": {}}, "$1"),
        ({"type": "m.room.redaction", "content": {"redacts": "$1"}}, "$1"),
        ({"type": "m.room.redaction", "redacts": "$2", "content": {"redacts": "$1"}}, "$1"),
        ({"type": "m.room.redaction", "redacts": {}, "content": None}, ""),
        ({"type": "m.room.redaction", "redacts": "$1", "state_key": ""}, ""),
        ({"type": "m.room.message", "redacts": "$1", "content": {"redacts": "$1"}}, ""),
    ],
)
def test_what_a_redaction_takes_back(source: dict[str, Any], event: str) -> None:
    assert redacted(source) == event


def test_the_new_text_of_an_edit() -> None:
    assert new_text(contents.edit("$1", "better")) == content("better")
    for new in (None, 7, {"msgtype": "m.notice", "body": "x"}, {"msgtype": "m.text", "body": 1}):
        assert new_text({"m.new_content": new}) is None
