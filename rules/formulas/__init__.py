"""The formulas of the law: small functions over plain numbers that a person's question and a kernel alike run.

Each docstring ends in a line `Law:` that names the article. None reads a file, a dict or a clock, so that Numba can
compile every one of them as it stands.
"""
