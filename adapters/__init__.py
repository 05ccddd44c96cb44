"""Translators between a platform and the bot's words. They decide nothing."""
