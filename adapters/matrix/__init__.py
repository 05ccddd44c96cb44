"""Matrix: the translator between a homeserver's rooms and the bot's words."""

from adapters.matrix.adapter import MatrixAdapter

__all__ = ["MatrixAdapter"]
