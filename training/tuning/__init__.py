"""Searching for the parameters of a task: trials on Ray, those that fall behind ended early, resumed after a kill."""
