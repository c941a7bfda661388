"""Viewing: what is kept of one person, shown to whoever may see it and no further, once the look is written down."""
