"""The nodes of the journal's tree: read from the table, or computed from the entries under them."""

from sqlalchemy import Connection, bindparam, insert, select

from bot.record.verify import leaf_of, root_of
from storage.head_tables import TreeNodeRow
from storage.journal import SqlJournal

_node = TreeNodeRow.__table__  # type: ignore[attr-defined]
_STEP = 8
"""Every so-manieth height is kept: one row for 256 entries, one for 256 of those rows, …"""
_SOME = (
    select(_node.c.place, _node.c.hash)
    .where(
        _node.c.height == bindparam("at_height"),
        _node.c.place.between(bindparam("first"), bindparam("last")),
    )
    .order_by(_node.c.place)
)
_ADD = insert(_node)


class Nodes:
    """Nodes of the tree over complete entries. keep: what had to be computed is kept."""

    def __init__(self, connection: Connection, *, keep: bool = False) -> None:
        self._connection = connection
        self._journal = SqlJournal(connection)
        self._keep = keep

    def node(self, height: int, place: int) -> bytes:
        """The hash of a complete subtree of 2 ** height entries."""
        below = height - height % _STEP
        first, many = place << (height - below), 1 << (height - below)
        return root_of(self._kept(below, first, many))

    def _kept(self, height: int, first: int, many: int) -> list[bytes]:
        """Neighbours of a height that is kept; those that are not there yet are computed."""
        if not height:
            entries = self._journal.between(first + 1, first + many)
            leaves = [leaf_of(one.text) for one in entries]
            if len(leaves) != many:
                raise LookupError(f"the journal has not the entries {first + 1} to {first + many}")
            return leaves
        window = {"at_height": height, "first": first, "last": first + many - 1}
        found = {
            row.place: bytes.fromhex(row.hash) for row in self._connection.execute(_SOME, window)
        }
        for place in range(first, first + many):
            if place not in found:
                below = self._kept(height - _STEP, place << _STEP, 1 << _STEP)
                found[place] = root_of(below)
                if self._keep:
                    row = {"height": height, "place": place, "hash": found[place].hex()}
                    self._connection.execute(_ADD, row)
        return [found[place] for place in range(first, first + many)]
