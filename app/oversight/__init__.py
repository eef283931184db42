"""Oversight of personal data: who viewed, printed and exported; incidents with their terms; measures of protection."""
