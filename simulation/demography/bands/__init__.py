"""How far fertility and life expectancy may stray from a central path: processes, and their fit to bands."""
