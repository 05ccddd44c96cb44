"""Calendar files read back with a parser that we did not write with: ical.js, under Node."""
