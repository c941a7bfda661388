"""Models: data sets, fitting, tuning, registry."""
