"""The record on the web: its head, signed heads, the journal page by page and whole, and proofs."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator

from bot.conversation.phrases import Phrase, t, verbatim
from bot.pages.blocks import Download, Entry, Link, Listing, Page, Section, Stream, Text, Words
from bot.ports import Tx
from bot.record.model import Head
from bot.record.rules import exported
from bot.record.store import Heads, Journal
from bot.record.verify import TLOG_PROOF, verifier_key

HEAD, JOURNAL, WHOLE, CHECKPOINT = "/head", "/journal", "/journal.jsonl", "/checkpoint"
_PLAIN = "text/plain"
_ON_A_PAGE = 40
_LONGEST = 1_000
"""So many signs of an entry stand on a page. It is whole in the JSON of the page."""
_IN_A_PIECE = 2_000
_MOST_SAID = 50
_ABOVE = (Link(t("Head of the record"), HEAD),)


def head_page(tx: Tx) -> Page:
    """The newest head, how it is checked, and those that were said."""
    heads = tx.get(Heads)
    last, said, key = heads.last(), heads.said(_MOST_SAID), heads.key()
    public = verifier_key(key.name, b64decode(key.public)) if key else ""
    return Page(
        HEAD,
        t("Head of the record"),
        (
            *_newest(last, public),
            Section(t("To check it"), (_ways(), _said_of(last)), "check"),
            Section(t("Heads that were said"), (_listing(said),), "said"),
        ),
        {
            "head": _facts(last) if last else None,
            "key": public,
            "said": [_facts(one) for one in said],
        },
        (
            t("Every public act is an entry of the record, and the head stands for all of them. "
              "Whoever keeps a head can see later whether something before it was changed."),
        ),
    )  # fmt: skip


def _newest(last: Head | None, public: str) -> Iterator[Text | Listing | Words]:
    if last is None:
        yield Text(t("The record is empty."))
        return
    # Not a sentence: from left to right in every language, as it is said and pasted.
    yield Words(f"Record {last.line}")
    yield Text(t("Taken {when}.", when=last.at))
    files = [Entry(t("The journal, page by page"), JOURNAL), Entry(t("The whole journal"), WHOLE)]
    if last.checkpoint:
        files.append(Entry(t("The signed head, for witnesses"), CHECKPOINT))
    yield Listing((*files, Entry(t("The program that checks"), "/verify.py")))
    if public:
        yield Text(t("The key that heads are signed with: {key}", key=public))


def _ways() -> Listing:
    lines = (
        'python verify.py --head "Record …" journal.jsonl',
        "python verify.py checkpoint journal.jsonl",
        "python verify.py OLD.jsonl journal.jsonl",
        "python verify.py D7.json --journal journal.jsonl",
    )
    return Listing(tuple(Entry(verbatim(line)) for line in lines))


def _said_of(last: Head | None) -> Text:
    """Where there are proofs for those who do not want the whole journal."""
    if last is None or not last.checkpoint:
        return Text(t("The whole journal is enough for each of these."))
    return Text(
        t("The whole journal is enough for each of these. Who has a head of 100 entries finds the "
          "proof that the newest continues it at {address}.",
          address=consistency_path(100))
    )  # fmt: skip


def _listing(said: list[Head]) -> Listing | Text:
    if not said:
        return Text(t("None was said yet."))
    return Listing(tuple(_entry(one) for one in said))


def _entry(one: Head) -> Entry:
    phrase = t("{when}: {head}", when=one.at, head=one.line)
    if not one.checkpoint:
        return Entry(phrase)
    proof = Text(t("Proof that the newest head continues it"), consistency_path(one.size))
    return Entry(phrase, checkpoint_path(one.size), notes=(proof,))


def _facts(one: Head) -> dict[str, str | int]:
    at = one.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"size": one.size, "root": one.root, "at": at, "checkpoint": one.checkpoint}


def journal_page(tx: Tx) -> Page:
    """The parts of the journal."""
    count = tx.get(Journal).head()[0]
    parts = [
        Entry(_part(number, count), f"{JOURNAL}/{number}") for number in range(1, _parts(count) + 1)
    ]
    return Page(
        JOURNAL,
        t("The journal"),
        (Listing(tuple(parts)) if parts else Text(t("The record is empty.")),),
        {"entries": count, "of": _parts(count)},
        (t("All entries as they are under the head, in their exact words. People stand in it as "
           "pseudonyms."),),
        _ABOVE,
    )  # fmt: skip


def journal_part(tx: Tx, number: int) -> Page | None:
    """So many entries of the journal, which stay on this page; None if there are none."""
    count = tx.get(Journal).head()[0]
    if not 1 <= number <= _parts(count):
        return None
    first, last = _bounds(number, count)
    entries = [*tx.get(Journal).between(first, last)]
    return Page(
        f"{JOURNAL}/{number}",
        _part(number, count),
        (
            Listing(
                tuple(
                    Entry(
                        verbatim(f"{one.number}. {json.loads(one.text)['act']}"),
                        notes=(Words(_cut(one.text)),),
                        anchor=f"n{one.number}",
                    )
                    for one in entries
                )
            ),
        ),
        {"number": number, "entries": [{"text": one.text, "hash": one.hash} for one in entries]},
        above=(*_ABOVE, Link(t("The journal"), JOURNAL)),
        before=f"{JOURNAL}/{number - 1}" if number > 1 else "",
        after=f"{JOURNAL}/{number + 1}" if number < _parts(count) else "",
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _parts(count: int) -> int:
    return -(-count // _ON_A_PAGE)


def _bounds(number: int, count: int) -> tuple[int, int]:
    return (number - 1) * _ON_A_PAGE + 1, min(number * _ON_A_PAGE, count)


def _part(number: int, count: int) -> Phrase:
    first, last = _bounds(number, count)
    return t("Entries {first} to {last}", first=str(first), last=str(last))


def whole_journal(tx: Tx) -> Stream:
    """The journal as `export` writes it."""
    count, head = tx.get(Journal).head()

    def piece(tx: Tx, number: int) -> bytes:
        if not number:
            return "".join(f"{line}\n" for line in exported(count, head, ())).encode()
        last = min(number * _IN_A_PIECE, count)
        entries = tx.get(Journal).between((number - 1) * _IN_A_PIECE + 1, last)
        _, *lines = exported(count, head, entries)
        return "".join(f"{line}\n" for line in lines).encode()

    pieces = 1 - (-count // _IN_A_PIECE)
    return Stream("journal.jsonl", "application/jsonl", f"{count} {head}", pieces, piece)


def checkpoint(tx: Tx, size: int | None = None) -> Download | None:
    """The newest signed head, or the one over so many entries; None if there is none."""
    head = _signed(tx, size)
    if head is None:
        return None
    name = "checkpoint" if size is None else f"checkpoint-{size}.txt"
    return Download(name, _PLAIN, head.checkpoint.encode())


def consistency(tx: Tx, old: int, size: int | None) -> Download | None:
    """The proof that a signed head continues a head over so many entries, as a witness is asked."""
    head = _signed(tx, size)
    if head is None or old > head.size:
        return None
    path = tx.get(Heads).consistency(old, head.size)
    text = f"old {old}\n{_lines(path)}\n{head.checkpoint}"
    return Download(f"consistency-{old}-{head.size}.txt", _PLAIN, text.encode())


def inclusion(tx: Tx, number: int, size: int | None) -> Download | None:
    """The proof that an entry is under a signed head."""
    head = _signed(tx, size)
    if head is None or not 1 <= number <= head.size:
        return None
    path = tx.get(Heads).inclusion(number, head.size)
    text = f"{TLOG_PROOF}\nindex {number - 1}\n{_lines(path)}\n{head.checkpoint}"
    return Download(f"inclusion-{number}-{head.size}.txt", _PLAIN, text.encode())


def _signed(tx: Tx, size: int | None) -> Head | None:
    head = tx.get(Heads).last() if size is None else tx.get(Heads).of_size(size)
    return head if head and head.checkpoint else None


def _lines(path: list[bytes]) -> str:
    return "".join(f"{b64encode(one).decode()}\n" for one in path)


def checkpoint_path(size: int) -> str:
    """Where a signed head is."""
    return f"/checkpoints/{size}.txt"


def consistency_path(old: int) -> str:
    """Where the proof is that the newest head continues an older one."""
    return f"/proof/consistency/{old}.txt"


def record_pages(tx: Tx) -> Iterator[str]:
    """The paths of the pages."""
    yield from (HEAD, JOURNAL)
    yield from (f"{JOURNAL}/{number + 1}" for number in range(_parts(tx.get(Journal).head()[0])))


def record_files(tx: Tx) -> Iterator[str]:
    """The paths of the files: of proofs those that the heads which were said need. Any other can be
    had from the server, or be done without: the whole journal is there."""
    yield WHOLE
    if _signed(tx, None):
        yield CHECKPOINT
        for one in tx.get(Heads).said(_MOST_SAID):
            if one.checkpoint:
                yield checkpoint_path(one.size)
            yield consistency_path(one.size)
