"""What can be typed after `intersession`: the tasks, and what each takes; for `bot.program`."""

import argparse
from importlib.metadata import version


def parser() -> argparse.ArgumentParser:
    """Reads a command line: `task` names what is asked for."""
    found = argparse.ArgumentParser(
        prog="intersession", description="A companion for tracks in Matrix and Telegram rooms."
    )
    found.add_argument("--version", action="version", version=version("intersession"))
    tasks = found.add_subparsers(dest="task", required=True)
    tasks.add_parser("run", help="start the bot; with no platform set, in the terminal")
    play = tasks.add_parser("play", help="play stories: 1 at the first difference")
    play.add_argument("--show", action="store_true", help="show what is said instead of comparing")
    play.add_argument("files", nargs="+", metavar="FILE")
    tasks.add_parser("mail", help="hear one mail from standard input")
    tasks.add_parser("check-config", help="say what is set, without secrets")
    export = tasks.add_parser("export", help="write the public record to standard output")
    export.add_argument("--decision", metavar="D7", help="one decision with its ballots instead")
    serve = tasks.add_parser("serve", help="show the public pages; the bot may be running")
    serve.add_argument("--until-end-of-input", action="store_true", help=argparse.SUPPRESS)
    publish = tasks.add_parser("publish", help="write a copy of all public pages into a folder")
    publish.add_argument("folder", metavar="DIR")
    check = tasks.add_parser(
        "verify",
        help="check an exported record, decision, report or head",
        usage="intersession verify FILE [RECEIPT]\n"
        "       intersession verify OLD NEW\n"
        "       intersession verify DECISION --journal FILE\n"
        '       intersession verify --head "LINE" FILE\n'
        "       intersession verify CHECKPOINT --key KEY",
    )
    # What the words mean is said by verify.py, which runs alone as well.
    check.add_argument("words", nargs="*", metavar="FILE …")
    heads = tasks.add_parser("head-key", help="the key that heads of the record are signed with")
    heads.add_argument(
        "what",
        choices=("show", "rotate", "lost", "stolen"),
        help="show it for witnesses, or put a new one in its place",
    )
    tasks.add_parser("migrate", help="carry the tables over to this version, and start nothing")
    carry = tasks.add_parser("move", help="carry everything from SQLite into an empty PostgreSQL")
    carry.add_argument("source", metavar="sqlite:///FILE")
    carry.add_argument("target", metavar="postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    for name, text in (
        ("backup", "write a backup; the bot may be running"),
        ("restore", "bring a backup back into an empty data folder"),
    ):
        tasks.add_parser(name, help=text).add_argument("file", metavar="FILE")
    return found
