"""The population by single year of age and sex, carried forward one calendar year at a time."""
