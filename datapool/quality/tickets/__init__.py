"""Correction tickets: what a department is asked to correct, and what became of it."""
