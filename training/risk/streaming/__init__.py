"""Records scored one by one as they come in, with the figures and the chances that a whole pool would give."""
