"""What is done with what was heard: one batch, one transaction, a savepoint for each command.

`app` calls it on the writer thread. Nothing is sent here; answers go into the outbox.
"""

import logging
import re
import secrets
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Doubtful
from bot.conversation.addresses import with_address
from bot.conversation.changes import changed
from bot.conversation.context import Context, Occasion, Place, Speaker, next_wake
from bot.conversation.errors import NotKept, Refusal
from bot.conversation.message import (
    Claim,
    Confirmed,
    Edited,
    Entered,
    Heard,
    Left,
    Message,
    Moved,
    PersonRef,
    Removed,
    Returned,
    RoomRef,
    Shared,
)
from bot.conversation.outgoing import Outgoing
from bot.conversation.phrases import Typed, t
from bot.conversation.registry import (
    Call,
    Command,
    Where,
    Who,
    called_by_name,
    command_line,
    commands,
    find,
)
from bot.conversation.reply import Reply, reply
from bot.conversation.translate import language_of, word
from bot.conversation.wording import Wording
from bot.letters.asking import Letter, Patience, ask_back, begun, confirmed, opened, proves
from bot.letters.rules import act
from bot.letters.store import Letters
from bot.letters.views import worded
from bot.memory import Memory, State
from bot.pace import Turns
from bot.people.arguments import named_in
from bot.people.model import Account, Grant, Person, Role
from bot.people.moderating import check_suspended
from bot.people.rules import may, shown_name
from bot.people.store import People, Roles
from bot.ports import Clock, Outbox, Positions, Seen, Store, Tx
from bot.pulse import Pulse
from bot.settings import Settings
from bot.tracks.lists import returned
from bot.tracks.store import Rooms, Tracks
from bot.transactions import in_one
from bot.voice import Boards, Voice
from bot.welcome.views import (
    clock_doubted,
    entered,
    hint,
    not_for_you,
    not_here,
    stale,
    too_fast,
    too_much_here,
)

_log = logging.getLogger(__name__)
_MOST_WAITING = 20_000
"""So many messages waiting on a platform, and only votes are carried out."""
_NUMBER = re.compile(r"#?(\d{1,2})")
_NUMBERS = re.compile(r"[\d\s.,;،؛、，；>]+")
_ROLES: dict[Who, tuple[Role, ...]] = {
    Who.FACILITATOR: (Role.FACILITATOR,),
    Who.RAPPORTEUR: (Role.RAPPORTEUR,),
    Who.OPERATOR: (Role.OPERATOR,),
    Who.MODERATOR: (Role.RAPPORTEUR, Role.OPERATOR),
}


