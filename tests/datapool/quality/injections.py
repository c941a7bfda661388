"""Errors to put into a clean province, as data: each names the rule that must find it."""

from tests.datapool.quality.injections_between import injections_between
from tests.datapool.quality.injections_inside import injections_inside
from tests.datapool.quality.world import Injection


def injections() -> list[Injection]:
    """All of them."""
    return [*injections_between(), *injections_inside()]
