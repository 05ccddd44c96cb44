"""The pages on the web: words of the core in the reader's language, drawn as HTML, read-only."""
