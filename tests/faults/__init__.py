"""What breaks around the bot, and what is to become of it."""
