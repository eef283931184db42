"""The group's term: the unit of closing, its transitions and what it freezes."""
