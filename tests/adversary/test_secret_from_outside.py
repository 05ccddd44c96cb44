"""What the public sees of a secret poll while it is open tells nothing of what was chosen.

Two worlds that differ in nothing but the choices: all pages, their facts, feeds, files, the journal
and the metrics say the same in both, but for what is random in each.
"""

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from adapters.health import Health
from bot.pages.site import downloads, pages
from tests.adversary.secrecy import RECEIPT
from tests.pages_reading import whole
from tests.pages_stage import JO, OLA, ROSA, TRACK, VOTERS, WEEK, Stage

OPTIONS = ("Quebracho", "Hassan", "Ines", "Joaquim", "Kerstin")
ASKED = f'/poll {TRACK} {{kind}} "Who holds the pen?" | {" | ".join(OPTIONS)}'
_RANDOM = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}|(?:(?<=[pv]-)|(?<=intersession/))[0-9a-f]{16}")
"""Hashes, signatures and keys; pseudonyms, and the name of the installation."""
WORLDS = {
    "choice": (["1", "1", "1", "1", "1", "1", "2"], ["5", "4", "3", "2", "5", "4", "5"]),
    "approval": (["1"] * 7, ["1,2,3,4", "5", "4,5", "3", "1,5", "2", "2,3,4,5"]),
    "ranking": (["1 2 3 4 5"] * 7, ["5", "4 5", "3 2 1", "2", "5 4 3", "5 1", "1"]),
}


class World(Stage):
    """A secret poll, D1, and what is to be seen of it."""

    def begin(self, kind: str) -> None:
        """The poll is opened."""
        self.join(*VOTERS[:12])
        for person in (JO, ROSA):
            self.say(person, "/start")
        self.say(OLA, f"/appoint @{JO.handle} facilitator {TRACK}")
        self.say(JO, ASKED.format(kind="" if kind == "choice" else kind))
        for setting in ("ballots secret", "groups 0", "people 1"):
            self.say(JO, f"/charter 1 {setting}")
        assert "D1 is open" in self.say(JO, "/open 1")

    def seen(self) -> dict[str, str]:
        """All that anybody can fetch now, by its address."""
        answers, found = self.answers(), {"/metrics": self._metrics()}
        with self.reader().read() as tx:
            people, files = [*pages(tx, self.time)], [*downloads(tx)]
        facts = ["/index.json" if one == "/" else f"{one}.json" for one in people]
        for path in (*people, *facts, *files, "/sitemap.xml", "/ar/d/1", "/fr/decisions.atom"):
            found[path] = whole(answers, answers.answer(path, {}, "")).decode()
        assert {"/d/1", "/d/1/record.json", "/decisions.atom", "/journal.jsonl"} < set(found)
        return found

    def _metrics(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            here = f"127.0.0.1:{free.getsockname()[1]}"

        async def asked() -> str:
            async with Health(self.app, self, here).open(), httpx.AsyncClient() as client:
                return (await client.get(f"http://{here}/metrics")).text

        text = self._runner.run(asked())
        assert 'intersession_commands_total{command="vote"}' in text or "vote" not in text
        return text


@pytest.fixture(params=WORLDS)
def worlds(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, list[World]]]:
    with ExitStack() as stack:
        found = []
        for name in ("one", "other"):
            (tmp_path / name).mkdir()
            found.append(stack.enter_context(closing(World(tmp_path / name))))
            found[-1].begin(request.param)
        yield request.param, found


def _differing(worlds: Sequence[World]) -> set[str]:
    """The addresses at which the worlds say something different."""
    one, other = ({path: _RANDOM.sub("", text) for path, text in world.seen().items()}
                  for world in worlds)  # fmt: skip
    assert one.keys() == other.keys()
    return {path for path, text in one.items() if text != other[path]}


def test_what_was_chosen_is_nowhere_before_the_close(worlds: tuple[str, list[World]]) -> None:
    kind, both = worlds
    receipts: list[list[str]] = [[], []]
    for number, voter in enumerate(VOTERS[:7]):
        for world, choices, kept in zip(both, WORLDS[kind], receipts, strict=True):
            world.votes_secretly(voter, f"/vote D1 {choices[number]}")
            kept.append(RECEIPT.findall(world.said[-2])[0])
        if number == 5:
            assert _differing(both) == set()
    # One has changed the vote, another has taken it back.
    for world, choice, kept in zip(both, ("2", "1"), receipts, strict=True):
        world.votes_secretly(VOTERS[0], f"/vote D1 {choice} {kept[0]}")
    assert _differing(both) == set()
    for world, kept in zip(both, receipts, strict=True):
        text = "".join(world.seen().values())
        assert not any(one in text for one in kept)
        world.later(WEEK)
    # The comparison would see it: once it is closed, the numbers differ.
    after = _differing(both)
    assert {"/d/1", "/d/1.json", "/d/1/record.json"} <= after
