"""Specialties, programmes, curricula with their controls, and the import of plan files."""
