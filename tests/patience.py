"""How long tests wait for what is sure to come. Every wait of the tests for something takes it from
here."""

PATIENCE = 120.0
"""Seconds. It costs nothing while the thing comes, and a machine that is slow or does other things
beside the tests takes its time: so it proves that something came, and never how soon. What must not
take longer than a while is proven by what happened before it, or by the waits of the program."""
