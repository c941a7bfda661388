"""The end of every report: scope, units, sources, marks, scenario and manifest, and what each measure is."""

from collections.abc import Mapping
from typing import Any

from dashboards.reports.basis import Basis
from simulation.countries.china.pack import base_rules

SHORT = 16
DEFINED = (
    "income",
    "outgo",
    "annual_balance",
    "accumulated_balance",
    "months_payable",
    "first_deficit_year",
    "depletion_year",
)
DEFINED_ACTUARIAL = (
    "support_ratio",
    "replacement_ratio",
    "cost_rate",
    "income_rate",
    "income_rate_summarised",
    "cost_rate_summarised",
    "actuarial_balance",
    "open_group_obligation",
    "closed_group_obligation",
    "implicit_pension_debt",
)


def about(basis: Basis, command: str, drawn_by: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What the figures are, what they rest on, how to get them again; `drawn_by` is the manifest of random futures."""
    words, projection = basis.words, basis.projection
    notes = [note[basis.language] for note in projection.notes]
    manifest = [
        (words(f"manifest_{key}"), _plain(value))
        for key, value in {**projection.manifest, **drawn_by}.items()
        if value is not None
    ]
    settings = [*basis.scenario.settings, *map(str, basis.scenario.overlays)]
    return (
        (words("unit"), words("about_units")),
        (words("status"), words("marks_report")),
        *((f"{words('note')} {number}", note) for number, note in enumerate(notes, start=1)),
        (words("published_series"), _published(basis)),
        (words("law"), words("law_held", count=len(base_rules().keys()))),
        (words("scenario_line"), words("between").join(settings) or words("base_scenario")),
        (words("command_line"), command),
        *manifest,
    )


def _plain(value: Any) -> str:
    """A value of the manifest in one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {item}" for key, item in value.items() if item not in ([], ()))
    return str(value)


def definitions(basis: Basis, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Measure and what it is."""
    return tuple((basis.words(name), basis.words(f"defined_{name}")) for name in names)


def _published(basis: Basis) -> str:
    """The published series by source: how many, and how many years of them nobody checked."""
    figures = basis.context().published
    series = [figures.series(name) for name in figures.names()]
    values = sum(len(each.values) for each in series)
    unverified = sum(len(each.unverified) for each in series)
    sources = sorted({each.source.partition(",")[0] for each in series})
    return basis.words(
        "published_counted",
        series=len(series),
        values=values,
        unverified=unverified,
        sources=basis.words("between").join(sources),
    )
