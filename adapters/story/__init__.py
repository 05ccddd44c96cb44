"""Stories: conversations in a notation that people can read and the program can play."""
