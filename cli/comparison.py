"""`anlan compare`: two scenarios side by side, and by how much they differ."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from cli.console import print_json, print_lines, print_table, working
from cli.scenarios import NamedScenario, read_scenario
from core.errors import InputError
from core.settings import Settings
from simulation.comparison import compare
from simulation.projection import project

_WORKING = {"zh": "正在测算两个情景", "en": "Projecting two scenarios"}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Project both, and print the differences fund by fund."""
    a = read_scenario(chosen.a, settings=chosen.set_a, overlays=chosen.overlay_a)
    b = read_scenario(chosen.b, settings=chosen.set_b, overlays=chosen.overlay_b)
    return 0
