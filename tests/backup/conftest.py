"""Fixtures of backups; the places themselves are in world, which child processes import too."""

from tests.backup.world import phrase, place, postgres, postgres_server

__all__ = ["phrase", "place", "postgres", "postgres_server"]
