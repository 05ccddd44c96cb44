"""Takes the text out of files that people send, in a process with little of everything."""
