"""How fast the main pages are, told as ratios to what the same work costs alone."""
