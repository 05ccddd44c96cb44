"""How tracks are shown: the catalogue, one track's card, and what joining says."""

from bot.conversation.phrases import Phrase, Typed, n, t, verbatim
from bot.conversation.reply import Block, Choice, Items, Line, Reply, Title, reply
from bot.people.model import Person, StakeholderGroup
from bot.tracks.model import Attendance, Modality, Part, Room, Shown, Track
from bot.tracks.rules import SMALLEST_CELL


def track_choice(track: Track) -> Phrase:
    """A track on a button."""
    return t("{title}", title=track.title)


def catalogue(tracks: list[Track], mine: dict[str, Part]) -> Reply:
    """The modalities with how many tracks each has, and the reader's own tracks."""
    own = [track for track in tracks if track.code in mine]
    lines: list[Block] = [
        Title(
            n(
                "One track is open to everyone. Joining needs no approval.",
                "{count} tracks are open to everyone. Joining needs no approval.",
                len(tracks),
            )
        )
    ]
    for modality in Modality:
        count = sum(track.modality is modality for track in tracks)
        lines.append(Line(t("{modality}: {count}", modality=modality.label, count=count)))
    if own:
        lines.append(Line(t("You are in: {tracks}.", tracks=tuple(track.title for track in own))))
    return reply(
        *lines,
        choices=tuple(Choice(modality.label, f"tracks {modality.value}") for modality in Modality),
    )


def modality_list(
    modality: Modality, tracks: list[Track], sizes: dict[str, int], mine: dict[str, Part]
) -> Reply:
    """The tracks of one modality, a line each."""
    return reply(
        Title(modality.label),
        modality.about,
        Items(
            tuple(_line(track, sizes.get(track.code, 0), track.code in mine) for track in tracks)
        ),
        t(
            "{command} shows one of them, {join} takes part.",
            command=Typed("track CODE"),
            join=Typed("join CODE"),
        ),
        choices=tuple(Choice(m.label, f"tracks {m.value}") for m in Modality if m is not modality),
    )


def _line(track: Track, size: int, mine: bool) -> Phrase:
    name = t("{code}: {name}", code=track.code, name=track.name)
    if not size:
        return name
    if mine:
        return n("{name} (one person, you)", "{name} ({count} people, you too)", size, name=name)
    return n("{name} (one person)", "{name} ({count} people)", size, name=name)


def track_card(
    track: Track,
    facilitators: list[Person],
    attendance: Attendance,
    groups: Shown | None,
    rooms: list[Room],
    part: Part | None,
    current: list[Phrase],
) -> Reply:
    """One track: what it is, who leads it, how many take part, what goes on, where it meets."""
    blocks: list[Block] = [Title(verbatim(track.title))]
    if track.about:
        blocks.append(Line(t(track.about)))
    blocks.append(Line(track.modality.about))
    if facilitators:
        blocks.append(
            Line(t("Facilitators: {people}.", people=tuple(one.mention for one in facilitators)))
        )
    else:
        blocks.append(Line(t("No facilitator has been appointed yet.")))
    blocks += [*_attendance(attendance), *_groups(groups)]
    blocks += [Line(line) for line in current]
    present = [room for room in rooms if room.present]
    if present:
        blocks.append(Line(t("Rooms:")))
        blocks.append(Items(tuple(_room(room) for room in present)))
    if track.mailing_list:
        blocks.append(Line(t("Mailing list: {address}", address=track.mailing_list)))
    if track.closed:
        blocks.append(Line(t("This track is closed. It takes nobody in.")))
    return reply(*blocks, choices=_ways(track, part))


def _ways(track: Track, part: Part | None) -> tuple[Choice, ...]:
    join = Choice(t("Take part"), f"join {track.code}")
    observe = Choice(t("Observe only"), f"observe {track.code}")
    leave = Choice(t("Leave"), f"leave {track.code}")
    if part is None:
        return () if track.closed else (join, observe)
    return (observe, leave) if part is Part.PARTICIPANT else (join, leave)


def _attendance(attendance: Attendance) -> list[Block]:
    if not attendance.participants and not attendance.observers:
        return [Line(t("Nobody takes part yet."))]
    people = n("One person takes part", "{count} people take part", attendance.participants)
    line = (
        n(
            "{people}, one observes.",
            "{people}, {count} observe.",
            attendance.observers,
            people=people,
        )
        if attendance.observers
        else t("{people}.", people=people)
    )
    return [Line(line)]


def _groups(shown: Shown | None) -> list[Block]:
    """Who takes part by stakeholder group, as it was counted last: it says the same whether nobody
    has come since or somebody whom a new table would tell of."""
    if shown is None:
        return []
    return [
        Line(t("By stakeholder group, as counted on {day}:", day=shown.at.date())),
        Items(tuple(t("{group}: {count}", group=name, count=n) for name, n in group_rows(shown))),
        Line(t("Groups of fewer than {smallest} people are not shown.", smallest=SMALLEST_CELL)),
    ]


def group_rows(shown: Shown) -> list[tuple[Phrase, int]]:
    """The rows of a table by stakeholder group, with the groups' names."""
    labels = {**{one.value: one.label for one in StakeholderGroup}, "": t("Others, or not shown")}
    return [(label, shown.rows[name]) for name, label in labels.items() if name in shown.rows]


def _room(room: Room) -> Phrase:
    name = room.names.title or room.pseudonym
    network = room.ref.platform.capitalize()
    if room.names.address:
        return t(
            "{room} on {network}: {address}", room=name, network=network, address=room.names.address
        )
    return t("{room} on {network}", room=name, network=network)


def joined(track: Track, part: Part, size: int) -> Phrase:
    """What a person is told who now belongs to a track."""
    if part is Part.OBSERVER:
        return t(
            "You observe {track}: you read and are reminded, and do not decide.", track=track.title
        )
    return n(
        "You are in {track}. You are the first.",
        "You are in {track}. {count} people take part.",
        size,
        track=track.title,
    )


def joined_here(person: Person, track: Track, part: Part) -> Reply:
    """What a track's room hears of a new member."""
    if part is Part.OBSERVER:
        said = t("{person} observes {track}.", person=person.mention, track=track.title)
    else:
        said = t("{person} takes part in {track}.", person=person.mention, track=track.title)
    return reply(said, gone_with=(person.id,))


def not_bound() -> Reply:
    """What a room is told that belongs to no track."""
    return reply(
        t(
            "This room belongs to no track. A facilitator can change that: {command}",
            command=Typed("bind CODE"),
        )
    )
