"""Long lists in portions: each page of one stays small, and has its own address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Portion(Generic[Item]):
    """One of several portions, numbered from 1."""

    items: tuple[Item, ...]
    number: int
    of: int

    def path(self, path: str) -> str:
        """The address of this portion of what is at a path."""
        return portion_path(path, self.number)

    def before(self, path: str) -> str:
        """That of the one before it, or ""."""
        return portion_path(path, self.number - 1) if self.number > 1 else ""

    def after(self, path: str) -> str:
        """That of the one after it, or ""."""
        return portion_path(path, self.number + 1) if self.number < self.of else ""


MOST = 50
"""So many entries of a list stand on one page."""


def portion_paths(path: str, items: int) -> list[str]:
    """The addresses of all portions of a list of so many items."""
    return [portion_path(path, number) for number in range(1, max(1, -(-items // MOST)) + 1)]


def portion_path(path: str, number: int) -> str:
    """The address of a portion; the first one is at the path itself."""
    return path if number == 1 else f"{path}/{number}"


def portion(items: Sequence[Item], number: int, most: int = MOST) -> Portion[Item] | None:
    """The portion of this number, of at most so many items; None if there is none."""
    of = max(1, -(-len(items) // most))
    if not 1 <= number <= of:
        return None
    return Portion(tuple(items[(number - 1) * most : number * most]), number, of)


def portion_read(
    length: int, number: int, read: Callable[[int, int], Sequence[Item]]
) -> Portion[Item] | None:
    """The portion of this number of a list of so many items, of which no more is read: read is
    asked for so many from the first (0) on. None if there is none."""
    of = max(1, -(-length // MOST))
    if not 1 <= number <= of:
        return None
    return Portion(tuple(read((number - 1) * MOST, MOST)), number, of)


def portions_by_size(
    items: Sequence[Item], size: Callable[[Item], int], most: int
) -> list[tuple[Item, ...]]:
    """The items in portions that are together at most so large, or have one item alone."""
    found: list[list[Item]] = [[]]
    left = most
    for item in items:
        if found[-1] and size(item) > left:
            found.append([])
            left = most
        found[-1].append(item)
        left -= size(item)
    return [tuple(one) for one in found]
