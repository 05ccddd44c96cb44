"""How people and the bot speak with each other, on any platform."""
