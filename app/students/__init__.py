"""Students, study groups and their dated placements."""
