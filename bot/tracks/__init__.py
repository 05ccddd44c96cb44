"""Tracks: what they are, who takes part, and the rooms where they meet."""
