"""Pages for fund managers: they show what the packages below compute, and compute nothing themselves."""
