"""References: the least that does the same, without any of our code."""
