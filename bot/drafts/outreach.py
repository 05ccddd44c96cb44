"""Texts that leave the system: the block for a mailing list, and the outreach message in the six
languages of the United Nations at once.

The outreach is one message in all six, whoever asks for it and whichever catalogues there are: so
its words stand here and not in a catalogue.
"""

import textwrap
from datetime import UTC
from typing import Any

from bot.conversation.phrases import t, verbatim
from bot.conversation.reply import Block, Line, Quote
from bot.conversation.translate import LANGUAGES, day_text, language_name
from bot.drafts.export import count_lines, english
from bot.drafts.model import Disposition, Draft, Version

COLUMNS = 72
_LONGEST = 40_000
_FINAL = {
    "ar": "نُشرت الوثيقة النهائية لمسار {track}: «{title}». ورد {received} تعليقًا على المسودة، "
    "وحظي كل منها بإجابة. التقرير الختامي مرفق.",
    "en": "{track} has published its final output “{title}”. {received} comments were received on "
    "the draft, and each has an answer. The closing report is attached.",
    "es": "{track} ha publicado su documento final «{title}». Se recibieron {received} comentarios "
    "sobre el borrador y cada uno tiene respuesta. Se adjunta el informe de cierre.",
    "fr": "{track} a publié son document final « {title} ». {received} commentaires ont été "
    "reçus sur le projet, et chacun a une réponse. Le rapport de clôture est joint.",
    "ru": "{track}: опубликован итоговый документ «{title}». Получено комментариев к проекту: "
    "{received}; на каждый дан ответ. Заключительный отчёт прилагается.",
    "zh": "{track} 发布了最终成果《{title}》。草案共收到 {received} 条意见,每条均已答复。"
    "结束报告附后。",
}
_REPORT = {
    "ar": "انتهت فترة التعليق على مسودة {track}: «{title}». ورد {received} تعليقًا، وحظي كل منها "
    "بإجابة. التقرير الختامي مرفق.",
    "en": "Comments on the draft “{title}” of {track} are closed. {received} were received, and "
    "each has an answer. The closing report is attached.",
    "es": "Se ha cerrado el plazo de comentarios sobre el borrador «{title}» de {track}. Se "
    "recibieron {received} y cada uno tiene respuesta. Se adjunta el informe de cierre.",
    "fr": "La période de commentaires sur le projet « {title} » de {track} est close. "
    "{received} commentaires ont été reçus, et chacun a une réponse. Le rapport est joint.",
    "ru": "{track}: приём комментариев к проекту «{title}» завершён. Получено: {received}; на "
    "каждый дан ответ. Заключительный отчёт прилагается.",
    "zh": "{track} 草案《{title}》的意见征集已结束。共收到 {received} 条意见,每条均已答复。"
    "结束报告附后。",
}


def outreach(draft: Draft, report: dict[str, Any], *, final: bool) -> list[Block]:
    """The message in the six languages, each under the name of its language."""
    words = _FINAL if final else _REPORT
    blocks: list[Block] = [Line(t("The outreach message, in six languages:"))]
    for language in LANGUAGES:
        text = words[language].format(
            track=report["track"],
            title=draft.heading.said_in(language),
            received=report["received"],
        )
        blocks.append(Quote(f"{language_name(language)}: {text}"))
    return blocks


def mailing_block(draft: Draft, version: Version, report: dict[str, Any]) -> list[Block]:
    """Plain text of 72 columns, ready for the mailing list."""
    lines = [f"{draft.title} ({draft.reference}), {report['track']}", ""]
    if version.published:
        day = day_text(version.published.astimezone(UTC).date(), "en")
        lines.append(f"Version {version.number}, published on {day}.")
    lines += [
        f"{report['received']} comments were received, {len(report['late'])} of them late; each "
        "that was neither withdrawn nor hidden has an answer.",
        "",
    ]
    for heading, counts in count_lines(report):
        lines += [f"{heading} – " + ", ".join(f"{name}: {count}" for name, count in counts) + "."]
    lines += ["", f"SHA-256 of the text: {version.hash}"]
    folded = [
        piece
        for line in lines
        for piece in (
            textwrap.wrap(line, COLUMNS, break_long_words=False, break_on_hyphens=False) or [""]
        )
    ]
    return [Line(t("For the mailing list:")), Quote("\n".join(folded))]


def answers_block(report: dict[str, Any]) -> list[Block]:
    """Every comment with its answer, to be read in a mail; nothing if that is too long for one."""
    blocks: list[Block] = []
    for one in report["comments"]:
        place = f"{one['reference']} ({one['paragraph']})" if one["paragraph"] else one["reference"]
        who = f"{place}, {one['author']}" if one["author"] else place
        answered = one["disposition"]
        became = english(Disposition(answered).label) if answered else one["standing"]
        became += f", at {one['changed']}" if one["changed"] else ""
        blocks.append(Line(verbatim(f"{who}: {became}. {one['reason']}".rstrip())))
        if one["comment"]:
            blocks.append(Quote(one["comment"]))
    length = sum(len(str(cell)) for one in report["comments"] for cell in one.values())
    return blocks if length <= _LONGEST else []
