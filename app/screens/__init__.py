"""Every table on screen as xlsx and on paper: solved once, under the page that shows it."""
