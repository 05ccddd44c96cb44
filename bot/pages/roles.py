"""The log of roles: who was trusted with what, and when that ended. Roles are public by nature, so
their holders are named as the rooms were told; who is not known any more stands as a pseudonym."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.conversation.addresses import track_path
from bot.conversation.phrases import Phrase, t
from bot.pages.blocks import Entry, Listing, Page, Text
from bot.pages.facts import facts
from bot.pages.portions import portion
from bot.pages.register import titles_of
from bot.people.model import Role
from bot.people.store import People
from bot.ports import Tx
from bot.record.store import Journal

PATH = "/roles"
_GIVEN, _ENDED = "role.given", "role.ended"


@dataclass(frozen=True, slots=True)
class RoleEvent:
    """A role that was given or ended. who: a name, or the pseudonym of the record."""

    at: datetime
    given: bool
    who: str
    role: Role
    track: str


def role_entries(tx: Tx) -> list[dict[str, Any]]:
    """What the record has of roles, newest first. That somebody has one by a linked account as well
    is no event here: it is the same person's."""
    entries = [json.loads(one.text) for one in tx.get(Journal).of("role")]
    return [
        one
        for one in entries[::-1]
        if one["act"] in (_GIVEN, _ENDED) and "account" not in one["data"]
    ]


def roles_page(tx: Tx, number: int) -> Page | None:
    """A portion of the log, newest first; None if there is none of this number."""
    part = portion(role_entries(tx), number)
    if part is None:
        return None
    people, titles = tx.get(People), titles_of(tx)
    events = []
    for one in part.items:
        person = people.known_as(one["data"]["person"])
        events.append(
            RoleEvent(
                datetime.strptime(one["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
                one["act"] == _GIVEN,
                (person.name if person else "") or one["data"]["person"],
                Role(one["data"]["role"]),
                one["data"].get("track", ""),
            )
        )
    return Page(
        part.path(PATH),
        t("Log of roles"),
        (
            Listing(
                tuple(
                    Entry(_event(one, titles), track_path(one.track) if one.track else "")
                    for one in events
                )
            )
            if events
            else Text(t("No role was given yet.")),
        ),
        {"number": number, "of": part.of, "events": facts(events)},
        (
            t("Facilitators chair and call results; rapporteurs write minutes and never decide; "
              "operators keep the machine."),
        ),
        before=part.before(PATH),
        after=part.after(PATH),
    )  # fmt: skip


def _event(one: RoleEvent, titles: dict[str, str]) -> Phrase:
    if one.track:
        title = titles.get(one.track, one.track)
        return (
            t("{when}: {person} became {role} of {track}.", when=one.at, person=one.who,
              role=one.role.label, track=title)
            if one.given
            else t("{when}: {person} is no longer {role} of {track}.", when=one.at,
                   person=one.who, role=one.role.label, track=title)
        )  # fmt: skip
    if one.given:
        return t("{when}: {person} became {role}.", when=one.at, person=one.who,
                 role=one.role.label)  # fmt: skip
    return t("{when}: {person} is no longer {role}.", when=one.at, person=one.who,
             role=one.role.label)  # fmt: skip
