"""The front door: what a newcomer meets first, and where everyone finds their way."""
