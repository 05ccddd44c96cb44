"""A message without the names of those who were erased: the outbox makes with it what waits to be
said, and what was sent and kept for its buttons, nameless."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.conversation.phrases import Mention, t
from bot.conversation.translate import text_of
from bot.conversation.wording import Attachment, Button, Paragraph, Span, Wording, plain_text

_SOMEBODY = t("former participant")
_TEXTUAL = ("text/", "application/json")


@dataclass(frozen=True, slots=True)
class Erased:
    """Somebody who is erased, by all that gives them away.

    persons: their numbers. names: what they are called on their networks. marks: what is theirs
    alone: "@handle", and their accounts' ids as people type them.
    """

    persons: frozenset[int]
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def without(wording: Wording, gone: Erased, *, named: bool) -> Wording | None:
    """The message without them, None if it goes with them.

    named: the message says itself whom it names. If it names them, or does not say (it is of an
    earlier version), their names are looked for as whole words as well. Its buttons may stand in
    somebody's chat by their numbers, so those that name them do nothing from now on, and are not
    left out.
    """
    if gone.persons.intersection(wording.gone_with):
        return None
    concerns = not named or bool(gone.persons & wording.persons)
    look_for = (*gone.marks, *gone.names) if concerns else gone.marks
    somebody = plain_text(text_of(_SOMEBODY, wording.language))
    redact = _Redaction(gone.persons, _whole(look_for), _whole(gone.marks), somebody)
    said = {span.name for one in wording.paragraphs for span in redact.theirs(one.text)}
    subject = wording.subject
    for name in said:
        subject = subject.replace(name, somebody)
    return replace(
        wording,
        paragraphs=tuple(redact.paragraph(one) for one in wording.paragraphs),
        buttons=tuple(map(redact.button, wording.buttons)),
        attachments=_kept(wording.attachments, gone),
        asks="" if redact.finds(wording.asks) else wording.asks,
        subject=redact.text(subject),
    )


@dataclass(frozen=True, slots=True)
class _Redaction:
    """Takes somebody out of the parts of a message."""

    persons: frozenset[int]
    words: re.Pattern[str] | None
    marks: re.Pattern[str] | None
    somebody: str

    def theirs(self, text: Sequence[Span]) -> list[Mention]:
        return [one for one in text if isinstance(one, Mention) and one.person in self.persons]

    def finds(self, text: str) -> bool:
        return self.words is not None and self.words.search(text) is not None

    def text(self, text: str) -> str:
        return self.words.sub(lambda _: self.somebody, text) if self.words else text

    def paragraph(self, one: Paragraph) -> Paragraph:
        return replace(one, text=tuple(self._span(span) for span in one.text))

    def _span(self, span: Span) -> Span:
        match span:
            case Mention() if span.person in self.persons:
                return self.somebody
            case Mention() if span.person:
                # A namesake.
                return span
            case Mention() if span.account and self.finds(span.account.id):
                return self.somebody
            case str():
                return self.text(span)
            case _ if self.finds(plain_text((span,))):
                return self.somebody
            case _:
                return span

    def button(self, one: Button) -> Button:
        # In one that names others, who may be called the same, only what is theirs alone is found.
        words = self.marks if one.persons else self.words
        texts = (one.label, one.says, *one.also)
        found = words is not None and any(words.search(text) for text in texts)
        if found or self.persons.intersection(one.persons):
            return Button(self.somebody, "")
        return one


def _kept(attachments: Sequence[Attachment], gone: Erased) -> tuple[Attachment, ...]:
    """The files, or none of them if one that can be read names somebody who is gone: the others
    say the same in other formats."""
    words = _whole((*gone.names, *gone.marks))
    readable = (one for one in attachments if one.media_type.startswith(_TEXTUAL))
    found = words and any(words.search(one.content.decode(errors="replace")) for one in readable)
    return () if found else tuple(attachments)


def _whole(words: Iterable[str]) -> re.Pattern[str] | None:
    """Finds these as whole words, and not within others; None if there are none."""
    known = sorted({one for one in words if one}, key=len, reverse=True)
    if not known:
        return None
    either = "|".join(map(re.escape, known))
    return re.compile(rf"(?<![\w@])(?:{either})(?!\w)", re.IGNORECASE)
