"""The figures of one region's workbook, in yuan and persons, each with the cell it stands in."""

from dataclasses import dataclass
from functools import cached_property

from core.manifest import content_hash


@dataclass(frozen=True, slots=True)
class FundFigure:
    """One filled cell: `value` in yuan, persons or yuan a month."""

    key: str
    year: int
    value: float


@dataclass(frozen=True)
class FundData:
    """What a region gave. It is hashable, so a scenario can carry it.

    region       code of the rule book
    years        the five years of the workbook; the last is the base year
    figures      filled cells only
    rows         key and row of the sheet, in the order of the workbook
    file         name of the workbook, for messages
    money_unit, persons_unit   as the unit cells say
    """

    region: str
    years: tuple[int, ...]
    figures: tuple[FundFigure, ...]
    rows: tuple[tuple[str, int], ...]
    file: str
    money_unit: str = "亿元"
    persons_unit: str = "万人"

    @property
    def base_year(self) -> int:
        """The last year of the workbook."""
        return self.years[-1]

    @cached_property
    def _by_cell(self) -> dict[tuple[str, int], float]:
        return {(figure.key, figure.year): figure.value for figure in self.figures}

    def value(self, key: str, year: int) -> float | None:
        """The figure in yuan or persons; None where the cell is empty."""
        return self._by_cell.get((key, year))

    def is_given(self, fund: str, year: int | None = None) -> bool:
        """Whether any cell of the fund is filled, in `year` or in any year."""
        return any(
            figure.key.startswith(f"{fund}.") and (year is None or figure.year == year) for figure in self.figures
        )

    @property
    def content_hash(self) -> str:
        """sha256 over region, years and figures."""
        figures = [[figure.key, figure.year, figure.value] for figure in self.figures]
        return content_hash([self.region, list(self.years), figures])
