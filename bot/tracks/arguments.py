"""Arguments about tracks."""

from dataclasses import dataclass

from bot.conversation.arguments import Reading, Words, choose, reads
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import Phrase, t
from bot.conversation.reply import Choice
from bot.tracks.model import Modality, Track
from bot.tracks.rules import meant
from bot.tracks.store import Memberships, Tracks
from bot.tracks.views import not_bound, track_choice

_MOST = 8


@reads(Track)
def read_track(reading: Reading) -> Track:
    """A track by its code, a former code, its name, or a part that fits one alone.

    In a room of one track, and with no word given, it is that track.
    """
    tracks = reading.tx.get(Tracks)
    if not reading.words.peek():
        here = reading.ctx.place.tracks
        only = tracks.track(here[0]) if len(here) == 1 else None
        if only:
            return only
        raise _which(reading, t("Which track?"), _likely(reading, tracks))
    known = tracks.all()
    # A whole name may be several words; a code is the next one.
    every_word = reading.words.left
    whole, _ = meant(every_word, known)
    if whole and " " in every_word and '"' not in every_word:
        reading.words.take_rest()
        return whole
    word = reading.words.peek()
    track, near = meant(word, known)
    track = track or tracks.track(word)
    if track:
        reading.words.take()
        return track
    if not near and " " in every_word:
        _, near = meant(every_word, known)
    if not near:
        raise refusal(
            t("There is no track {word}.", word=word),
            choices=tuple(Choice(m.label, f"tracks {m.value}") for m in Modality),
        )
    raise _which(reading, t("There is no track {word}. Did you mean:", word=word), near)


@dataclass(frozen=True, slots=True)
class TrackHere:
    """A track that this room belongs to."""

    track: Track

    @property
    def scope(self) -> str:
        """The track that roles are looked up for."""
        return self.track.code


@dataclass(frozen=True, slots=True)
class Bound:
    """A track that this room belongs to, whoever speaks: the command itself says who may."""

    track: Track


@reads(Bound)
def read_bound(reading: Reading) -> Bound:
    """One of the tracks of this room; with only one, it need not be named."""
    return Bound(read_track_here(reading).track)


@reads(TrackHere)
def read_track_here(reading: Reading) -> TrackHere:
    """One of the tracks of this room; with only one, it need not be named."""
    tracks = reading.tx.get(Tracks)
    here = [track for code in reading.ctx.place.tracks if (track := tracks.track(code))]
    if not here:
        raise Refusal(not_bound())
    word = reading.words.peek()
    if not word and len(here) == 1:
        return TrackHere(here[0])
    track, _ = meant(word, here)
    if track is None:
        raise choose(
            reading,
            t("Which of the tracks of this room?"),
            [(one.code, track_choice(one)) for one in here],
        )
    reading.words.take()
    return TrackHere(track)


def _which(reading: Reading, question: Phrase, tracks: list[Track]) -> Refusal:
    words = Words(reading.words.line, reading.words.at)
    choices = tuple(
        Choice(track_choice(track), words.with_next(track.code)) for track in tracks[:_MOST]
    )
    more = (Choice(t("All tracks"), "tracks"),)
    return refusal(question, choices=choices + more)


def _likely(reading: Reading, tracks: Tracks) -> list[Track]:
    """The tracks that a person may mean: those of the room, their own, then the largest."""
    memberships = reading.tx.get(Memberships)
    mine = memberships.of(reading.ctx.speaker.person)
    sizes = memberships.sizes()
    here = reading.ctx.place.tracks
    return sorted(
        tracks.all(),
        key=lambda track: (
            track.code not in here,
            track.code not in mine,
            -sizes.get(track.code, 0),
            track.modality is not Modality.BPF,
            track.code,
        ),
    )
