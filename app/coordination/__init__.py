"""Coordinators: their appointment by the director and the undertakings of staff."""
