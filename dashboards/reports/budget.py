"""基金预算草案: explanatory notes drawn from the figures, the budget tables, and why the balances change."""

from dashboards.figures import months, percent, yi
from dashboards.reports.accounts_view import accounts_chart
from dashboards.reports.basis import Basis, Outline
from dashboards.reports.budget_tables import ALL, BudgetTables
from dashboards.reports.causes import BalanceChange
from dashboards.reports.causes_view import FACTORS, causes_chart, causes_table, changes_of, sorted_causes, word_of
from dashboards.reports.document import PERCENT_1, Block, Column, Figure, Page, Paragraph, Row, Table
from dashboards.reports.last_budget import LastBudget
from simulation.result import FundResult

INDEXED = ("enterprise_pension", "government_pension")
CAUSES_TOLD = 4
WORTH_TELLING = 0.05
PARAMETERS = (
    "macro.cpi",
    "pension.indexation",
    "pension.account_rate",
    "macro.deposit_rate",
    "macro.investment_return",
    "pension.enterprise.subsidy_share",
)


def budget_blocks(basis: Basis, last_budget: LastBudget | None) -> list[Block]:
    """The chapters of the draft budget."""
    tables, outline, words = BudgetTables(basis, last_budget), Outline(basis.language), basis.words
    income, outgo, balance = tables.income(), tables.outgo(), tables.balance()
    changes = changes_of(basis, basis.year - 1, basis.year)
    blocks: list[Block] = [outline.chapter(words("notes_chapter")), outline.section(words("scope_section"))]
    blocks += _scope(basis, last_budget)
    blocks += [outline.section(words("overall_section")), _overall(basis, income, outgo, balance), _deficits(basis)]
    blocks += [outline.section(words("funds_section")), *_funds(basis, income, outgo, changes)]
    blocks += [outline.section(words("parameters_section")), _parameters(basis)]
    blocks += [outline.section(words("causes_section")), *_causes(basis, changes)]
    blocks += [accounts_chart(basis, basis.main())]
    blocks += [Page(), outline.chapter(words("tables_chapter")), income, outgo, balance]
    return blocks


def _scope(basis: Basis, last_budget: LastBudget | None) -> list[Block]:
    words, last = basis.words, basis.year - 1
    given = words("last_missing", year=last)
    if last_budget is not None:
        given = words("last_given", year=last, source=last_budget.source, count=len(last_budget.amounts))
    scope = "scope_text" if basis.place is None else "scope_text_region"
    texts = [words(scope, last=last, year=basis.year, published=basis.base_year), given]
    if any(basis.value(fund, "borrowing_cost", basis.year) for fund in basis.funds()):
        texts.append(words("borrowing_text"))
    return [Paragraph(text) for text in texts]


def _overall(basis: Basis, income: Table, outgo: Table, balance: Table) -> Paragraph:
    def text(table: Table, row: str) -> str:
        return table.figure(f"{ALL}.{row}", "budget").text()

    return Paragraph(
        basis.words(
            "overall_text",
            year=basis.year,
            income=text(income, "income"),
            income_moved=basis.moved(income.figure(f"{ALL}.income", "growth").value),
            contributions=text(income, "contributions"),
            subsidy=text(income, "fiscal_subsidy"),
            outgo=text(outgo, "outgo"),
            outgo_moved=basis.moved(outgo.figure(f"{ALL}.outgo", "growth").value),
            balance=text(balance, "annual_balance"),
            accumulated=text(balance, "accumulated_balance"),
        )
    )


def _deficits(basis: Basis) -> Paragraph:
    words = basis.words
    short = []
    for fund in basis.funds():
        balance = basis.value(fund, "annual_balance", basis.year)
        if balance is not None and balance < 0:
            short.append(words("deficit_of", fund=fund.title[basis.language], amount=yi(balance, digits=1)))
    return Paragraph(words("deficits_text", funds=words("listed").join(short)) if short else words("no_deficits_text"))


