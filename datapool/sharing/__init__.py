"""Sharing among departments: agreements that run, a log of what was given to whom, and who looked at whose data."""
