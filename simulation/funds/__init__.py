"""The accounts of a fund: budget lines, the roll-forward and the measures that judge it."""
