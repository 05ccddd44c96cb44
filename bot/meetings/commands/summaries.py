"""After a meeting: its summary as files, the text for the mailing list, calendar files."""

from dataclasses import replace

from bot.conversation.addresses import address_of
from bot.conversation.arguments import Rest
from bot.conversation.context import Context
from bot.conversation.errors import refusal
from bot.conversation.phrases import Phrase, Typed, t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Block, Choice, File, Items, Line, Quote, Reply, reply
from bot.meetings.arguments import MEETING
from bot.meetings.calendar import MEDIA_TYPE, Entry, calendar_file, file_name
from bot.meetings.model import Meeting, State
from bot.meetings.papers import facts_of, summary_of
from bot.meetings.rules import corrections_end
from bot.meetings.store import Meetings
from bot.meetings.summary import mailing_text
from bot.meetings.wordcheck import remarks
from bot.people.model import Grant, Role
from bot.people.store import Roles
from bot.ports import Tx
from bot.tracks.model import Track
from bot.tracks.store import Tracks

_LONGEST_SUMMARY = 200_000
_MOST_REMARKS = 12


@command(
    "summary",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The summary of a meeting, to be drafted, edited and read"),
    example="summary M4",
)
def summary(ctx: Context, tx: Tx, meeting: Meeting, text: Rest | None) -> Reply:
    """Draft the summary, take a changed one, or hand out the approved one."""
    _check_over(meeting)
    if meeting.approved:
        return _handed_out(ctx, tx, meeting, t("The approved summary of {reference}.",
                                               reference=meeting.reference))  # fmt: skip
    grants = tx.get(Roles).of(ctx.speaker.person)
    writes = {Grant(Role.RAPPORTEUR), Grant(Role.FACILITATOR, meeting.track)} & grants
    if not writes:
        raise refusal(
            t("The summary of {reference} is not approved yet.", reference=meeting.reference),
            t("A rapporteur writes it; the minutes can be read."),
            choices=(Choice(t("Minutes"), f"minutes {meeting.reference}"),),
        )
    changed = _changed(ctx, text)
    if changed is None:
        drafted = t("The draft of the summary of {reference}.", reference=meeting.reference)
        return _handed_out(ctx, tx, meeting, drafted, drafting=True)
    if Grant(Role.RAPPORTEUR) not in grants:
        raise refusal(t("A rapporteur changes the summary. Nothing was changed."), private=True)
    meeting = replace(meeting, summary=changed)
    tx.get(Meetings).change(meeting)
    kept = t("Kept as the summary of {reference}.", reference=meeting.reference)
    return _handed_out(ctx, tx, meeting, kept, drafting=True)


def _check_over(meeting: Meeting) -> None:
    if meeting.state is not State.ENDED:
        raise refusal(
            t(
                "{reference} is {state}: there is no summary yet.",
                reference=meeting.reference,
                state=meeting.state.label,
            )
        )


def _changed(ctx: Context, text: str | None) -> str | None:
    """The changed Markdown that came with the command: as a file, or as words; None if neither."""
    file = ctx.message.file
    if file is None:
        return text
    if file.content is None or len(file.content) > _LONGEST_SUMMARY:
        raise refusal(
            t("{file} is too large or could not be fetched. Nothing was changed.", file=file.name)
        )
    try:
        changed = file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refusal(
            t(
                "{file} is not Markdown in UTF-8. Nothing was changed; send the .md file.",
                file=file.name,
            )
        ) from None
    if not changed.strip() or "\x00" in changed:
        raise refusal(t("{file} has no text. Nothing was changed.", file=file.name))
    return changed.replace("\r\n", "\n")


def _handed_out(
    ctx: Context, tx: Tx, meeting: Meeting, first: Phrase, *, drafting: bool = False
) -> Reply:
    """The summary as Markdown and as a document; to whoever writes it, with remarks."""
    text = summary_of(tx, meeting, ctx.place.language, ctx.now)
    name = f"{meeting.reference}-summary"
    ends = corrections_end(meeting)
    approvable = drafting and ends is not None and ctx.now >= ends
    blocks: list[Block] = [Line(first)]
    if drafting:
        found = remarks(text, facts_of(tx, meeting, ctx.now))[:_MOST_REMARKS]
        if found:
            blocks += [Line(t("Worth another look:")), Items(tuple(one.phrase for one in found))]
        blocks.append(
            Line(
                t(
                    "To change it, send the .md file back with the caption {command}.",
                    command=Typed(f"summary {meeting.reference}"),
                )
            )
        )
    return reply(
        *blocks,
        File(f"{name}.md", "text/markdown", text.encode()),
        _document(name, text, meeting.title, ctx.place.language),
        choices=(Choice(t("Approve"), f"approve {meeting.reference}"),) if approvable else (),
    )


def _document(name: str, text: str, title: str, language: str) -> File:
    # Loaded here: its library takes a tenth of the start and 10 MB, and few ask for a document.
    from bot.conversation import document  # noqa: PLC0415

    content = document.docx_of(text, title, language)
    return File(f"{name}.docx", document.MEDIA_TYPE, content)


@command(
    "list",
    of=MEETING,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("The summary of a meeting, ready for the mailing list"),
    example="list M4",
)
def list_summary(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    """The approved summary as plain text of 72 columns."""
    _check_over(meeting)
    if not meeting.approved:
        raise refusal(
            t("The summary of {reference} is not approved yet.", reference=meeting.reference)
        )
    address = address_of(ctx.settings.public_url, meeting.reference)
    text = f"{mailing_text(meeting.summary).rstrip()}\n\n{address}".rstrip()
    return reply(t("For the mailing list:"), Quote(text))


@command(
    "ics",
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("Meetings as a calendar file"),
    example="ics irpc",
)
def ics(ctx: Context, tx: Tx, track: Track) -> Reply:
    """All meetings of a track that are to come, as one file."""
    meetings = tx.get(Meetings)
    over = (State.ENDED, State.NOT_HELD)
    found = [one for one in meetings.of((track.code,)) if one.state not in over]
    if not found:
        return reply(t("No meeting of {track} is planned.", track=track.title))
    alone = tuple(one for one in found if one.series is None)
    series = {one.series: None for one in found if one.series is not None}
    entries = [_entry(tx, number, track.title) for number in series]
    if alone:
        entries.insert(0, Entry(None, alone, track.title))
    return _calendar(ctx, entries, track.code, track.title)


@command(
    "ics",
    of=MEETING,
    who=Who.ANYONE,
    where=Where.ANYWHERE,
    help=t("A meeting, with its series, as a calendar file"),
    example="ics M4",
)
def ics_of_meeting(ctx: Context, tx: Tx, meeting: Meeting) -> Reply:
    """A meeting, with its whole series, as a file."""
    track = tx.get(Tracks).track(meeting.track)
    title = track.title if track else meeting.track
    if meeting.series is None:
        entry = Entry(None, (meeting,), title)
    else:
        entry = _entry(tx, meeting.series, title)
    return _calendar(ctx, [entry], meeting.reference, meeting.title)


def _entry(tx: Tx, series: int, track: str) -> Entry:
    meetings = tx.get(Meetings)
    return Entry(meetings.series(series), tuple(meetings.of_series(series)), track)


def _calendar(ctx: Context, entries: list[Entry], name: str, title: str) -> Reply:
    content = calendar_file(entries, ctx.now, ctx.place.language)
    return reply(
        t("{title}: open the file to put it into your calendar.", title=title),
        File(file_name(name), MEDIA_TYPE, content),
    )
