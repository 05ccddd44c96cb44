"""How a charter looks: its text, its terms in plain words, the card before it opens.

The commands on charters, the views of open decisions and the pages call it.
"""

from collections.abc import Iterable, Sequence

from bot.conversation.phrases import Multilingual, Phrase, n, t, verbatim
from bot.conversation.reply import Block, Choice, Items, Line, Quote, Reply, Title, reply
from bot.conversation.translate import language_name
from bot.decisions.languages import Binding
from bot.decisions.model import Decision, Kind, Quorum, Secrecy, Silence, Terms, Visible
from bot.decisions.rules import seal
from bot.record.verify import SECRET_LEAST


def title(decision: Decision, track: str) -> Phrase:
    """The first line of everything about an open decision: "D7 · Consensus call · BPF …"."""
    return t(
        "{reference} · {kind} · {track}",
        reference=decision.reference,
        kind=decision.terms.kind.label,
        track=track,
    )


def subject(terms: Terms) -> tuple[Block, ...]:
    """The exact text that is decided on, and its options."""
    options = (Items(tuple(verbatim(one) for one in terms.answers), numbered=True),)
    return (Quote(terms.proposal), *(options if terms.options else ()))


def all_versions(terms: Terms) -> tuple[Block, ...]:
    """The original, and each version under the name of its language."""
    originals = tuple(Multilingual(one) for one in terms.options)
    blocks = [*_version(terms.text, originals, "")]
    for code, one in terms.languages.versions.items():
        blocks.append(Line(verbatim(f"{language_name(code)}:")))
        blocks += _version(one.text, terms.answers, code)
    return tuple(blocks)


def _version(text: str, options: tuple[Multilingual, ...], code: str) -> tuple[Block, ...]:
    named = Items(tuple(verbatim(str(one.said_in(code))) for one in options), numbered=True)
    return (*((Quote(text),) if text else ()), *((named,) if options else ()))


def languages_lines(terms: Terms) -> tuple[Phrase, ...]:
    """In which languages there are versions, and which of them binds; nothing if there are none."""
    languages = terms.languages
    if not languages.versions:
        return ()
    binding = t("The original is binding.")
    if languages.binding is Binding.ALL:
        binding = t("All versions are binding alike.")
    elif languages.original:
        name = language_name(languages.original)
        binding = t("The original, in {language}, is binding.", language=name)
    return (t("Versions in: {languages}.", languages=_names(languages.versions)), binding)


def without_version(codes: Iterable[str]) -> Phrase:
    """In which languages of the track there is no version."""
    return t("No version in: {languages}.", languages=_names(codes))


