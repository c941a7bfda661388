"""The page Models: what is registered, the card of a version, what the gate said, and how searches went."""
