"""Update deadlines: who enters what by when, computed from the data; the duty matrix is the same table."""
