"""Drafts of differing make, as flat OpenDocument, from which a word processor makes the files."""
