"""Thousands of futures of the seven funds at once: the same schemes, every path with people and wages of its own."""

from simulation.chance.plan import Plan
from simulation.futures.result import FundFutures, Futures, PopulationFutures
from simulation.futures.simulate import probability_solvent, simulate

__all__ = ["FundFutures", "Futures", "Plan", "PopulationFutures", "probability_solvent", "simulate"]
