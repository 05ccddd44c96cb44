"""A decision as a text block for a mailing list: plain, 72 columns."""

from bot.conversation.lines import folded
from bot.conversation.phrases import t, verbatim
from bot.conversation.reply import Block, Items, Line, Quote, Reply, Title, reply
from bot.conversation.translate import word
from bot.conversation.wording import plain
from bot.decisions.charter_views import counting_lines, terms_lines, title
from bot.decisions.model import Charter, Decision, MinorityView, Published
from bot.decisions.rules import Evaluation
from bot.decisions.views import counts, few_secret, objection_line, result_lines, views_lines


def mailing_text(
    decision: Decision,
    track: str,
    charter: Charter,
    found: Evaluation | None,
    minority: list[MinorityView],
    language: str,
    address: str,
) -> Reply:
    """The text for the opening (found is None), the close, or the result, as it stands.

    address: where the decision is read, or "".
    """
    blocks: list[Block] = [Title(title(decision, track)), Quote(decision.terms.proposal)]
    if decision.terms.options:
        options = tuple(verbatim(one) for one in decision.terms.answers)
        blocks.append(Items(options, numbered=True))
    blocks.append(
        Line(t("Open from {opened} to {closes}.", opened=charter.opened, closes=charter.closes))
    )
    if found is None:
        terms = terms_lines(decision.terms, committed=decision.has_commitments)
        lines = (*counting_lines(decision.points), *terms)
        blocks += [Line(line) for line in lines]
    else:
        blocks.append(
            Line(
                t(
                    "{people} of {electorate} spoke.",
                    people=found.tally.people,
                    electorate=found.electorate,
                )
            )
        )
        blocks += (
            [Line(few_secret())]
            if found.published is Published.NONE
            else counts(decision, found.tally, bars=False)
        )
        blocks += [Line(objection_line(decision, one)) for one in found.objections]
        blocks += result_lines(decision)
    blocks += views_lines(minority)
    if address:
        blocks.append(Line(verbatim(address)))
    text = plain(word(reply(*blocks), language))
    return reply(t("For the mailing list:"), Quote(folded(text)))
