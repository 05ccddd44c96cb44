"""Rows in, values of the core out. No rule lives here."""
