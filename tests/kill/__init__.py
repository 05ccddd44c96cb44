"""The bot as a process of its own, killed again and again: nothing may be lost or done twice."""
