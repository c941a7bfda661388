"""The columns of an unknown feed put against the items of the catalogue, with a confidence that a steward can trust."""