def _funds(basis: Basis, income: Table, outgo: Table, changes: list[BalanceChange]) -> list[Block]:
    by_fund = {change.fund: change for change in changes}
    return [
        Paragraph(
            " ".join((_accounts(basis, fund, income, outgo), *_why(basis, by_fund.get(fund.name)))).replace(
                "。 ", "。"
            ),
            lead=fund.title[basis.language],
        )
        for fund in basis.funds()
    ]


def _accounts(basis: Basis, fund: FundResult, income: Table, outgo: Table) -> str:
    values = {
        name: basis.value(fund, name, basis.year)
        for name in ("annual_balance", "accumulated_balance", "months_payable")
    }
    shown = {name: float("nan") if value is None else value for name, value in values.items()}
    return basis.words(
        "fund_text",
        income=income.figure(f"{fund.name}.income", "budget").text(),
        income_moved=basis.moved(income.figure(f"{fund.name}.income", "growth").value),
        outgo=outgo.figure(f"{fund.name}.outgo", "budget").text(),
        outgo_moved=basis.moved(outgo.figure(f"{fund.name}.outgo", "growth").value),
        balance=yi(shown["annual_balance"], digits=1),
        accumulated=yi(shown["accumulated_balance"], digits=1),
        months=months(shown["months_payable"]),
    )


def _why(basis: Basis, change: BalanceChange | None) -> list[str]:
    """The largest causes of the change, as the decomposition gives them; nothing is claimed beyond it."""
    if change is None:
        return [basis.words("causes_unknown")]
    causes = sorted_causes(change)
    largest = abs(causes[0].amount) if causes else 0.0
    told = []
    for cause in causes[:CAUSES_TOLD]:
        if abs(cause.amount) < WORTH_TELLING * largest:
            break
        name, amount = word_of(cause, change, basis.words), yi(cause.amount, digits=1, signed=True)
        if cause.name in FACTORS:
            told.append(basis.words("cause_of", name=name, moved=basis.moved(cause.growth), amount=amount))
        else:
            told.append(basis.words("cause_amount_of", name=name, amount=amount))
    text = basis.words(
        "causes_text", change=yi(change.change, digits=1, signed=True), causes=basis.words("listed").join(told)
    )
    if change.fund not in INDEXED:
        return [text]
    rate = percent(basis.assumed("pension.indexation", basis.year))
    return [text, basis.words("indexation_text", year=basis.year, rate=rate)]


def _parameters(basis: Basis) -> Table:
    """What the budget year assumes of wages, prices, pensions and returns, beside the year before."""
    words, years, context = basis.words, (basis.year - 1, basis.year), basis.context()
    columns = (
        Column("parameter", words("parameter"), 8.6, is_text=True),
        *(Column(f"y{year}", str(year), 2.2) for year in years),
        Column("status", words("status_of_row"), 3.0, is_text=True),
    )
    growth = [
        float(context.economy.at("wage_growth", context.years[context.years == year])[0])
        for year in years
        if year in context.years
    ]
    rows = []
    if len(growth) == len(years):
        rows.append(Row("wage", (words("wage_growth"), *(Figure(g, PERCENT_1) for g in growth), words("status_wages"))))
    for key in PARAMETERS:
        row = context.assumptions.row(key)
        cells = [Figure(basis.assumed(key, year), PERCENT_1) for year in years]
        rows.append(Row(key, (row.title[basis.language], *cells, words(row.status))))
    return Table(
        words("sheet_parameters"), words("parameters_table"), "", columns, tuple(rows), (words("parameters_note"),)
    )


def _causes(basis: Basis, changes: list[BalanceChange]) -> list[Block]:
    if not changes:
        return [Paragraph(basis.words("causes_unknown"))]
    main = next(change for change in changes if change.fund == basis.main().name)
    chart = causes_chart(basis, basis.main(), main)
    return [causes_table(basis, changes, basis.words("sheet_causes")), chart]
