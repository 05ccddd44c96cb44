"""A comment that came by mail: its author has confirmed it, having been shown it, so it is sent."""

from bot.conversation.arguments import Rest, Word
from bot.conversation.context import Context
from bot.conversation.errors import Refusal, refusal
from bot.conversation.phrases import t
from bot.conversation.registry import Where, Who, command
from bot.conversation.reply import Reply
from bot.drafts.arguments import Number
from bot.drafts.commands.commenting import check_open, receive
from bot.drafts.life import commenter, quoted
from bot.drafts.model import Anchor, Draft, Unsent, Words
from bot.drafts.rules import LONGEST_FILE_COMMENT, WHOLE
from bot.drafts.store import Comments, Drafts
from bot.people.model import Agreed
from bot.ports import Tx


@command(
    "comment mailed",
    who=Who.ANYONE,
    where=Where.PRIVATE,
    help=t("Send a comment that came by mail"),
    example="comment mailed B2 1 2.1 Islands are forgotten here.",
    listed=False,
)
def mailed(ctx: Context, tx: Tx, draft: Draft, number: Number, place: Word, text: Rest) -> Reply:
    """Keep a comment on a version of a draft, and give its receipt. Whoever has not acknowledged
    the Code of Conduct is asked to first; the comment waits for that as any other does."""
    check_open(ctx, draft, text)
    version = tx.get(Drafts).version(draft, number.value)
    if version is None or not version.published or len(text) > LONGEST_FILE_COMMENT:
        raise refusal(t("That is no comment that can be sent. Nothing was kept."), private=True)
    word = "" if place == WHOLE else place
    begun = (ctx.message.claim.begun if ctx.message.claim else None) or ctx.now
    unsent = tx.get(Comments).begin(
        Unsent(
            0, draft.id, ctx.speaker.person, version.number,
            Anchor(word, quoted(version, word, text)), Words(text), begun,
        )
    )  # fmt: skip
    says = f"comment submit {unsent.id} {Agreed.AGREE.value}"
    try:
        person = commenter(ctx, tx, says, None, t("Your comment waits for that."))
    except Refusal as asked:
        # A refusal would undo what was begun.
        return asked.answer
    return receive(ctx, tx, draft, unsent, person)
