"""改革: what it takes to keep a fund solvent, and why a figure changes."""
