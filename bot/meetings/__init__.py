"""Meetings: found, announced, reminded, chaired, minuted and followed up."""