class Hearing:
    """Hears batches. Its memory between them is how many commands each account may still say, and
    what no file may hold."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        pulse: Pulse | None = None,
        unwritten: Memory[int, Wording] | None = None,
        forget: Callable[[PersonRef], None] = lambda _: None,
    ) -> None:
        """unwritten: the words of messages, by their numbers in the outbox, that no file has.
        forget: called for each account of whoever is erased, before that lasts: a kill between the
        two leaves nothing behind."""
        self.pulse = pulse or Pulse()
        self._unwritten: Memory[int, Wording] = unwritten or Memory()
        self._memory: Memory[str, object] = Memory()
        self._own = 0
        self._forget = forget
        self._store = store
        self._clock = clock
        self._voice = Voice(settings)
        self._boards: Boards = {}
        self._wakes: list[datetime] = []
        self._settings = settings
        self._turns = Turns(settings.commands_per_minute)
        self._room_turns = Turns(settings.room_commands_per_minute)
        self._overloaded = False
        self._patience = Patience()

    def hear(
        self, platform: str, heard: Sequence[Heard], position: str, by: int = 0, own: int = 0
    ) -> datetime | None:
        """Do all of a batch and keep the platform's position after it, or do nothing of it.

        by: the number of the process that listens there; 0 if several may. own: that of this
        process. The earliest instant at which time has something to do because of it, or None.
        """
        now, self._own = self._clock.now(), own

        def all_of_it(tx: Tx) -> None:
            self._boards, self._wakes = {}, []
            self._unwritten.begin()
            self._memory.begin()
            self._turns.begin()
            self._room_turns.begin()
            self._overloaded = tx.get(Outbox).crowded(platform, _MOST_WAITING)
            for one in heard:
                self._hear_one(tx, one, now)
            self._voice.draw(tx, self._boards, now)
            if position:
                tx.get(Positions).move(platform, position, by)

        try:
            in_one(self._store, all_of_it)
        except NotKept:
            self.pulse.not_kept += 1
            raise
        self._turns.keep()
        self._room_turns.keep()
        self._unwritten.keep(now)
        self._memory.keep(now)
        if heard:
            self.pulse.heard[platform] += len(heard)
            self.pulse.heard_at[platform] = now
        return next_wake(self._wakes, now)

    def _hear_one(self, tx: Tx, one: Heard, now: datetime) -> None:
        match one:
            case Message():
                self._hear_message(tx, one, now)
            case Edited() | Removed() | Returned():
                self._hear_change(tx, one, now)
            case Entered():
                self._hear_entered(tx, one, now)
            case Confirmed():
                self._hear_confirmed(tx, one, now)
            case Left(_, room):
                tx.get(Rooms).set_present(room, present=False)
                tx.get(Outbox).abandon(room)
                tx.get(People).forget_room(room)
            case Shared(_, room):
                tx.get(People).forget_room(room)
            case Moved(_, old, new):
                tx.get(Rooms).moved(old, new)
                tx.get(Outbox).moved(old, new)

    def _hear_entered(self, tx: Tx, heard: Entered, now: datetime) -> None:
        if not tx.get(Seen).first_time(heard.room.platform, heard.id, now):
            return
        # Whoever carries the bot into hundreds of rooms makes it greet no more than some of them.
        greets = self._room_turns.take(f"greetings on {heard.room.platform}", now)
        rooms, tracks = tx.get(Rooms), tx.get(Tracks)
        rooms.set_present(heard.room, present=True)
        if not greets or self._room_turns.too_many(f"greetings on {heard.room.platform}"):
            self.pulse.refused["greeting"] += 1
            return
        room = rooms.room(heard.room)
        bound = [track for code in rooms.tracks(heard.room) if (track := tracks.track(code))]
        language = room.language if room and room.language else self._settings.language
        greeting = word(entered(bound), language)
        tx.get(Outbox).put(Outgoing(heard.room, greeting), now)

    def _hear_message(self, tx: Tx, message: Message, now: datetime) -> None:
        if self._turns.used_up(message.sender, now):
            # Nothing is looked up or written for them: others are not to wait.
            self.pulse.refused["person"] += 1
            return
        message = replace(message, text=_writable(message.text))
        if message.claim:
            self._hear_letter(tx, message, message.claim, now)
            return
        tapped, line = self._understand(tx, message)
        wordless = message.private and not line
        if not line and not wordless:
            return
        if not tx.get(Seen).first_time(message.room.platform, message.id, now):
            return
        if not self._turns.take(message.sender, now):
            return
        ctx = self._context(tx, message, now)
        if self._turns.too_many(message.sender):
            self._answer(tx, ctx, tapped, too_fast(self._settings.commands_per_minute))
        elif wordless:
            self._answer(tx, ctx, tapped, stale() if message.tap else hint(message.file))
        else:
            self._obey(tx, ctx, tapped, line)

    def _hear_letter(self, tx: Tx, message: Message, claim: Claim, now: datetime) -> None:
        """Do what a letter asks for if it proves who wrote it; else ask its address back."""
        if tx.get(Rooms).tracks(message.room):
            # It claims to be from a list; and what is for one person is never written there.
            return
        letter = opened(tx, message, claim, now)
        if not letter.meant:
            # Talk on a mailing list.
            return
        if not tx.get(Seen).first_time(message.room.platform, message.id, now):
            return
        if proves(tx, claim, now):
            claim = replace(claim, begun=begun(letter.answered, letter.line))
            if letter.first:
                letter = replace(letter, line=letter.first)
            self._hear_proven(tx, replace(message, claim=claim), claim, letter, now)
        elif self._patience.take(message.sender, now):
            ask_back(tx, message, letter, self._settings, now)

    def _hear_confirmed(self, tx: Tx, press: Confirmed, now: datetime) -> None:
        """Do what somebody confirmed on a page, as if they had answered the letter about it."""
        found = confirmed(tx, press, now)
        if found is None:
            return
        message, letter = found
        if self._turns.used_up(message.sender, now):
            self.pulse.refused["person"] += 1
        elif message.claim and proves(tx, message.claim, now):
            self._hear_proven(tx, message, message.claim, letter, now)

    def _hear_proven(
        self, tx: Tx, message: Message, claim: Claim, letter: Letter, now: datetime
    ) -> None:
        if not self._turns.take(message.sender, now):
            return
        ctx = self._context(tx, message, now)
        if self._turns.too_many(message.sender):
            self._answer(tx, ctx, None, too_fast(self._settings.commands_per_minute))
        elif not letter.line:
            self._answer(tx, ctx, None, letter.otherwise)
        else:
            tx.get(Letters).note(ctx.speaker.person, act(letter.line), claim.verdict, now)
            self._obey(tx, ctx, letter.answered, letter.line)

    def _hear_change(self, tx: Tx, change: Edited | Removed | Returned, now: datetime) -> None:
        """Tell what rests on a message that it changed; if that fails, nothing of it remains."""
        if isinstance(change, Edited | Returned):
            change = replace(change, text=_writable(change.text))
        if not tx.get(Seen).first_time(change.room.platform, change.id, now):
            return
        occasion = Occasion(now, self._settings)
        try:
            with tx.savepoint():
                if isinstance(change, Returned):
                    returned(tx, occasion, change.text)
                else:
                    changed(tx, occasion, change)
                self._voice.say(tx, occasion, self._boards)
            self._wakes += occasion.wakes
        except NotKept:
            raise
        except Exception as error:
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a change was not honoured: %s\n%s", type(error).__name__, frames)

    def _understand(self, tx: Tx, message: Message) -> tuple[Outgoing | None, str]:
        """The bot's message that was tapped or answered, and the command that is meant.

        The command is "" for ordinary talk.
        """
        outbox, tap = tx.get(Outbox), message.tap
        if tap:
            shown = outbox.numbered(tap.outgoing) if tap.outgoing else None
            shown = shown or outbox.answered(message.room, tap.sent)
            if shown is None or shown.to.id != message.room.id:
                shown = outbox.answered(message.room, tap.sent)
            shown = self._as_said(tx, shown, tap.sent)
            buttons = shown.wording.buttons if shown else ()
            return shown, buttons[tap.choice].says if tap.choice < len(buttons) else ""
        line = command_line(message.text)
        if line:
            return None, line
        if message.replies_to:
            asked = outbox.answered(message.room, message.replies_to)
        elif message.under and (line := self._below(tx, message)):
            return None, line
        elif message.addressed and not message.private:
            return None, called_by_name(message.text)
        else:
            asked = outbox.newest(message.room) if message.private else None
        asked = self._as_said(tx, asked, asked.sent_id) if asked else None
        return None, _completed(asked, message) if asked else ""

    def _below(self, tx: Tx, message: Message) -> str:
        """What a number says that stands in a thread below messages of the bot."""
        for above in message.under:
            shown = tx.get(Outbox).answered(message.room, above)
            asked = self._as_said(tx, shown, above) if shown else None
            line = _by_number(asked, message.text.strip()) if asked else ""
            if line:
                return line
        return ""

    def _as_said(self, tx: Tx, outgoing: Outgoing | None, sent: str) -> Outgoing | None:
        """A message with the words that it was said in, if they were never written down. sent: the
        platform's id of what somebody saw."""
        words = self._unwritten.get(outgoing.id, self._clock.now()) if outgoing else None
        if not outgoing or not words or outgoing.sent_id not in ("", sent):
            return outgoing
        # Another process that sent it has said what is written, and a tap means what was shown.
        ours = tx.get(Outbox).claimed(outgoing.id, self._own)
        return replace(outgoing, wording=words) if ours else outgoing

    def _context(self, tx: Tx, message: Message, now: datetime) -> Context:
        account = Account(
            message.sender,
            shown_name(message.name) or message.sender.id,
            message.handle,
            replace(message.room, topic="") if message.private else None,
        )
        person = tx.get(People).meet(account, language_of(message.language), now)
        speaker = Speaker(
            person.id,
            person.pseudonym,
            person.name,
            person.language or self._settings.language,
            person.zone or "UTC",
        )
        if message.private:
            place = Place(True, speaker.language, speaker.zone)
        else:
            rooms = tx.get(Rooms)
            room = rooms.room(message.room)
            place = Place(
                False,
                room.language if room and room.language else self._settings.language,
                room.zone if room and room.zone else "UTC",
                rooms.tracks(message.room),
            )
        return Context(now, self._settings, speaker, place, message, self.pulse, self._memory)

    def _obey(self, tx: Tx, ctx: Context, tapped: Outgoing | None, line: str) -> None:
        """Carry a command out and answer it; if it is refused or fails, nothing of it remains."""
        known = self._memory.state(), self._unwritten.state()
        try:
            with tx.savepoint():
                grants = tx.get(Roles).of(ctx.speaker.person)
                call = find(line, (one for one in commands() if may(one.who, grants, "")))
                if not call.command.vital and not self._has_room(tx, ctx, tapped):
                    return
                self.pulse.commands[call.command.name] += 1
                answer = self._carry_out(tx, ctx, call, grants)
                if not (ctx.place.private or answer.private):
                    answer = with_address(answer, self._settings.public_url)
                    answer = self._voice.with_head(tx, answer, ctx.place.tracks, ctx.now)
                self._answer(tx, ctx, tapped, answer)
                self._voice.say(tx, ctx, self._boards, ctx.message.room)
                for account in ctx.forgotten:
                    self._forget(account)
            self._wakes += ctx.wakes
        except Refusal as refusal:
            self._forget_since(*known)
            self._answer(tx, ctx, tapped, refusal.answer, self._named_in(tx, line))
        except NotKept:
            # Not the command's fault: the whole batch is heard again.
            raise
        except Exception as error:
            self._forget_since(*known)
            self._answer(tx, ctx, tapped, self._own_up(tx, ctx, line, error))

    def _named_in(self, tx: Tx, line: str) -> tuple[int, ...]:
        """Whose names stand in a command that was refused. It is outside of what is undone: were it
        to fail, nobody's words in the batch would be heard."""
        try:
            return named_in(tx.get(People), line)
        except NotKept:
            raise
        except Exception as error:
            self.pulse.defects += 1
            _log.error("names were not looked for: %s", type(error).__name__)
            return ()

    def _forget_since(self, known: State[str, object], words: State[int, Wording]) -> None:
        """The numbers that messages had are given anew: no other may be said in their words."""
        self._memory.undo(known)
        self._unwritten.undo(words)

    def _has_room(self, tx: Tx, ctx: Context, tapped: Outgoing | None) -> bool:
        """Whether there is room for a command that no right depends on: votes go first."""
        if self._overloaded:
            self.pulse.refused["overload"] += 1
            return False
        if ctx.place.private:
            return True
        room = ctx.message.room
        if not self._room_turns.take(room, ctx.now):
            self.pulse.refused["room"] += 1
            return False
        if self._room_turns.too_many(room):
            self.pulse.refused["room"] += 1
            self._answer(tx, ctx, tapped, too_much_here(self._settings.room_commands_per_minute))
            return False
        return True

    def _carry_out(self, tx: Tx, ctx: Context, call: Call, grants: frozenset[Grant]) -> Reply:
        command = call.command
        _check_place(command, ctx)
        doubt = self._clock.doubt() if isinstance(self._clock, Doubtful) else None
        if doubt and command.lasting:
            raise Refusal(clock_doubted(doubt))
        roles = tx.get(Roles)
        # Who may never say it is told so before being asked for arguments.
        if not may(command.who, grants, ""):
            raise Refusal(not_for_you(command, _holders(roles, command.who)))
        arguments = call.arguments(ctx, tx)
        for value in arguments.values():
            scope = getattr(value, "scope", None)
            if isinstance(scope, str) and not may(command.who, grants, scope):
                raise Refusal(not_for_you(command, _holders(roles, command.who, scope)))
            if command.takes_part and isinstance(scope, str):
                check_suspended(tx, ctx, scope)
        return command.handler(ctx, **arguments)

    def _own_up(self, tx: Tx, ctx: Context, line: str, error: Exception) -> Reply:
        """A defect of ours: logged with a reference and without anybody's words."""
        self.pulse.defects += 1
        reference = secrets.token_hex(2).upper()
        name = line.split(maxsplit=1)[0][:32]
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("%s: /%s failed: %s\n%s", reference, name, type(error).__name__, frames)
        ctx.said.clear()
        for operator in tx.get(Roles).holders(Role.OPERATOR):
            ctx.tell(
                operator.id,
                reply(
                    t(
                        "A command failed: {command}. Reference {reference}; the log says more.",
                        command=Typed(name),
                        reference=reference,
                    )
                ),
            )
        self._voice.say(tx, ctx, self._boards, ctx.message.room)
        return reply(
            t(
                "Something failed on our side, and nothing was changed. Reference {reference}. "
                "The operator has been told.",
                reference=reference,
            )
        )

    def _answer(
        self,
        tx: Tx,
        ctx: Context,
        tapped: Outgoing | None,
        answer: Reply,
        typed: tuple[int, ...] = (),
    ) -> None:
        """Put the answer to a command into the outbox: where it was said, or in private. typed:
        whose names stand in the command, which its buttons may repeat."""
        message = ctx.message
        aside = answer.private and not message.private
        to, language, zone = self._answered_at(tx, ctx) if aside else (
            message.room, ctx.place.language, ctx.place.zone
        )  # fmt: skip
        edits = tapped.sent_id if tapped and tapped.addressed and not aside else ""
        outgoing = Outgoing(
            to,
            replace(worded(answer, to, answer.language or language, zone), typed=typed),
            answers="" if message.tap else message.id,
            pointer=message.room if aside else None,
            thread=message.thread,
            edits="" if answer.beside else edits,
            addressed=True,
            private=aside or message.private,
        )
        outbox = tx.get(Outbox)
        number = outbox.put(outgoing, ctx.now)
        if answer.unwritten:
            words = worded(answer.unwritten, to, answer.language or language, zone)
            self._unwritten.put(number, words, ctx.now)
            if self._own > 0:
                # Another process would say what is written in its place.
                outbox.claim([number], self._own)

    def _answered_at(self, tx: Tx, ctx: Context) -> tuple[RoomRef | PersonRef, str, str]:
        """Where somebody is answered in private, in which language and time zone."""
        sender = ctx.message.sender
        person = tx.get(People).behind(sender)
        accounts = person.accounts if person else ()
        room = next((one.room for one in accounts if one.ref == sender), None)
        return room or sender, ctx.speaker.language, ctx.speaker.zone


