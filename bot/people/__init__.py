"""Who speaks: accounts on several networks, profile, roles, the code of conduct, privacy."""
