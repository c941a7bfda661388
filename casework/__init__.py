"""Business handling: cases, decisions, certificates."""
