"""The core of Intersession: its words and its rules. It knows no platform and no database."""
