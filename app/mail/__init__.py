"""Letters by e-mail: reminders and the steps of statements, always a link and never personal data."""