def _holders(roles: Roles, who: Who, track: str = "") -> list[Person]:
    """Those who may say what a command of this kind says."""
    return [
        one
        for role in _ROLES[who]
        for one in roles.holders(role, track if role is Role.FACILITATOR else "")
    ]


def _writable(text: str) -> str:
    """Half a sign can come over a network, but can't be written down."""
    return text.encode("utf-8", "replace").decode()


def _check_place(command: Command, ctx: Context) -> None:
    here = Where.PRIVATE if ctx.place.private else Where.ROOM
    if command.where not in (here, Where.ANYWHERE):
        raise Refusal(not_here(command))


def _completed(asked: Outgoing, message: Message) -> str:
    """The command that a message answers: a button by its number, several of those that can be
    answered in people's own words, or the question in free text or with a file."""
    text = message.text.strip()
    line = _by_number(asked, text)
    return line or (
        asked.wording.asks + text if asked.wording.asks and (text or message.file) else ""
    )


def _by_number(asked: Outgoing, text: str) -> str:
    """The command of the button or buttons whose numbers these are, or ""."""
    buttons = asked.wording.buttons
    number = _NUMBER.fullmatch(text)
    if number and 1 <= int(number[1]) <= len(buttons):
        button = buttons[int(number[1]) - 1]
        # What is called "2" wins over what stands second; where people vote, they are asked.
        named = next((one for one in buttons if text in (one.label, *one.also)), button)
        return named.opens + text if named.opens and named is not button else named.says
    opens = next((one.opens for one in buttons if one.opens), "")
    if opens and _NUMBERS.fullmatch(text) and any(sign.isdecimal() for sign in text):
        return opens + text
    return ""
