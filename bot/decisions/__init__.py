"""Decisions: a charter, ballots from both networks, objections, a result anyone can recompute."""
