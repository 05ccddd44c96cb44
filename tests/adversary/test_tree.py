"""The journal is a Merkle tree as RFC 9162 has it: held to known roots, and to a plain recursion
written from that document's definitions alone.
"""

from hashlib import sha256
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.record import tree
from bot.record.verify import is_continued, is_included, leaf_of, root_of

LEAVES = (
    "", "\0", "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43", "PQRSTUVW", "`abcdefghijklmno",
)  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The test vectors of Certificate Transparency for RFC 6962, after 1 to 8 leaves."""


def mth(data: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\0" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    return sha256(b"\1" + mth(data[:split]) + mth(data[split:])).digest()


def _path(index: int, data: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if len(data) == 1:
        return []
    split = 1
    while split * 2 < len(data):
        split *= 2
    if index < split:
        return [*_path(index, data[:split]), mth(data[split:])]
    return [*_path(index - split, data[split:]), mth(data[:split])]


def _proof(old: int, data: list[bytes]) -> list[bytes]:
    """PROOF of RFC 9162, 2.1.4.1."""
    return _subproof(old, data, whole=True) if 0 < old < len(data) else []


def _subproof(old: int, data: list[bytes], *, whole: bool) -> list[bytes]:
    if old == len(data):
        return [] if whole else [mth(data)]
    split = 1
    while split * 2 < len(data):
        split *= 2
    if old <= split:
        return [*_subproof(old, data[:split], whole=whole), mth(data[split:])]
    return [*_subproof(old - split, data[split:], whole=False), mth(data[:split])]


def _entries(size: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(size)]


def test_the_known_roots_come_out() -> None:
    for size, root in enumerate(ROOTS, 1):
        data = [leaf.encode() for leaf in LEAVES[:size]]
        assert root_of(map(leaf_of, LEAVES[:size])).hex() == root == mth(data).hex()
    assert root_of(()).hex() == sha256(b"").hexdigest()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.data())
def test_roots_and_proofs_are_those_of_the_definitions(size: int, data: st.DataObject) -> None:
    entries = _entries(size)

    def node(height: int, place: int) -> bytes:
        return mth(entries[place << height : (place + 1) << height])

    root = mth(entries)
    assert tree.root(size, node) == root == root_of(leaf_of(one.decode()) for one in entries)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    assert tree.inclusion(index, size, node) == _path(index, entries)
    assert tree.consistency(old, size, node) == _proof(old, entries)
    leaf = leaf_of(entries[index].decode())
    assert is_included(leaf, index, size, _path(index, entries), root)
    assert is_continued(old, mth(entries[:old]), size, root, _proof(old, entries))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 64, 65])
def test_no_other_proof_shows_anything(size: int) -> None:
    entries, chance = _entries(size), Random(size)
    root = mth(entries)
    for _ in range(60):
        index, old = chance.randrange(size), chance.randrange(1, size + 1)
        leaf, path = leaf_of(entries[index].decode()), _path(index, entries)
        proof = _proof(old, entries)
        for wrong in _spoiled(path, chance):
            assert not is_included(leaf, index, size, wrong, root)
        assert not is_included(leaf_of("another"), index, size, path, root)
        assert size == 1 or not is_included(leaf, (index + 1) % size, size, path, root)
        for wrong in _spoiled(proof, chance):
            assert not is_continued(old, mth(entries[:old]), size, root, wrong)
        other = [*entries[: old - 1], b"forged"]
        assert not is_continued(old, mth(other), size, root, proof)
        assert not is_continued(old, mth(entries[:old]), size, mth(other), proof)


def _spoiled(path: list[bytes], chance: Random) -> list[list[bytes]]:
    found = [[*path, bytes(32)]]
    if path:
        place = chance.randrange(len(path))
        found += [path[:-1], [*path[:place], bytes(32), *path[place + 1 :]]]
    return found


def test_a_leaf_is_no_node() -> None:
    """Without the two prefixes an entry could be made that has the hash of a pair of others."""
    left, right = leaf_of("a"), leaf_of("b")
    pair = root_of([left, right])
    assert sha256(left + right).digest() != pair
    assert sha256(b"\0" + left + right).digest() != pair
