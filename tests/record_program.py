"""Random lives of decisions that the program itself writes, many on one stage."""

import re
from contextlib import closing
from datetime import timedelta
from random import Random

from bot.decisions.export import exported_decision
from bot.people.model import Grant, Role, StakeholderGroup
from bot.record import verify
from bot.record.rules import exported
from bot.record.store import Journal
from bot.tracks.model import Part
from tests.decision_stage import FAY, RAY, TRACK, Stage, Voice, labels, shown

GROUPS = tuple(StakeholderGroup)[:4]
CROWD = tuple(
    Voice("telegram" if number % 3 else "matrix", f"9{number}" if number % 3 else
          f"@v{number}:v.example", Part.PARTICIPANT, GROUPS[number % 4])
    for number in range(14)
)  # fmt: skip
LATE = tuple(Voice("telegram", f"8{number}", None) for number in range(3))
FIN = Voice("matrix", "@fin:f.example", role=Grant(Role.FACILITATOR, TRACK))
OPTIONS = ("Ada", "Bea", "Cleo", "Dot", "Eve", "Flo")
POSITIONS = ("support", "support", "support", "abstain", "reservations", "object")


class Community:
    """People who decide many things at once; what they do is drawn by chance."""

    def __init__(self, stage: Stage, chance: Random, decisions: int) -> None:
        self.stage, self.chance = stage, chance
        stage.meet(*CROWD, *LATE, FIN)
        self.lines: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.receipts: dict[tuple[str, Voice], str] = {}
        self.linked: list[tuple[Voice, Voice]] = []
        for _ in range(decisions):
            self.open_one()
        for voice in LATE:
            stage.say(voice, f"/join {TRACK} agree")

    def facilitator(self) -> Voice:
        return self.chance.choice((FAY, FIN))

    def open_one(self) -> None:
        kind = self.chance.choice(("consensus", "consensus", "sense", "poll", "poll approval",
                                   "poll ranking"))  # fmt: skip
        number = self.chance.choice((2, 3, 5, 6))
        options = f" | {' | '.join(OPTIONS[:number])}" if "poll" in kind else ""
        verb, _, how = kind.partition(" ")
        text = f"Question {len(self.kinds)} of ours?"
        line = f"/{verb} {TRACK} {how} {text}{options} for 3 days"
        said = self.stage.say(FAY, " ".join(line.split()))
        draft = next(re.findall(r"^open (\d+)", one.says)[0] for one in said[-1].wording.buttons)
        secret = bool(options) and self.chance.random() < 0.6
        for change in ("groups 0", "people 1", *(["ballots secret"] if secret else [])):
            self.stage.say(FAY, f"/charter {draft} {change}")
        found = re.search(r"(D\d+) is open", shown(self.stage.say(FAY, f"/open {draft}")))
        assert found
        self.kinds[found[1]] = f"{how or kind.replace('poll', 'choice')}{' secret' * secret}"
        self.lines[found[1]] = str(number)

    def vote(self, name: str) -> None:
        voice = self.chance.choice((*CROWD, *CROWD, *LATE))
        kind, number = self.kinds[name], int(self.lines[name])
        if "consensus" in kind or "sense" in kind:
            position = self.chance.choice(POSITIONS)
            reason = " : It is not the day." if position in verify.NEED_REASON else ""
            self.stage.say(voice, f"/vote {name} {position}{reason}")
            return
        most = number if kind.split()[0] in ("approval", "ranking") else 1
        chosen = self.chance.sample(range(1, number + 1), self.chance.randint(1, most))
        words = ", ".join(str(one) for one in chosen)
        old = self.receipts.get((name, voice), "")
        line = f"/vote {name} {words} {old}".strip()
        if "secret" not in kind:
            self.stage.say(voice, line)
            return
        self._remember(name, voice, self.secretly(voice, line))

    def secretly(self, voice: Voice, line: str) -> str:
        """Two steps; what was said at the first."""
        said = self.stage.say(voice, line)
        for one in said:
            if labels(one)[:1] in (["Record it"], ["Take it back"]):
                words = shown([one])
                done = shown(self.stage.tap(voice, one))
                return words if "record" in done.lower() or "back" in done.lower() else ""
        return ""

    def _remember(self, name: str, voice: Voice, words: str) -> None:
        found = re.search(r"\b([2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4})\b", words)
        if found:
            self.receipts[(name, voice)] = found[1]

    def take_back(self, name: str) -> None:
        voice = self.chance.choice(CROWD)
        if "secret" not in self.kinds[name]:
            self.stage.say(voice, f"/unvote {name}")
            return
        receipt = self.receipts.pop((name, voice), "")
        if receipt:
            self.secretly(voice, f"/unvote {name} {receipt}")

    def link(self, _: str) -> None:
        first, second = self.chance.sample((*CROWD, *LATE), 2)
        code = re.search(r"link ([a-z2-7-]{31})", shown(self.stage.say(first, "/link")))
        if code and first.platform != second.platform:
            said = self.stage.say(second, f"/link {code[1]}")
            for one in said:
                for place, label in enumerate(labels(one)):
                    if "one person" in label.lower() or label.lower().startswith("yes"):
                        self.stage.tap(second, one, place)

    def unlink(self, _: str) -> None:
        self.stage.say(self.chance.choice((*CROWD, *LATE)), "/unlink")

    def answer(self, name: str) -> None:
        verb = self.chance.choice(("answer", "accommodate", "sustain"))
        number = self.chance.randint(1, 4)
        self.stage.say(self.facilitator(), f"/{verb} {name}.{number} It was thought of.")

    def uphold(self, name: str) -> None:
        verb = self.chance.choice(("resolved", "stands"))
        self.stage.say(self.chance.choice(CROWD), f"/{verb} {name}.{self.chance.randint(1, 3)}")

    def remedy(self, name: str) -> None:
        self.stage.say(self.chance.choice(CROWD), f"/remedy {name} Another day.")

    def view(self, name: str) -> None:
        text = f"View {self.stage.time:%H%M%S}."
        self.stage.say(self.chance.choice(CROWD), f"/minority {name} {text}")

    def extend(self, name: str) -> None:
        self.stage.say(self.facilitator(), f"/extend {name} {self.chance.choice((1, 24))} hours")

    def leave(self, _: str) -> None:
        self.stage.say(self.chance.choice(CROWD), f"/leave {TRACK}")

    def begin_anew(self, name: str) -> None:
        self.stage.say(self.facilitator(), f"/restart {name} A changed text of {name}.")

    def withdraw(self, name: str) -> None:
        self.stage.say(self.facilitator(), f"/withdraw {name} It was overtaken.")

    def erase(self, _: str) -> None:
        self.stage.say(self.chance.choice(CROWD[:3]), "/privacy erase yes")

    def live(self, acts: int) -> None:
        """So many acts on each decision, in any order; then the close, results, contests."""
        doings = [self.vote] * 26 + [self.take_back] * 3 + [
            self.link, self.unlink, self.answer, self.uphold, self.remedy, self.view, self.extend,
        ]  # fmt: skip
        rare = [self.leave, self.begin_anew, self.withdraw, self.erase]
        names = sorted(self.kinds)
        for _ in range(acts * len(names)):
            doing = self.chance.choice(rare if self.chance.random() < 0.02 else doings)
            doing(self.chance.choice(names))
        self.stage.time += timedelta(days=5)
        self.stage.tick()
        for name in names:
            self.finish(name)
        self.stage.time += timedelta(days=4)
        self.stage.tick()

    def finish(self, name: str) -> None:
        """What may come after a close."""
        if self.chance.random() < 0.1:
            self.chance.choice((self.begin_anew, self.withdraw))(name)
        if self.chance.random() < 0.3:
            self.stage.say(self.facilitator(), f"/reopen {name} Few spoke.")
        for number in range(1, 7):
            self.stage.say(self.facilitator(), f"/answer {name}.{number} It was thought of.")
        for _ in range(2):
            names = list(verify.DESIGNATIONS)
            self.chance.shuffle(names)
            for designation in names:
                line = f"/result {name} {designation} We heard all."
                said = shown(self.stage.say(self.facilitator(), line))
                if "a result was called" in said:
                    break
            if self.chance.random() < 0.5:
                return
            self.stage.say(self.chance.choice(CROWD), f"/contest {name} Not so.")
            self.view(name)
        if self.chance.random() < 0.7:
            self.stage.say(self.chance.choice((RAY, FAY, FIN)), f"/confirm {name}")

    def files(self) -> dict[str, str]:
        """The exports of all decisions, by reference."""
        with self.stage.store.begin() as tx:
            return {name: exported_decision(tx, int(name[1:])) or "" for name in self.kinds}

    def journal(self) -> list[str]:
        """The lines of the journal."""
        with self.stage.store.begin() as tx:
            journal = tx.get(Journal)
            return list(exported(*journal.head(), journal.entries()))


def program_lives(seed: int, decisions: int, acts: int) -> tuple[dict[str, str], list[str]]:
    """The exports of many decisions that lived side by side, and the journal beside them."""
    with closing(Stage()) as stage:
        community = Community(stage, Random(seed), decisions)
        community.live(acts)
        return community.files(), community.journal()