def _names(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(language_name(code) for code in codes)


def lost_lines(words: Iterable[tuple[str, str]]) -> tuple[Block, ...]:
    """What stood in versions and does not any more, given back."""
    back = tuple(Quote(f"{language_name(code)}: {one}") for code, one in words)
    return (Line(t("These versions were taken out:")), *back) if back else ()


def terms_lines(terms: Terms, *, committed: bool = True) -> tuple[Phrase, ...]:
    """The terms in plain words, as far as they do not depend on the opening. committed: whether
    ballots are recorded by commitments; a secret round that is older is told whole, however few
    have voted."""
    ending = (
        t("A sense check has no result; it shows where people stand.")
        if terms.kind is Kind.SENSE
        else n(
            "A facilitator calls the result, with reasons; it can be contested for one hour.",
            "A facilitator calls the result, with reasons; it can be contested for {count} hours.",
            terms.review,
        )
    )
    return (
        t("Ballots are secret: nobody learns who said what.")
        if terms.secrecy is Secrecy.SECRET
        else t("Ballots are open, with their reasons."),
        t("Counts are shown at the close.")
        if terms.shown is Visible.AT_CLOSE
        else t("Counts are shown once you have voted."),
        *_secret_lines(terms, committed),
        *silence_lines(terms.silence),
        ending,
    )


def _secret_lines(terms: Terms, committed: bool) -> tuple[Phrase, ...]:
    """What secret ballots can tell all the same, and what is not told of them."""
    if not terms.is_secret:
        return ()
    older = terms.visible is not terms.shown
    few = t(
        "With fewer than {least} ballots only the turnout is told, and no result can be called.",
        least=SECRET_LEAST,
    )
    return (
        *((t("This charter says that counts are shown after voting; they are not."),) * older),
        t("If all say the same, the count tells it."),
        *((few,) * committed),
    )


def silence_lines(silence: Silence) -> tuple[Phrase, ...]:
    """What it means that somebody says nothing. A charter from before may say that it means
    something; then it is said that it changes nothing."""
    if silence is Silence.NOTHING:
        return (t("Silence means nothing."),)
    return (
        t("Silence counts as no objection."),
        t("The charter says so; no rule reads it, and it changes no result."),
    )


def counting_lines(points: int) -> tuple[Phrase, ...]:
    """How a ranking is counted whose first gets so many points; nothing where people are."""
    if not points:
        return ()
    return (
        n(
            "The first option of a ballot gets one point; those left out get none.",
            "The first option of a ballot gets {count} points, each after it one fewer; those left "
            "out get none.",
            points,
        ),
    )


def length(hours: int) -> Phrase:
    """A length of time in days, or in hours if it is not whole days."""
    if hours % 24 == 0:
        return n("one day", "{count} days", hours // 24)
    return n("one hour", "{count} hours", hours)


def draft_card(
    decision: Decision, track: str, people: int, missing: Sequence[str] = (), *more: Block
) -> Reply:
    """A charter that is not open yet, in all versions, with what can be done. people: the quorum
    as it would be; missing: the track's languages in which there is no version."""
    terms = decision.terms
    number = decision.id
    return reply(
        Title(t("{kind} · {track}: not open yet", kind=terms.kind.label, track=track)),
        *all_versions(terms),
        *languages_lines(terms),
        *((without_version(missing),) if missing else ()),
        t("Who votes: the participants of {track} at the opening.", track=track),
        t("Open for {length}.", length=length(terms.hours)),
        *quorum_lines(terms.kind, Quorum(people, terms.groups)),
        *counting_lines(decision.points),
        *terms_lines(terms),
        *more,
        choices=(
            Choice(t("Open now"), f"open {number} {seal(terms)}"),
            Choice(t("Change a setting"), f"charter {number}"),
            Choice(t("Discuss first"), f"discuss {number}"),
            Choice(t("Drop it"), f"drop {number}"),
        ),
        private=True,
    )


def quorum_lines(kind: Kind, quorum: Quorum) -> tuple[Phrase, ...]:
    """What is needed; nothing for a sense check, which decides nothing."""
    return () if kind is Kind.SENSE else (quorum_line(quorum.people, quorum.groups),)


def quorum_line(people: int, groups: int) -> Phrase:
    """How many people are needed, from how many stakeholder groups: who belongs to one of them
    belongs to no other, so it takes at least as many people."""
    people = max(people, groups)
    return (
        n(
            "Needed: {people} from at least one stakeholder group.",
            "Needed: {people} from {count} stakeholder groups.",
            groups,
            people=n("one person", "{count} people", people),
        )
        if groups
        else t("Needed: {people}.", people=n("one person", "{count} people", people))
    )


def settings_menu(decision: Decision) -> Reply:
    """What of a charter can be changed, each by a button."""
    terms, number = decision.terms, decision.id
    choices = [
        Choice(t("Open for {length}", length=length(hours)), f"charter {number} open {hours}h")
        for hours in (72, 168, 336)
        if hours != terms.hours
    ]
    if terms.secrecy is Secrecy.OPEN and terms.kind is not Kind.CONSENSUS:
        choices.append(Choice(t("Secret ballots"), f"charter {number} ballots secret"))
    if terms.shown is Visible.AFTER_VOTING:
        choices.append(Choice(t("Counts at the close"), f"charter {number} counts at-close"))
    if terms.kind is not Kind.SENSE:
        choices += [
            Choice(
                n("One group needed", "{count} groups needed", groups),
                f"charter {number} groups {groups}",
            )
            for groups in (1, 2, 3)
            if groups != terms.groups
        ]
    choices.append(Choice(t("Other languages"), f"translate {number}"))
    choices.append(Choice(t("Back"), f"charter {number} show"))
    return reply(t("What shall be different?"), choices=tuple(choices), private=True)
