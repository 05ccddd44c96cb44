"""Hints for whoever edits a summary: loaded words, claims that are nobody's, gaps. No judge.

/summary shows them with a draft. The lists are short on purpose: a hint that is often wrong is not
read. They are looked for whatever language the summary is in, for its lines are people's words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from bot.conversation.lines import one_line
from bot.conversation.markdown import read, words_of
from bot.conversation.phrases import Phrase, t, verbatim
from bot.meetings.facts import Facts
from bot.meetings.minutes import Tag

_LOADED = (
    # English
    "obviously|of course|needless to say|unfortunately|regrettably|sadly|fortunately|luckily"
    "|merely|rightly|wrongly|so-called|disappointing(?:ly)?|excellent|brilliant|outstanding"
    "|wonderful|terrible|awful|disastrous|absurd|ridiculous|naive|shameful|shocking"
    "|claimed|insisted|admitted|confessed|complained|boasted|refused|failed to"
    # French
    "|évidemment|bien sûr|malheureusement|hélas|heureusement|à juste titre|à tort|soi-disant"
    "|décevante?s?|excellente?s?|brillante?s?|magnifiques?|terribles?|désastreux|désastreuses?"
    "|absurdes?|ridicules?|naïfs?|naïves?|honteux|honteuses?|choquante?s?"
    "|prétend(?:ent|u|ait|aient)?|avou(?:e|ent|é|ait)"
    "|(?:s'est|se sont) plainte?s?|se plai(?:nt|gnent)"
    # Spanish
    "|obviamente|por supuesto|desgraciadamente|lamentablemente|desafortunadamente|afortunadamente"
    "|por suerte|con razón|sin razón|supuestamente|decepcionantes?|excelentes?|brillantes?"
    "|magnífic[oa]s?|terribles?|desastros[oa]s?|absurd[oa]s?|ridícul[oa]s?|ingenu[oa]s?"
    "|vergonzos[oa]s?|escandalos[oa]s?|admiti(?:ó|eron)|confes(?:ó|aron)|insisti(?:ó|eron)"
    "|se quej(?:ó|aron)"
)
_NOBODYS = (
    # English
    "(?:some|many|most|several|others|a few|people|critics)"
    "(?: (?:people|participants|members|speakers|of (?:us|them)))?(?: also)?"
    " (?:feel|felt|think|thought|believed?|say|said|argued?|suggest(?:ed)?|fear(?:ed)?|want(?:ed)?)"
    "|it (?:was|is|has been) (?:also )?(?:said|felt|argued|suggested|believed|thought|claimed"
    "|feared|noted|pointed out|well known|(?:widely|generally|commonly) \\w+)"
    "|there (?:was|is) a (?:feeling|sense|view|perception)|everyone (?:knows|agrees|agreed|felt)"
    # French
    "|(?:certaine?s|d'aucuns|beaucoup|plusieurs|d'autres|la plupart|les gens)"
    "(?: (?:participant|participante|membre|personne|intervenant)s)?"
    "(?: (?:ont|avaient))? (?:estim|pens|croi|jug|trouv|craign|affirm|souhait|suggér|dis)\\w*"
    "|(?:certaine?s|beaucoup|plusieurs|d'autres) ont (?:dit|cru|craint|voulu)"
    "|il a été (?:aussi )?(?:dit|estimé|avancé|suggéré|noté|affirmé|souligné)"
    "|on (?:dit|estime|pense|a (?:dit|estimé|pensé|suggéré))|tout le monde sait|chacun sait"
    # Spanish
    "|(?:alguno|alguna|mucho|mucha|vario|varia|otro|otra)s(?: (?:participantes|miembros|personas))?"
    " (?:opin|piens|pens|cre[eyí]|dij|dic|sint|sient|consider|argument|sugir|tem)\\w*"
    "|la (?:gente|mayoría) (?:opin|piens|cre|dij|dic)\\w*"
    "|se (?:dijo|sugirió|argumentó|comentó|consideró|señaló|afirmó|cree|piensa|dice)"
    "|hay quien(?:es)?|todo el mundo sabe|es bien sabido"
)
_LOADED_WORDS = re.compile(rf"(?<!\w)(?:{_LOADED})(?!\w)", re.IGNORECASE)
_NOBODYS_WORDS = re.compile(rf"(?<!\w)(?:{_NOBODYS})(?!\w)", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|‹[^›]*›|‘[^’]*’(?!\w)')
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_REFERENCE = re.compile(r"\bM\d+\.\d+\b(?!/)")
_CORRECTION = re.compile(r"\bM\d+\.\d+/\d+\b")
_DECISION = re.compile(r"\bD\d+\b")


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence that says where something is, and what."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class _Passage:
    """A paragraph, heading or cell of the summary, and the line of Markdown at which it begins."""

    text: str
    line: int
    quoted: bool
    linked: bool

    @property
    def place(self) -> Phrase:
        """Where it is: the line of the minutes, or else the line of the text."""
        reference = _REFERENCE.search(self.text)
        if reference:
            return verbatim(reference[0])
        return t("Line {number}", number=self.line)


def remarks(markdown: str, facts: Facts) -> list[Remark]:
    """What is worth another look in a summary, as it stands after whatever edits; in its order."""
    passages = list(_passages(markdown))
    return [
        *_about_words(passages, facts),
        *_about_items(facts),
        *_about_decisions(passages, facts),
    ]


def _passages(markdown: str) -> Iterator[_Passage]:
    for node in read(markdown).walk():
        if node.type != "inline":
            continue
        around = list(_around(node))
        line = next(one.map[0] for one in [node, *around] if one.map)
        quoted = any(one.type == "blockquote" for one in around)
        linked = any(one.type == "link" for one in node.walk())
        # Without the fences around words of the other direction.
        yield _Passage(one_line(words_of(node)), line + 1, quoted, linked)


def _around(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """What a passage stands in, from the inside to the outside."""
    while node.parent is not None and not node.parent.is_root:
        node = node.parent
        yield node


def _about_words(passages: list[_Passage], facts: Facts) -> Iterator[Remark]:
    """Loaded words and claims that are nobody's. Under the Chatham House Rule nobody can be named.
    What somebody is quoted with, or was corrected, stays as it is."""
    for passage in passages:
        if passage.quoted or _CORRECTION.search(passage.text):
            continue
        text = unicodedata.normalize("NFC", passage.text)
        words = _QUOTED.sub(" ", _ADDRESS.sub(" ", text)).replace("’", "'")
        for found in dict.fromkeys(_LOADED_WORDS.findall(words)):
            yield Remark(
                t(
                    "{place}: “{words}” judges; say what was said or done.",
                    place=passage.place,
                    words=found,
                )
            )
        if facts.meeting.chatham:
            continue
        for found in dict.fromkeys(_NOBODYS_WORDS.findall(words)):
            yield Remark(
                t(
                    "{place}: “{words}” does not say who; name them, or leave it out.",
                    place=passage.place,
                    words=found,
                )
            )


def _about_items(facts: Facts) -> Iterator[Remark]:
    """Items of the agenda under which nothing was noted but their title."""
    noted = {one.item for one in facts.kept(Tag.INFO, Tag.AGREED, Tag.ACTION, Tag.LINK)}
    for item in facts.items:
        if item.number not in noted:
            yield Remark(
                t(
                    "Item {number}, {title}: nothing was noted under it.",
                    number=item.number,
                    title=item.title,
                )
            )


def _about_decisions(passages: list[_Passage], facts: Facts) -> Iterator[Remark]:
    """What was agreed and names no decision of the register and no document, or was left out."""
    for line in facts.kept(Tag.AGREED):
        mark = f"({line.reference})"
        said = next((one for one in passages if mark in one.text), None)
        if said is None:
            yield Remark(t("{place} was agreed and is not in the summary.", place=line.reference))
        elif not said.linked and not any(
            shape.search(said.text) for shape in (_DECISION, _ADDRESS, _QUOTED)
        ):
            yield Remark(
                t(
                    "{place}: names neither a decision, such as {example}, nor a document.",
                    place=line.reference,
                    example="D7",
                )
            )
