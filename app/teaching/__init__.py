"""Teaching load, its teachers by dates, subgroups and lessons."""
