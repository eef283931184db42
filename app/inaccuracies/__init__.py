"""Statements of discovered inaccuracies: from a report to the letter, the answer and the correction."""
