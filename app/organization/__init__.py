"""The college, its departments, academic years and semesters."""
