"""What a curator does with a group: excused absences, the sheet of attendance, the standing of everybody in everything."""
