"""How many votes a second the build in a folder takes: python voting.py FOLDER KIND. It stands
alone, and is run for this build and for an earlier one; both are spoken to by commands alone."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

_TURNS = {"batch50": (20, 50), "single": (200, 1), "secret": (100, 1)}
_PEOPLE, _WARM = 2_000, 100


def main(folder: str, kind: str) -> None:
    """Measure and print."""
    sys.path.insert(0, folder)
    with tempfile.TemporaryDirectory() as name:
        sys.stdout.write(f"{_rate(kind, Path(name) / 'town.sqlite')}\n")


def _rate(kind: str, file: Path) -> float:
    # They are those of the folder that was named.
    from tests.bench.town import Town

    town, (turns, size) = Town(f"sqlite:///{file}", _PEOPLE), _TURNS[kind]
    secret = kind == "secret"
    if secret:
        _make_secret(town)
    _vote(town, range(1, _WARM), secret)
    begun = perf_counter()
    for number in range(turns):
        first = _WARM + number * size
        _vote(town, range(first, first + size), secret)
    rate = turns * size / (perf_counter() - begun)
    if secret:
        _check(town, _WARM - 1 + turns * size)
    return rate


def _vote(town: object, people: range, secret: bool) -> None:
    """These people vote; a secret vote is all that is said until it is recorded: where it takes a
    tap after the receipt, the tap is part of it."""
    town.say("/vote D1 support" if not secret else "/vote D2 1", people)  # type: ignore[attr-defined]
    for words, who in _taps(town, people) if secret else ():
        town.say(words, range(who, who + 1))  # type: ignore[attr-defined]


def _taps(town: object, people: range) -> Iterator[tuple[str, int]]:
    """What the buttons say that people got with the receipt; none where a vote is one step."""
    unwritten = getattr(town.hearing, "_unwritten", None)  # type: ignore[attr-defined]
    if unwritten is None:
        return
    from bot.ports import Outbox

    with town.store.begin() as tx:  # type: ignore[attr-defined]
        due = tx.get(Outbox).due("telegram", _far(), 10_000)
    for one in due:
        if one.to.id.isdecimal() and int(one.to.id) in people:
            # The words that no file has: they alone name what the tap records.
            words = unwritten.get(one.id, town.decision.opened)  # type: ignore[attr-defined]
            if words:
                yield f"/{words.buttons[0].says}", int(one.to.id)


def _check(town: object, voted: int) -> None:
    """See that what was measured was done. Raises AssertionError if votes are missing."""
    from bot.decisions.store import Ballots, Decisions

    with town.store.begin() as tx:  # type: ignore[attr-defined]
        decision = tx.get(Decisions).numbered(2)
        found = len(tx.get(Ballots).voters(decision))
    if found != voted:
        raise AssertionError(f"{found} secret votes were recorded, of {voted}")


def _far() -> object:
    from datetime import UTC, datetime

    return datetime(2100, 1, 1, tzinfo=UTC)


def _make_secret(town: object) -> None:
    """A secret choice of two beside the call."""
    from bot.decisions.life import open_round
    from bot.decisions.model import Kind, Secrecy, Terms, Visible
    from bot.decisions.store import Decisions

    terms = Terms(
        Kind.CHOICE, "Who holds the pen?", ("Alpha", "Beta"),
        secrecy=Secrecy.SECRET, visible=Visible.AT_CLOSE,
    )  # fmt: skip
    with town.store.begin() as tx:  # type: ignore[attr-defined]
        draft = tx.get(Decisions).draft(town.decision.track, 1, terms)  # type: ignore[attr-defined]
        open_round(tx, draft, "p-0000000000000001", town.decision.opened)  # type: ignore[attr-defined]
        tx.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
