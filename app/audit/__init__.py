"""Hash-chained log of events; the actor comes as a value."""
