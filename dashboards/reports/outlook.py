"""基金运行分析: what the funds did, why, what the next ten years bring, and what could go otherwise."""

from collections.abc import Sequence

from dashboards.figures import MISSING, months, yi
from dashboards.findings import dated, soonest
from dashboards.reports.accounts_view import accounts_chart, accounts_table, balances_chart, balances_table
from dashboards.reports.basis import Basis, Outline, added
from dashboards.reports.causes_view import causes_chart, causes_table, changes_of, sorted_causes, word_of
from dashboards.reports.checked import checked_table, pairs_after_base, pairs_of_backtest
from dashboards.reports.document import MONTHS, YEAR, YI_1, Block, Cell, Column, Figure, Paragraph, Row, Table, keyed
from dashboards.reports.futures_view import futures_blocks
from dashboards.reports.sensitivity_view import Shocked, sensitivity_blocks, shocked, worst, worst_in_words
from simulation.futures.result import Futures
from simulation.projection import project
from simulation.scenario import Scenario

RECENT, AHEAD = 5, 10
BACKTEST_FROM = 2018
RISKS = 4


def outlook_blocks(basis: Basis, futures: Futures | None) -> list[Block]:
    """The chapters of the outlook."""
    words, outline = basis.words, Outline(basis.language)
    found = shocked(basis.scenario)
    blocks: list[Block] = [outline.chapter(words("summary")), *_summary(basis)]
    blocks += [outline.chapter(words("recent")), *_recent(basis, outline)]
    blocks += [outline.chapter(words("causes")), *_causes(basis, outline)]
    blocks += [outline.chapter(words("ten_years")), *_ahead(basis)]
    blocks += [outline.chapter(words("risks")), *_risks(basis, found)]
    blocks += [outline.chapter(words("futures"))]
    blocks += (
        [Paragraph(words("futures_missing"))] if futures is None else futures_blocks(basis, futures, basis.main().name)
    )
    return blocks


def _summary(basis: Basis) -> list[Block]:
    words, year = basis.words, basis.year

    def total(measure: str) -> str:
        value = added(basis.value(fund, measure, year) for fund in basis.funds())
        return MISSING if value is None else yi(value, digits=1)

    text = words(
        "summary_text",
        year=year,
        income=total("income"),
        outgo=total("outgo"),
        balance=total("annual_balance"),
        accumulated=total("accumulated_balance"),
        deficits=_deficits(basis),
        depletions=soonest(basis.projection, basis.language),
    )
    status = "published" if year <= basis.base_year else "projected"
    told = words("figures_of_year_are", status=words(f"status_of_year_{status}"))
    intro = Paragraph(f"{text}{'' if basis.language == 'zh' else ' '}{told}")
    return [intro, summary_table(basis), balances_chart(basis, basis.year + AHEAD)]


def _deficits(basis: Basis) -> str:
    titles = [
        fund.title[basis.language]
        for fund in basis.funds()
        if (basis.value(fund, "annual_balance", basis.year) or 0.0) < 0
    ]
    if not titles:
        return basis.words("no_deficits_now")
    return basis.words("deficits_now", funds=basis.words("listed").join(titles))


def summary_table(basis: Basis) -> Table:
    """A row per fund: accounts of the year, months payable, first deficit, depletion."""
    words, year = basis.words, basis.year
    columns = (
        Column("fund", words("fund"), 3.1, is_text=True),
        *(Column(name, words(name), 2.15) for name in ("income", "outgo", "annual_balance", "accumulated_balance")),
        Column("months", words("months_payable"), 1.5),
        Column("deficit", words("first_deficit_year"), 1.5),
        Column("depletion", words("depletion_year"), 1.5),
    )
    rows = []
    for fund in basis.funds():
        never = words("never_short")
        cells: dict[str, Cell] = {
            "fund": words(f"short_{fund.name}"),
            **{
                name: basis.figure(fund, name, year, YI_1)
                for name in ("income", "outgo", "annual_balance", "accumulated_balance")
            },
            "months": basis.figure(fund, "months_payable", year, MONTHS),
            "deficit": Figure(dated(fund, "first_deficit_year"), YEAR, "†", missing=never),
            "depletion": Figure(dated(fund, "depletion_year"), YEAR, "†", missing=never),
        }
        rows.append(Row(fund.name, keyed(columns, cells)))
    notes = (words("never_note", last=basis.last_year), words("marks_table"))
    return Table(words("sheet_summary"), words("summary_table"), words("unit_yi_months"), columns, tuple(rows), notes)


