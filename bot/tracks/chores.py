"""What time does to tracks: milestones of their year are spoken of 30, 7 and 1 days ahead, and who
takes part is counted by group on Mondays."""

from dataclasses import replace

from bot.conversation.context import Occasion
from bot.conversation.phrases import t
from bot.conversation.reply import reply
from bot.people.store import Measures
from bot.ports import Tx
from bot.record.store import Journal
from bot.tracks.counting import count_weekly
from bot.tracks.cycle.rules import ahead, milestones, told_key
from bot.tracks.cycle.store import Cycles
from bot.tracks.cycle.views import THE_YEAR, reminder
from bot.tracks.store import Tracks


def keep_time(tx: Tx, occasion: Occasion) -> None:
    """End the suspensions whose time is over, count who takes part, and say in every track's rooms
    which milestones are near."""
    count_weekly(tx, occasion.now)
    _end_suspensions(tx, occasion)
    for cycle in tx.get(Cycles).all():
        near = {
            told_key(one, days): one
            for one in milestones(cycle)
            if (days := ahead(one, occasion.now)) is not None
        }
        new = {key: one for key, one in near.items() if key not in cycle.told}
        if not new:
            continue
        tx.get(Cycles).keep(replace(cycle, told=cycle.told | new.keys()))
        said = reminder(list(new.values()), occasion.now, cycle.year)
        for track in tx.get(Tracks).all():
            # A room of several tracks hears it once.
            occasion.announce(track.code, said, once=f"cycle/{'+'.join(new)}", about=THE_YEAR)


def _end_suspensions(tx: Tx, occasion: Occasion) -> None:
    measures = tx.get(Measures)
    for one in measures.over(occasion.now):
        measures.end(one, occasion.now)
        tx.get(Journal).add(
            "suspension.ended", "installation", occasion.now,
            suspension=one.reference, track=one.track,
        )  # fmt: skip
        if one.person:
            over = t("Your suspension {reference} is over.", reference=one.reference)
            occasion.tell(one.person, reply(over))
    following = measures.next_end()
    if following:
        occasion.wake(following)
