"""Engine of tables: a file to typed rows with errors at their cells, a preview, rows to xlsx and csv; knows no feature."""
