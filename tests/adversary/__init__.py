"""What somebody tries who wants to break a promise: one file a theme, one test a way of trying."""
