"""The operator's room: how the program does."""
