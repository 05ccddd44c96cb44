"""Letters: what is different where people write by mail. Nobody's name on a letter is believed."""
