"""Models: data sets, fitting, tuning, registry."""

from training.fitting import Fitted, fit

__all__ = ["Fitted", "fit"]
