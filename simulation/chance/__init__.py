"""Chance: reproducible draws, and the processes by which the drivers of a projection stray from its centre."""
