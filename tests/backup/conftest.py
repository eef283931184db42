"""Fixtures of backups; the places themselves are in world, which child processes import too."""

from tests.backup.world import phrase, place, postgres

__all__ = ["phrase", "place", "postgres"]
