"""Who has not been heard on a decision at half time, with a text to reach them; for the chores."""

from collections.abc import Mapping

from bot.conversation.phrases import t
from bot.conversation.reply import Block, Items, Line, Quote, Reply, Title, reply
from bot.decisions.model import Decision
from bot.people.model import Region, StakeholderGroup


def unheard(decision: Decision, silent: Mapping[str, Mapping[str, int]]) -> Reply:
    """What a facilitator is told at half time: who has not been heard, in numbers as far as they
    may be shown, with a text ready for outreach."""
    blocks: list[Block] = [Title(t("{reference} is at half time.", reference=decision.reference))]
    for heading, kinds, name in (
        (t("Not heard yet, by stakeholder group:"), StakeholderGroup, "group"),
        (t("Not heard yet, by region:"), Region, "region"),
    ):
        shown = silent.get(name, {})
        rows = [
            t("{group}: {count}", group=one.label, count=shown[one.value])
            for one in kinds
            if one.value in shown
        ]
        if rows:
            blocks += [Line(heading), Items(tuple(rows))]
    if len(blocks) == 1:
        blocks.append(Line(t("Too few people are silent to show who they are.")))
    blocks += [
        Line(t("A text for outreach:")),
        Quote(decision.terms.proposal),
        Line(
            t(
                "This is open until {when}. Your group has not been heard on it yet.",
                when=decision.closes or "",
            )
        ),
    ]
    return reply(*blocks)
