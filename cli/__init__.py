"""The anlan command: parses, builds collaborators, calls one function."""
