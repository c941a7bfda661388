"""A place whose figures come from a data pool: its aggregates read, spread over single ages, carried on by the law."""
