"""The law: dated, sourced parameters and the formulas that use them."""

from rules.book import RuleBook

__all__ = ["RuleBook"]
