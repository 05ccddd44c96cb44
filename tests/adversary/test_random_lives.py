"""Random lives against somebody who copies the data folder after each commit, or has a backup."""

from contextlib import ExitStack, closing
from random import Random

import pytest
from hypothesis import Phase, example, given, note, settings
from hypothesis import strategies as st

from tests.adversary.lives import Living, World, differing, rows_that_differ, script

EXAMPLES, LENGTH = 2, 35


@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(seed=st.integers(0, 2**64))
# The offset of a cell that was in a page before five commitments were taken out of it.
@example(seed=4)
def test_the_files_tell_of_no_secret_ballot_whose_it_is_and_nothing_of_who_is_erased(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Had two secret voters said the reverse, every file would be the same to the byte."""
    with ExitStack() as stack:
        lives = []
        for name in ("one", "other"):
            world = World(tmp_path_factory.mktemp(name), seed)
            lives.append(Living(stack.enter_context(closing(world)), name == "other"))
        one, other = (living.world for living in lives)
        moves = script(Random(seed), LENGTH)
        for name, particulars in [("begin", []), *moves, ("end", [])]:
            note(f"{name} {particulars}")
            for living in lives:
                with living.world.chance():
                    getattr(living, name)(*particulars)
                    living.check()
            assert differing(one, other) == [], rows_that_differ(one, other)
        assert lives[0].done == lives[1].done
        note(str(lives[0].done))
