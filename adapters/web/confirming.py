"""Confirming on a page what came by mail: shown to whoever reads it, done for whoever presses.

The server asks it for addresses with a token. Nothing of it is kept here, logged or cached; that a
button was pressed is handed to the bot, for this process only reads.
"""

import logging
import re
import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.web.answers import Answer, page_answer, preferred
from adapters.web.ways import Ways, split_language
from bot.conversation.errors import NotKept
from bot.pace import Bucket, Rate
from bot.pages import frame
from bot.pages.blocks import Page
from bot.pages.confirmation import Standing, confirmation, not_here, taken, too_often
from bot.people.rules import code_hash
from bot.ports import Clock, Reader
from bot.settings import Settings

_log = logging.getLogger(__name__)
_PATH = re.compile(r"/confirm/([a-z2-7]{1,60})")
_WRONG = Rate(1, 60)
"""How many tokens that there are not may be tried: nobody can guess one, and nobody is to try."""
_AGAIN = timedelta(minutes=1)
_STATUS = {Standing.OPEN: 200, Standing.USED: 410, Standing.OVER: 410, Standing.UNKNOWN: 404}

Press = Callable[[str], None]
"""Hands over that the button of a token was pressed. Raises OSError if it can't be."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request: the token and the language and way of its page."""

    token: str
    ways: Ways
    language: str


class Confirming:
    """Answers whoever confirms. It is spoken to by one thread."""

    def __init__(self, reader: Reader, clock: Clock, settings: Settings, press: Press) -> None:
        self._reader = reader
        self._clock = clock
        self._settings = settings
        self._press = press
        self._wrong = Bucket(_WRONG, clock.now())
        self._pressed: dict[str, datetime] = {}

    @staticmethod
    def concerns(path: str) -> bool:
        """Whether something could be confirmed at a path."""
        return _PATH.fullmatch(split_language(path)[1]) is not None

    def shown(self, path: str, accepted: str) -> Answer:
        """The page at a path; nothing is done."""
        return self._answered(self._asked(path, accepted), press=False)

    def pressed(self, path: str, accepted: str) -> Answer:
        """The button of the page at a path was pressed."""
        return self._answered(self._asked(path, accepted), press=True)

    def _asked(self, path: str, accepted: str) -> _Asked:
        named, inner = split_language(path)
        found = _PATH.fullmatch(inner)
        language = named or preferred(accepted) or self._settings.language
        return _Asked(found[1] if found else "", Ways(inner, named), language)

    def _answered(self, asked: _Asked, *, press: bool) -> Answer:
        try:
            status, page = self._done(asked.token, press=press)
        except NotKept:
            status, page = 503, frame.busy("/confirm")
        except Exception as error:
            reference = secrets.token_hex(2).upper()
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s: a confirmation failed: %s\n%s", reference, type(error).__name__, frames)
            status, page = 500, frame.failed("/confirm", reference)
        return page_answer(page, asked.ways, asked.language, status, stays=False)

    def _done(self, token: str, *, press: bool) -> tuple[int, Page]:
        now = self._clock.now()
        with self._reader.read() as tx:
            found = confirmation(tx, token, now)
        if found.standing is Standing.UNKNOWN:
            if self._wrong.wait(now):
                return 429, too_often()
            self._wrong.take(now)
        if not press or found.standing is not Standing.OPEN:
            return _STATUS[found.standing], found.page
        return self._hand_over(token, now)

    def _hand_over(self, token: str, now: datetime) -> tuple[int, Page]:
        """Hand it over; pressed again at once, it is the same."""
        self._pressed = {
            one: at for one, at in self._pressed.items() if timedelta() <= now - at < _AGAIN
        }
        if code_hash(token) not in self._pressed:
            try:
                self._press(token)
            except OSError as error:
                _log.error("a confirmation can't be handed over: %s", type(error).__name__)
                return 503, not_here()
            self._pressed[code_hash(token)] = now
        return 202, taken()
