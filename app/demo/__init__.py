"""A synthetic college in mid-semester: no row of it is about a living person."""
