"""A real Matrix homeserver for the tests, and people who talk on it."""
