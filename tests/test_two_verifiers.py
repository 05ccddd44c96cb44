"""`verify` and a second verifier agree: on random lives, and on what could not have been one."""

import json
import os
from collections import Counter
from functools import cache
from random import Random

import pytest

from bot.record import verify
from tests.record_corruptions import OPERATORS, corrupted
from tests.record_lives import Life, random_life
from tests.record_program import program_lives
from tests.second_verifier import refusal

LIVES, CORRUPTIONS, PORTIONS = 500, 5_000, 10
SEED = int(os.environ.get("INTERSESSION_RECORD_SEED") or Random().randrange(10**6, 10**9))
"""Four fifths of the lives are always the same, the others are new in every run; a failure names
its seed, which this variable repeats."""
KINDS = {
    "consensus open", "sense open", "choice open", "choice secret", "approval open",
    "approval secret", "ranking open", "ranking secret", "extended", "restarted", "reopened",
    "withdrawn", "taken back", "replaced", "cancelled", "united", "linked", "contested", "confirmed",
    "final", "minority", "secret all", "secret none", "secret tables", "objection accommodated",
    "objection stands", "objection withdrawn",
}  # fmt: skip


def seeds() -> list[int]:
    """The seeds of the lives of this run."""
    return [*range(LIVES * 4 // 5), *range(SEED, SEED + LIVES // 5)]


@cache
def lives() -> list[Life]:
    """The lives of this run."""
    return [random_life(seed) for seed in seeds()]


def test_both_accept_every_life() -> None:
    for seed, life in zip(seeds(), lives(), strict=True):
        text = verify.canonical(life.value)
        assert (verify.check_decision(text), refusal(text)) == ([], ""), f"seed {seed}"


def test_the_lives_are_of_all_kinds() -> None:
    found = Counter(kind for life in lives() for kind in life.kinds)
    assert set(found) >= KINDS
    assert min(found[kind] for kind in KINDS) >= 10


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_both_refuse_whatever_could_not_have_been(portion: int) -> None:
    """Operators take turns, so that each has its share; those that find nothing pass on."""
    chance, names = Random(SEED + portion), sorted(OPERATORS)
    made = turn = 0
    while made < CORRUPTIONS // PORTIONS:
        name, turn = names[turn % len(names)], turn + 1
        for number in chance.sample(range(LIVES), 12):
            text = corrupted(lives()[number], name, chance)
            if text is None:
                continue
            made += 1
            by_first, by_second = verify.check_decision(text), refusal(text)
            assert by_first, f"{name} of life {seeds()[number]} is accepted (seed {SEED})"
            assert by_second, f"{name} of life {seeds()[number]} is accepted by the second"
            break


def test_every_operator_finds_something_to_change() -> None:
    chance = Random(0)
    for name in OPERATORS:
        assert any(corrupted(life, name, chance) for life in lives()), name


def test_both_accept_what_the_program_writes_and_refuse_what_it_could_not() -> None:
    """Ten decisions that live side by side; everything in the journal fits as well."""
    files, journal = program_lives(SEED, 10, 18)
    assert verify.check(journal) == []
    chance, refused = Random(SEED), 0
    for text in files.values():
        assert (verify.check_decision(text), refusal(text)) == ([], ""), f"seed {SEED}"
        life = Life(json.loads(text))
        for name in chance.sample(sorted(OPERATORS), 30):
            wrong = corrupted(life, name, chance)
            if wrong is not None:
                refused += 1
                assert verify.check_decision(wrong), f"{name} is accepted (seed {SEED})"
                assert refusal(wrong), f"{name} is accepted by the second (seed {SEED})"
    assert refused > 60
