"""A bare bot on python-telegram-bot: one handler, nothing kept. `TOKEN URL` as arguments."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def _answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    if message and message.text:
        await message.reply_text("pong " + message.text.partition(" ")[2])


def main() -> None:
    """Run until it is killed."""
    token, url = sys.argv[1:]
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, _answer))
    application.run_polling(bootstrap_retries=-1)


if __name__ == "__main__":
    main()
