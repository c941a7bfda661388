"""精算报告: the chapters that ISAP 2 and the ISSA–ILO guidelines ask an actuarial report on social security to hold."""

from collections import Counter
from collections.abc import Sequence

from core.errors import InputError, ValueOutOfRange
from dashboards.figures import percent
from dashboards.findings import soonest
from dashboards.reports.accounts_view import accounts_chart, accounts_table, balances_chart
from dashboards.reports.actuarial_tables import (
    balance_table,
    checks_table,
    mean_error,
    obligations_table,
    people_table,
    provisions_table,
    reconciliation_table,
    stress_tables,
    years_table,
)
from dashboards.reports.assumption_tables import all_assumptions, economy_table, main_assumptions
from dashboards.reports.basis import Basis, Outline
from dashboards.reports.checked import pairs_of_backtest
from dashboards.reports.document import Block, Page, Paragraph, Signature
from dashboards.reports.futures_view import futures_blocks
from dashboards.reports.sensitivity_view import sensitivity_blocks, shocked, worst, worst_in_words
from simulation.futures.result import Futures
from simulation.projection import project
from simulation.reconciliation import reconcile
from simulation.scenario import Scenario
from simulation.stress.cases import country_cases
from simulation.stress.reserve import Holding
from simulation.stress.testing import Question, stress_test

BACKTEST_FROM = 2018
MONTHS_HELD, HELD_YEARS, MONTHS_AFTER = 6.0, 25, 10
MILESTONES = (2030, 2035, 2040, 2045, 2050, 2060, 2075)
RISKS = 5
METHODS = 5


def actuarial_blocks(basis: Basis, previous: Scenario | None, futures: Futures | None) -> list[Block]:
    """The chapters of the actuarial report."""
    words, outline = basis.words, Outline(basis.language)
    chapters: list[tuple[str, list[Block]]] = [
        ("summary", _summary(basis)),
        ("purpose", [Paragraph(words("purpose_text")), Paragraph(words("financing_text")), provisions_table(basis)]),
        ("data", _data(basis)),
        ("assumptions", _assumptions(basis)),
        ("method", [Paragraph(words(f"method_text_{number}")) for number in range(1, METHODS + 1)]),
    ]
    blocks = [block for word, parts in chapters for block in (outline.chapter(words(word)), *parts)]
    blocks += [outline.chapter(words("results")), *_results(basis, outline)]
    later: list[tuple[str, list[Block]]] = [
        ("sensitivity", _sensitivity(basis)),
        ("stress", _stress(basis)),
        (
            "futures",
            [Paragraph(words("futures_missing"))]
            if futures is None
            else futures_blocks(basis, futures, basis.main().name),
        ),
        ("reconciliation", _reconciliation(basis, previous)),
        ("limits", _limits(basis)),
        ("review", [Paragraph(words("review_text")), Signature((words("review_line"),))]),
    ]
    blocks += [block for word, parts in later for block in (outline.chapter(words(word)), *parts)]
    blocks += [Page(), outline.chapter(words("opinion")), *_opinion(basis)]
    return [*blocks, Page(is_landscape=True), outline.chapter(words("annex")), all_assumptions(basis), Page()]


def _summary(basis: Basis) -> list[Block]:
    balances = [fund.measures["actuarial_balance"] for fund in basis.funds() if "actuarial_balance" in fund.measures]
    known = [each["75"] for each in balances if isinstance(each, dict) and each.get("75") is not None]
    text = basis.words(
        "summary_text",
        opening=basis.dated.isoformat(),
        last=basis.last_year,
        positive=sum(value >= 0 for value in known),
        negative=sum(value < 0 for value in known),
        depletions=soonest(basis.projection, basis.language),
    )
    return [Paragraph(text), years_table(basis), balances_chart(basis, _until(basis, HELD_YEARS))]


def _data(basis: Basis) -> list[Block]:
    words, figures = basis.words, basis.context().published
    series = [figures.series(name) for name in figures.names()]
    text = words(
        "data_text",
        base=basis.base_year,
        series=len(series),
        values=sum(len(each.values) for each in series),
        unverified=sum(len(each.unverified) for each in series),
    )
    return [Paragraph(text), Paragraph(words("checks_text")), checks_table(basis)]


def _assumptions(basis: Basis) -> list[Block]:
    counts = _statuses(basis)
    named = {name: counts.get(name, 0) for name in ("verified", "fitted", "assumption", "unverified", "scenario")}
    text = basis.words("assumptions_text", count=sum(counts.values()), **named)
    return [Paragraph(text), main_assumptions(basis), economy_table(basis, _milestones(basis))]


