"""A made-up province whose truth is known: whole lives, five departments' feeds, and what is hidden in them."""
