"""What the pool tells of itself in numbers: versioned tables without persons, the only door for `simulation`."""
