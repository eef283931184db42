"""The journal: marks and attendance, averages and the proposed mark."""
