"""Suspected fraud: record rules, behaviour and networks, each adding evidence and none deciding."""
