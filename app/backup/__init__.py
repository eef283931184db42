"""Encrypted copies of the whole installation, their restoration, and the proof that all is whole."""
