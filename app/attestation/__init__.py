"""Official results of a term: sheets, their entries and indicators."""
