"""How hard the made-up province is: facts about its frauds, and how far naive detectors get."""

from datapool.synthetic.difficulty.contract import Contract, describe

__all__ = ["Contract", "describe"]
