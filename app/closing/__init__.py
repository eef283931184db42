"""Readiness of a group's term, its close and the snapshot that stays."""
