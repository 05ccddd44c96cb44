"""Tests that try what an adversary would."""
