"""How fast the parts are, beside a peer and a limit measured in the same run."""
