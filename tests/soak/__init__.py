"""Half an hour of mixed load on both platforms with random deaths: `python -m tests.soak`."""
