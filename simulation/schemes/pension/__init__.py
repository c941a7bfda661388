"""The employees' pension: contributors by group, sex and age, new pensions by the rule book, accounts, pensioners."""
