"""The calendar chart of an academic year: what every group does in every week, against its plan."""
