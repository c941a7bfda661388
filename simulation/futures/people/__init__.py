"""The people of many futures at once: mortality, births and migration by path."""
