"""How the hours of the night are shown that each zone bears."""

from collections.abc import Sequence
from itertools import groupby

from bot.conversation.phrases import Phrase, n, t, verbatim
from bot.conversation.reply import Block, Choice, Items, Line, Reply, Title, reply
from bot.conversation.translate import place_name
from bot.meetings.slots import Borne


def hours(
    track: str, found: Sequence[Borne], meetings: int, planned: int, *, even: bool, language: str
) -> Reply:
    """Who bore how many hours of the night, worst first, in a language. meetings: how many were
    held in the last twelve months; planned: how many are planned for the next weeks."""
    blocks: list[Block] = [Title(t("Hours of the night · {track}", track=track))]
    if not found:
        blocks.append(Line(t("Nobody of the track has told a time zone yet.")))
        return reply(*blocks, choices=(Choice(t("My time zone"), "me timezone"),))
    blocks.append(
        Line(
            n(
                "One meeting was held in the last twelve months.",
                "{count} meetings were held in the last twelve months.",
                meetings,
            )
            if meetings
            else t("No meeting was held in the last twelve months.")
        )
    )
    if meetings:
        blocks.append(Line(_verdict(found, even, language)))
    if planned:
        blocks.append(
            Line(
                n(
                    "One is planned for the next weeks.",
                    "{count} are planned for the next weeks.",
                    planned,
                )
            )
        )
    rows = []
    for (held, coming), group in groupby(found, key=lambda one: (one.held, one.planned)):
        zones = tuple(place_name(one.zone, language) for one in group)
        rows.append(
            t("{zones}: {held} held at night, {planned} planned at night",
              zones=zones, held=held, planned=coming)
        )  # fmt: skip
    blocks.append(Items(tuple(rows)))
    blocks.append(Line(t("Night is from 22:00 to 07:00 by the clocks of a place.")))
    return reply(*blocks)


def _verdict(found: Sequence[Borne], even: bool, language: str) -> Phrase:
    worst, best = found[0].held, found[-1].held
    if not worst:
        return t("None was at night anywhere.")
    if even:
        return t("The night is shared evenly: no zone bore more than one more than another.")
    return t(
        "The night is not shared evenly: {worst} at night in {place}, {best} in {other}.",
        worst=worst,
        place=verbatim(place_name(found[0].zone, language)),
        best=best,
        other=verbatim(place_name(found[-1].zone, language)),
    )