def _statuses(basis: Basis) -> Counter[str]:
    rows = basis.context().assumptions
    return Counter(rows.row(key).status for key in rows.keys())


def _results(basis: Basis, outline: Outline) -> list[Block]:
    words, years = basis.words, _milestones(basis)
    blocks: list[Block] = [outline.section(words("people")), people_table(basis, years)]
    blocks += [outline.section(words("accounts"))]
    blocks += [accounts_chart(basis, basis.main(), until=_until(basis, HELD_YEARS))]
    blocks += [
        accounts_table(
            basis,
            fund,
            years,
            name=words("sheet_accounts", fund=words(f"short_{fund.name}")),
            caption=words("accounts_table", fund=fund.title[basis.language]),
        )
        for fund in basis.funds()
    ]
    return [*blocks, outline.section(words("measures")), balance_table(basis), obligations_table(basis)]


def _sensitivity(basis: Basis) -> list[Block]:
    found, main = shocked(basis.scenario), basis.main()
    told = worst_in_words(basis, worst(found.rows, main.name, RISKS))
    text = basis.words("risks_text", fund=main.title[basis.language], risks=told)
    return [Paragraph(text), *sensitivity_blocks(basis, main, found)]


def _stress(basis: Basis) -> list[Block]:
    until = _until(basis, HELD_YEARS)
    holding = Holding(MONTHS_HELD, basis.year, until)
    question = Question(basis.main().name, basis.year, _until(basis, MONTHS_AFTER), holding)
    try:
        test = stress_test(basis.scenario, country_cases(basis.scenario.name), question)
    except ValueOutOfRange as err:
        return [Paragraph(basis.words("stress_refused", why=err.what))]
    text = basis.words(
        "stress_text",
        fund=basis.main().title[basis.language],
        since=basis.year,
        until=until,
        months=f"{MONTHS_HELD:g}",
    )
    return [Paragraph(text), *stress_tables(basis, test)]


def _reconciliation(basis: Basis, previous: Scenario | None) -> list[Block]:
    words = basis.words
    if previous is None:
        return [Paragraph(words("reconciliation_none"))]
    if previous.last_year != basis.scenario.last_year:
        raise InputError(
            f"the previous valuation ends in {previous.last_year}, this one in {basis.scenario.last_year}.",
            remedy="Let both end in the same year.",
        )
    found = reconcile(previous, basis.scenario).funds
    settings = words("between").join((*previous.settings, *map(str, previous.overlays)))
    text = words("reconciliation_text", previous=settings or words("base_scenario"))
    figures = (
        ("accumulated_balance.2050", "reconciliation_balance"),
        ("actuarial_balance.75", "reconciliation_actuarial"),
    )
    return [Paragraph(text), *(reconciliation_table(basis, found, figure, name) for figure, name in figures)]


def _limits(basis: Basis) -> list[Block]:
    words, figures = basis.words, basis.context().published
    unverified = sum(len(figures.series(name).unverified) for name in figures.names())
    texts = [
        words("limits_data", unverified=unverified, assumed=_statuses(basis)["unverified"], base=basis.base_year),
        *(words(f"limits_{name}") for name in ("split", "behaviour", "subsidy")),
    ]
    if basis.place is None:
        texts.append(_back_test(basis))
    return [Paragraph(text) for text in (*texts, words("limits_horizon"))]


def _back_test(basis: Basis) -> str:
    backtest = project(Scenario(name=basis.scenario.name, start=BACKTEST_FROM))
    pairs = pairs_of_backtest(backtest, basis.context().published)

    def off(measure: str) -> str:
        chosen = [pair for pair in pairs if pair.measure == measure]
        return percent(mean_error([pair.projected for pair in chosen], [pair.published for pair in chosen]))

    years = sorted({pair.year for pair in pairs})
    span = f"{years[0]}\u2013{years[-1]}"
    return basis.words("limits_error", start=BACKTEST_FROM, outgo=off("outgo"), income=off("income"), years=span)


def _opinion(basis: Basis) -> list[Block]:
    words = basis.words
    lines = (
        "opinion_data",
        "opinion_assumptions",
        "opinion_method",
        "opinion_soundness",
        "signature_line",
        "date_line",
    )
    return [Paragraph(words("opinion_text")), Signature(tuple(words(line) for line in lines))]


def _milestones(basis: Basis) -> Sequence[int]:
    """Years of the long tables: the first ones, those of the report, then further and further apart."""
    near = (basis.base_year + 1, basis.base_year + 2, basis.year, basis.year + 1)
    return sorted({year for year in (*near, *MILESTONES, basis.last_year) if year <= basis.last_year})


def _until(basis: Basis, years: int) -> int:
    return min(basis.year + years, basis.last_year)
