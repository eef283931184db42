"""Employees and their accounts."""
