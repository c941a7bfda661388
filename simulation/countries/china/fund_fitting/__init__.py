"""Fits the levels of the smaller funds to their accounts of 2023; each module writes one file of `fitted/`."""
