"""The timetable: lessons with pair, room and teacher, from a file or from the weeks of the plan; conflicts, weeks, print."""
