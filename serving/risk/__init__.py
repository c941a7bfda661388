"""The risk application: how likely cases are to be a fraud or an error, what they may cost, and why."""
