"""Persons: the records of all departments joined into one person each, and what is known of one, with its source."""
