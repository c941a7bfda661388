"""The agent of a regional site: drains, pulls, joins."""
