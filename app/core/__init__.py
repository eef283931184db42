"""Errors, clock, types, transaction and text: no table, no view."""
