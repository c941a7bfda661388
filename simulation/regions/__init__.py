"""One region of a country: its yearly accounts as an office keeps them, and what regions pay each other."""
