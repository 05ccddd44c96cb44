"""The year's cycle: the dates that all tracks share."""