def _recent(basis: Basis, outline: Outline) -> list[Block]:
    words, main = basis.words, basis.main()
    first = max(basis.year - RECENT + 1, int(basis.projection.years[0]))
    years = range(first, basis.year + 1)
    short = words(f"short_{main.name}")
    caption = words("recent_table", fund=main.title[basis.language])
    months_name, months_caption = words("sheet_months"), words("months_table")
    return [
        outline.section(words("recent_accounts")),
        accounts_chart(basis, main),
        accounts_table(basis, main, years, name=words("sheet_recent", fund=short), caption=caption),
        _fewest_months(basis),
        balances_table(basis, years, "months_payable", name=months_name, caption=months_caption),
        outline.section(words("checked")),
        *_checked(basis),
    ]


def _fewest_months(basis: Basis) -> Paragraph:
    known = [(basis.value(fund, "months_payable", basis.year), fund) for fund in basis.funds()]
    fewest, fund = min(((value, fund) for value, fund in known if value is not None), key=lambda pair: pair[0])
    return Paragraph(
        basis.words("months_text", year=basis.year, fund=fund.title[basis.language], months=months(fewest))
    )


def _checked(basis: Basis) -> list[Block]:
    words = basis.words
    pairs = pairs_after_base(basis)
    blocks: list[Block] = []
    if pairs:
        caption = words("checked_table", first=basis.base_year)
        notes = (words("checked_note"),)
        blocks.append(checked_table(basis, pairs, name=words("sheet_checked"), caption=caption, notes=notes))
    else:
        blocks.append(Paragraph(words("checked_none")))
    if basis.place is None:
        backtest = project(Scenario(name=basis.scenario.name, start=BACKTEST_FROM))
        tested = pairs_of_backtest(backtest, basis.context().published)
        caption = words("backtest_table", start=BACKTEST_FROM)
        notes = (words("backtest_note"),)
        blocks.append(checked_table(basis, tested, name=words("sheet_backtest"), caption=caption, notes=notes))
    return blocks


def _causes(basis: Basis, outline: Outline) -> list[Block]:
    blocks: list[Block] = []
    for first, last in ((basis.year - 1, basis.year), (basis.year, basis.year + AHEAD)):
        blocks += _causes_between(basis, outline, first, last)
    return blocks


def _causes_between(basis: Basis, outline: Outline, first: int, last: int) -> list[Block]:
    words, main = basis.words, basis.main()
    blocks: list[Block] = [outline.section(words("causes_year", first=first, last=last))]
    changes = changes_of(basis, first, last)
    if not changes:
        return [*blocks, Paragraph(words("causes_unknown", year=first))]
    change = next(each for each in changes if each.fund == main.name)
    largest = sorted_causes(change)[:1]
    blocks += [
        Paragraph(
            words(
                "causes_lead",
                fund=main.title[basis.language],
                before=yi(change.before, digits=1),
                after=yi(change.after, digits=1),
                name=word_of(cause, change, words),
                amount=yi(cause.amount, digits=1, signed=True),
            )
        )
        for cause in largest
    ]
    table = causes_table(basis, changes, words("sheet_causes", first=first, last=last))
    return [*blocks, table, causes_chart(basis, main, change)]


def _ahead(basis: Basis) -> list[Block]:
    words, years = basis.words, range(basis.year + 1, basis.year + AHEAD + 1)
    tables = [
        accounts_table(
            basis,
            fund,
            years,
            name=words("sheet_ahead", fund=words(f"short_{fund.name}")),
            caption=words("ahead_table", fund=fund.title[basis.language]),
        )
        for fund in basis.funds()
    ]
    return [_events(basis, years), *tables]


def _events(basis: Basis, years: Sequence[int]) -> Paragraph:
    """First deficits and depletions that fall into the years ahead."""
    words, told = basis.words, []
    for word, measure in (("deficit_from", "first_deficit_year"), ("depleted_in", "depletion_year")):
        for fund in basis.funds():
            year = dated(fund, measure)
            if year in years:
                told.append(words(word, fund=fund.title[basis.language], year=year))
    listed = f"{words('listed').join(told)}{words('full_stop')}" if told else words("nothing_ahead")
    return Paragraph(words("ahead_text", first=years[0], last=years[-1], funds=listed))


def _risks(basis: Basis, found: Shocked) -> list[Block]:
    main = basis.main()
    risks = worst(found.rows, main.name, RISKS)
    text = basis.words("risks_text", fund=main.title[basis.language], risks=worst_in_words(basis, risks))
    return [Paragraph(text), *sensitivity_blocks(basis, main, found)]
