"""Rules of tracks: what may be shown of who takes part, and which track is meant."""

import re

from bot.conversation.arguments import nearest
from bot.tracks.model import Track

SMALLEST_CELL = 5
"""No count of fewer people is shown, nor one that can be computed by difference."""


def disclosable(cells: dict[str, int], smallest: int = SMALLEST_CELL) -> dict[str, int]:
    """The cells that may be shown beside their total.

    What is left out is either nothing, or at least two cells with at least `smallest` people
    together: so no cell can be had by taking the shown ones from the total.
    """
    present = {name: count for name, count in cells.items() if count}
    shown = {name: count for name, count in present.items() if count >= smallest}
    while shown and len(shown) != len(present):
        hidden = [name for name in present if name not in shown]
        if len(hidden) >= 2 and sum(present[name] for name in hidden) >= smallest:
            break
        del shown[min(shown, key=lambda name: (shown[name], name))]
    return shown


def slug(words: str) -> str:
    """Words as they would stand in a code: "IoT, Big Data" is "iot-big-data"."""
    return re.sub(r"[^\w]+", "-", words.casefold()).strip("-")


def meant(words: str, tracks: list[Track]) -> tuple[Track | None, list[Track]]:
    """The track that is meant by these words, or else the nearest ones.

    A code, a former code or a whole name is certain; so is a part that fits one track alone.
    """
    wanted = slug(words)
    codes = {code: track for track in tracks for code in (track.code, *track.aliases)}
    if wanted in codes:
        return codes[wanted], [codes[wanted]]
    called: dict[str, list[Track]] = {}
    for track in tracks:
        for name in {slug(track.name), slug(track.title)}:
            called.setdefault(name, []).append(track)
    exact = called.get(wanted, [])
    if len(exact) == 1:
        return exact[0], exact
    parts = {
        track.code: track
        for track in tracks
        for name in (track.code, *track.aliases, slug(track.name))
        if wanted and _has_part(name, wanted)
    }
    if len(parts) == 1:
        (only,) = parts.values()
        return only, [only]
    called |= {code: [track] for code, track in codes.items()}
    near = [track for name in nearest(wanted, called, 12) for track in called[name]]
    return None, list(dict.fromkeys([*exact, *parts.values(), *near]))[:8]


def _has_part(name: str, wanted: str) -> bool:
    """Whether the wanted words begin at a word of the name."""
    return name.startswith(wanted) or f"-{wanted}" in name
