"""One transaction, done again if another process's came between. `app`, the hearing and the
delivery do all their work on the store through it."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from bot.conversation.errors import Conflict
from bot.ports import Store, Tx

Result = TypeVar("Result")

_ATTEMPTS = 24
_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 0.2


def in_one(store: Store, work: Callable[[Tx], Result], *, lasting: bool = True) -> Result:
    """Do something in one transaction, and make it last (unless it only looks).

    work may be called several times, and has to leave nothing outside the transaction. Raises
    NotKept if the database can't be written; then nothing was done.
    """
    pause = _FIRST_PAUSE
    for _ in range(_ATTEMPTS - 1):
        try:
            return _once(store, work, lasting=lasting)
        except Conflict:
            # At random, so that two processes do not meet again and again.
            time.sleep(random.uniform(0, pause))  # noqa: S311 # nosec B311 # no secret
            pause = min(pause * 2, _LONGEST_PAUSE)
    return _once(store, work, lasting=lasting)


def _once(store: Store, work: Callable[[Tx], Result], *, lasting: bool) -> Result:
    with store.begin() as tx:
        result = work(tx)
        if lasting:
            tx.commit()
    return result
