"""Numbers of people by group and region, as they are kept and shown: the gate, with its memory.

A new table of a track is made at stated moments alone: on Mondays (UTC), and when a decision of the
track is opened. Everything else that is shown by group or region is made of the same cohorts.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from bot.ports import Tx
from bot.tracks.gate import (
    Made,
    Rows,
    Table,
    among,
    recount,
    said_by,
)
from bot.tracks.model import Shown
from bot.tracks.rules import SMALLEST_CELL
from bot.tracks.store import Cohorts, Tracks

ATTRIBUTES = ("group", "region")
_MONDAYS = ""
"""No track has this code: what is kept under it is the week of the last count."""


def count_weekly(tx: Tx, now: datetime) -> None:
    """Count every track anew, once a week: on Mondays, or when the program runs again."""
    counts, year = tx.get(Cohorts), now.astimezone(UTC).isocalendar()
    week = year.year * 100 + year.week
    if counts.made(ATTRIBUTES[0], _MONDAYS).waiting == week:
        return
    counts.show(ATTRIBUTES[0], _MONDAYS, None, Made(waiting=week))
    count_tracks(tx, [track.code for track in tx.get(Tracks).all()], now)


def count_tracks(tx: Tx, tracks: Collection[str], now: datetime) -> None:
    """Count who takes part in tracks anew, as far as it may be done."""
    counts = tx.get(Cohorts)
    for attribute in ATTRIBUTES:
        for track in tracks:
            members = counts.members(track, attribute)
            before = counts.made(attribute, track)
            if not members and not before.cohorts:
                continue
            ledger, numbers = counts.counted(attribute)
            after, made = recount(ledger, before, _placed(members, numbers))
            if made == before:
                continue
            counts.keep(attribute, ledger, after)
            new = made.shown != before.shown
            table = Shown(after.rows(made.cohorts), now) if new else None
            counts.show(attribute, track, table, made)


def shown_of_track(tx: Tx, track: str) -> Shown | None:
    """Who takes part in a track by stakeholder group, as it was counted last."""
    return tx.get(Cohorts).shown(ATTRIBUTES[0], track)


def count_said(
    tx: Tx,
    track: str,
    said: Mapping[str, Collection[int]],
    electorate: Collection[int],
    smallest: int = SMALLEST_CELL,
) -> dict[str, Table]:
    """What people of a track said, by "group" and by "region", as far as it may be shown; it is
    shown from then on. said: who (by who they are now) said what, what most said first."""
    counts, found = tx.get(Cohorts), dict[str, Table]()
    for attribute in ATTRIBUTES:
        ledger, numbers = counts.counted(attribute)
        after = ledger.copied()
        found[attribute] = said_by(
            after,
            counts.made(attribute, track),
            {what: _numbers(who, numbers) for what, who in said.items()},
            _numbers(electorate, numbers),
            smallest,
        )
        counts.keep(attribute, ledger, after)
    return found


def count_among(
    tx: Tx, population: str, people: Mapping[str, Mapping[int, str]], now: datetime
) -> dict[str, Rows]:
    """Who some people are by "group" and by "region", as far as it may be shown; once counted, that
    stays. people: for each attribute, who (by who they are now) told what."""
    counts, found = tx.get(Cohorts), dict[str, Rows]()
    for attribute in ATTRIBUTES:
        shown = counts.shown(attribute, population)
        if shown is None:
            ledger, numbers = counts.counted(attribute)
            after = ledger.copied()
            shown = Shown(among(after, _placed(people[attribute], numbers)), now)
            counts.keep(attribute, ledger, after)
            counts.show(attribute, population, shown, Made())
        found[attribute] = dict(shown.rows)
    return found


def shown_among(tx: Tx, population: str) -> dict[str, Rows] | None:
    """What was counted so, if it was."""
    found = {one: tx.get(Cohorts).shown(one, population) for one in ATTRIBUTES}
    return {name: dict(one.rows) for name, one in found.items() if one} or None


def _placed(people: Mapping[int, str], numbers: Mapping[int, list[int]]) -> dict[int, str]:
    """The same by the numbers under which people stand in cohorts."""
    return {one: cell for who, cell in people.items() for one in numbers.get(who, [who])}


def _numbers(people: Collection[int], numbers: Mapping[int, list[int]]) -> set[int]:
    return {one for who in people for one in numbers.get(who, [who])}
