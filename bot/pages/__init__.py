"""The public pages: what anybody may read, decided here; `adapters/web` only words and draws it."""
