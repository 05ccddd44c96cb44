"""The journal as a Merkle tree (RFC 9162, section 2.1): roots and proofs, from the hashes of its
complete subtrees. Storage calls it; `verify.py` checks what it makes.
"""

from collections.abc import Callable

from bot.record.verify import node_of, root_of

Node = Callable[[int, int], bytes]
"""The hash of the complete subtree of 2 ** height leaves that is the so-manieth of its height,
counted from 0."""


def root(size: int, node: Node) -> bytes:
    """The root of the tree over the first entries."""
    return _range(0, size, node) if size else root_of(())


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The proof that the entry of this index (from 0) is in the tree, from the leaf to the root
    (RFC 9162, 2.1.3.1). Raises ValueError if it is not in it."""
    if not 0 <= index < size:
        raise ValueError(f"{index} is not in a tree of {size}")
    path, start, end = list[bytes](), 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range(middle, end, node))
            end = middle
        else:
            path.append(_range(start, middle, node))
            start = middle
    return path[::-1]


def consistency(old: int, size: int, node: Node) -> list[bytes]:
    """The proof that the tree of this size begins with that of the old size (RFC 9162, 2.1.4.1).
    Raises ValueError if the old one is the larger."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} continues none of {old}")
    if old in (0, size):
        return []
    path, start, end, is_whole = list[bytes](), 0, size, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range(middle, end, node))
            end = middle
        else:
            path.append(_range(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        path.append(_range(start, end, node))
    return path[::-1]


def _split(size: int) -> int:
    """The largest power of two that is smaller."""
    return 1 << ((size - 1).bit_length() - 1)


def _range(start: int, end: int, node: Node) -> bytes:
    """The hash over the entries from start up to end, which is a subtree of a tree."""
    size = end - start
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(size)
    return node_of(node(_split(size).bit_length() - 1, start // _split(size)),
                   _range(middle, end, node))  # fmt: skip
