"""What happens to the people of a block besides work and pay: illness, births, deaths, moves, and papers about them."""

from datapool.synthetic.events.happening import happen

__all__ = ["happen"]
