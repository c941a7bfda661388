"""Fits the levels of the smaller funds to their accounts of 2023; run it again whenever the population changes."""
