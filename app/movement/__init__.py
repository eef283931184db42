"""Orders on students and what they move: where everybody was on any date follows from applied orders."""
