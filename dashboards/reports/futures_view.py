"""Random futures of a fund: a fan chart and a table of probabilities."""

import numpy as np

from dashboards.figures import YUAN_PER_YI
from dashboards.reports.basis import Basis
from dashboards.reports.charts import fan_picture
from dashboards.reports.document import PERCENT_1, YEAR, YI, Block, Cell, Chart, Column, Figure, Paragraph, Row, Table
from dashboards.reports.fonts import chart_language
from dashboards.reports.texts import Texts
from simulation.futures.result import Futures

PERCENTS = (2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5)
# The widest band first: lower and upper row of PERCENTS, and the share of paths inside.
BANDS = ((0, 6, 95), (1, 5, 80), (2, 4, 50))
MEDIAN = 3
DEPLETION_PERCENTS = (5, 50, 95)
FAN_YEARS = 25
DECADES = (10, 20, 30)
SHORTFALL_AFTER = 10


def futures_blocks(basis: Basis, futures: Futures, name: str) -> list[Block]:
    """How the futures were drawn, the fan of one fund, the probabilities of all."""
    told = basis.words("futures_explained", paths=f"{futures.plan.paths:,}", seed=futures.plan.seed)
    return [Paragraph(told), fan_chart(basis, futures, name), probability_table(basis, futures)]


def fan_chart(basis: Basis, futures: Futures, name: str) -> Chart:
    """Bands of probability of the accumulated balance."""
    language = chart_language(basis.language)
    words = Texts("shared", language)
    years = np.asarray(futures.years)
    shown = years <= basis.year + FAN_YEARS
    found = np.asarray(futures.funds[name].quantiles("accumulated_balance", PERCENTS))[:, shown] / YUAN_PER_YI
    bands = [(found[low], found[high], words("band", share=share)) for low, high, share in BANDS]
    image = fan_picture(
        years[shown], bands, found[MEDIAN], unit=words("money_unit"), median_word=words("median"), language=language
    )
    caption = basis.words("fan_chart", fund=basis.projection.funds[name].title[basis.language])
    return Chart(f"fan_{name}", caption, image, caption)


def probability_table(basis: Basis, futures: Futures) -> Table:
    """A row per fund: probability of depletion within ten, twenty, thirty years, and percentiles of its year."""
    words = basis.words
    last = int(np.asarray(futures.years)[-1])
    ends = [year for year in (basis.year + ahead for ahead in DECADES) if year <= last]
    bad_year = min(basis.year + SHORTFALL_AFTER, last)
    columns = (
        Column("fund", words("fund"), 3.0, is_text=True),
        *(Column(f"by{year}", words("probability_by", year=year), 1.8) for year in ends),
        *(Column(f"p{p}", words("depletion_percentile", percent=p), 1.85) for p in DEPLETION_PERCENTS),
        Column("shortfall", words("expected_shortfall", year=bad_year), 2.2),
    )
    rows = []
    for fund in (fund for fund in basis.funds() if fund.name in futures.funds):
        fan = futures.funds[fund.name]
        after = words("not_depleted", last=last)
        cells: tuple[Cell, ...] = (
            words(f"short_{fund.name}"),
            *(Figure(fan.probability_of_depletion(year), PERCENT_1, "†") for year in ends),
            *(
                Figure(None if year is None else float(year), YEAR, "†", missing=after)
                for year in fan.depletion_quantiles(DEPLETION_PERCENTS)
            ),
            Figure(fan.expected_shortfall(bad_year), YI, "†"),
        )
        rows.append(Row(fund.name, cells))
    caption = words("probability_table")
    return Table(
        words("sheet_probability"), caption, words("unit_mixed"), columns, tuple(rows), (words("marks_table"),)
    )
