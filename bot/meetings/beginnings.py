"""From what a facilitator types to a meeting that begins: a planned one, or one of a track."""

import re
from dataclasses import dataclass

from bot.conversation.arguments import Reading, reads
from bot.conversation.errors import refusal
from bot.conversation.phrases import t
from bot.conversation.reply import Choice
from bot.meetings.arguments import MEETING, read_meeting
from bot.meetings.model import Meeting
from bot.meetings.rules import may_begin
from bot.meetings.store import Meetings
from bot.tracks.arguments import read_track

_MEETING = re.compile(MEETING, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A planned meeting, or (None) one without a plan; title is "" unless it was given one."""

    track: str
    meeting: Meeting | None
    title: str = ""

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track


@reads(Beginning)
def read_beginning(reading: Reading) -> Beginning:
    """M4; or CODE ["Title"] for one without a plan. In a room of one track it need not be named:
    the one that is planned about now is meant."""
    words = reading.words
    if _MEETING.fullmatch(words.peek()):
        meeting = read_meeting(reading)
        return Beginning(meeting.track, meeting)
    named = bool(words.peek())
    track = read_track(reading)
    title = " ".join(words.take_rest().strip('"“”«» ').split())
    near = [
        one
        for one in reading.tx.get(Meetings).upcoming((track.code,), reading.ctx.now)
        if may_begin(one, reading.ctx.now)
    ]
    if not near:
        if named:
            return Beginning(track.code, None, title)
        raise refusal(
            t("No meeting of {track} is planned about now.", track=track.title),
            choices=(
                Choice(t("Begin one now"), f"begin {track.code}"),
                Choice(t("The next meetings"), f"meetings {track.code}"),
            ),
        )
    if len(near) == 1 and not named:
        return Beginning(track.code, near[0])
    if title:
        return Beginning(track.code, None, title)
    raise refusal(
        t("Which one begins?"),
        choices=(
            *(
                Choice(
                    t("{reference} {title}", reference=one.reference, title=one.title[:40]),
                    f"begin {one.reference}",
                )
                for one in near
            ),
            Choice(t("Another, without a plan"), f'begin {track.code} "{track.name}"'),
        ),
    )
