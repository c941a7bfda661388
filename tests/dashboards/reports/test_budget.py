"""The draft budget says what the projection says: figures, growth, totals and balances that roll forward."""

from datetime import date

import pytest

from dashboards.reports.basis import BUDGET_ORDER
from dashboards.reports.build import Request, compose
from dashboards.reports.document import Figure, Paragraph, Report, Table
from dashboards.reports.last_budget import LastBudget
from simulation.result import FundResult, Projection
from simulation.scenario import Scenario

YEAR = 2026
LAST = LastBudget(
    2025,
    {
        ("enterprise_pension", "contributions"): 50000e8,
        ("enterprise_pension", "income"): 60000e8,
        ("unemployment", "accumulated_balance"): 3900e8,
    },
    "last.csv",
)


def report(base: Projection, language: str = "zh", last: LastBudget | None = None, year: int = YEAR) -> Report:
    return compose(Request("budget", year, language, Scenario(), "anlan report budget", last), base)


def value(fund: FundResult, name: str, row: int) -> float:
    lines = {**fund.income_lines, **fund.outgo_lines}
    values = lines[name] if name in lines else fund.measures[name]
    return float(values[row])  # type: ignore[index]


@pytest.fixture(scope="module")
def draft(base: Projection) -> Report:
    return report(base)


@pytest.mark.parametrize(("sheet", "total", "lines_of"), [(1, "income", "income_lines"), (2, "outgo", "outgo_lines")])
def test_every_line_is_the_projection_and_the_lines_add_up_to_their_fund(
    base: Projection, draft: Report, sheet: int, total: str, lines_of: str
) -> None:
    table, row = budget_tables(draft)[sheet - 1], YEAR - int(base.years[0])
    for fund in base.funds.values():
        shown = [each.key.split(".")[1] for each in table.rows if each.key.startswith(f"{fund.name}.")]
        assert shown[0] == total
        assert set(shown[1:]) <= set(getattr(fund, lines_of))
        for at, column in ((row - 1, "estimate"), (row, "budget")):
            for name in shown:
                assert table.figure(f"{fund.name}.{name}", column).value == value(fund, name, at)
            parts = sum(table.figure(f"{fund.name}.{name}", column).value or 0.0 for name in shown[1:])
            assert parts == pytest.approx(value(fund, total, at))


def budget_tables(draft: Report) -> list[Table]:
    names = {"收入预算表", "支出预算表", "结余预算表", "Income", "Outgo", "Balance"}
    return [table for table in draft.tables() if table.name in names]


def test_the_funds_stand_in_the_order_of_the_state_budget(draft: Report) -> None:
    for table, total in zip(budget_tables(draft), ("income", "outgo", "title"), strict=True):
        assert [row.key for row in table.rows if row.key.endswith(f".{total}") and not row.key.startswith("all")] == [
            f"{name}.{total}" for name in BUDGET_ORDER
        ]


def test_all_funds_together_are_the_sum_of_the_funds(base: Projection, draft: Report) -> None:
    row = YEAR - int(base.years[0])
    for table, name in zip(budget_tables(draft), ("income", "outgo", "accumulated_balance"), strict=True):
        wanted = sum(value(fund, name, row) for fund in base.funds.values())
        assert table.figure(f"all.{name}", "budget").value == pytest.approx(wanted)


def test_balances_roll_forward_within_the_year_and_from_one_year_to_the_next(draft: Report) -> None:
    table = budget_tables(draft)[2]
    for name in BUDGET_ORDER:

        def at(line: str, column: str, name: str = name) -> float:
            found = table.figure(f"{name}.{line}", column).value
            assert found is not None
            return found

        for column in ("estimate", "budget"):
            rolled = at("opening", column) + at("annual_balance", column)
            assert rolled == pytest.approx(at("accumulated_balance", column))
        assert at("opening", "budget") == at("accumulated_balance", "estimate")


def test_growth_is_on_the_estimate_and_left_out_where_that_is_not_above_zero(draft: Report) -> None:
    seen = set()
    for table in budget_tables(draft):
        for row in table.rows:
            cells = [cell for cell in row.cells if isinstance(cell, Figure)]
            if not cells:
                continue
            _, estimate, _, budget, growth = cells
            assert estimate.value is not None
            assert budget.value is not None
            if estimate.value > 0:
                assert growth.value == pytest.approx(budget.value / estimate.value - 1)
            else:
                assert growth.value is None
            seen.add(estimate.value > 0)
    assert seen == {True, False}


def test_a_budget_nobody_gave_is_said_to_be_missing_and_nothing_is_worked_out_of_it(draft: Report) -> None:
    for table in budget_tables(draft):
        for row in table.rows:
            if isinstance(row.cells[1], Figure):
                assert row.cells[1].text() == "未提供"
                assert isinstance(row.cells[3], Figure)
                assert not row.cells[3].is_known
    assert any("--last-budget" in block.text for block in draft.blocks if isinstance(block, Paragraph))


def test_a_budget_that_was_given_is_printed_and_the_share_done_worked_out(base: Projection) -> None:
    with_last = report(base, last=LAST)
    income, _, balance = budget_tables(with_last)
    given = income.figure("enterprise_pension.contributions", "last_budget")
    estimate = income.figure("enterprise_pension.contributions", "estimate")
    assert given.text() == "50,000.0"
    assert estimate.value is not None
    done = income.figure("enterprise_pension.contributions", "done")
    assert done.value == pytest.approx(estimate.value / 50000e8)
    assert done.text() == f"{estimate.value / 50000e8 * 100:.1f}%"
    assert income.figure("enterprise_pension.fiscal_subsidy", "last_budget").text() == "未提供"
    assert income.figure("all.income", "last_budget").text() == "未提供"
    assert balance.figure("unemployment.accumulated_balance", "last_budget").value == 3900e8
    assert any("last.csv" in block.text for block in with_last.blocks if isinstance(block, Paragraph))


def test_published_years_are_outturns_and_carry_the_marks_of_their_status(base: Projection) -> None:
    table = budget_tables(report(base, year=2024))[0]
    assert table.columns[2].title == "2023年执行数"
    assert table.figure("enterprise_pension.income", "estimate").mark == "*"
    assert table.figure("resident_pension.income", "estimate").mark == "‡"
    assert table.figure("enterprise_pension.income", "budget").mark == "†"
    assert table.figure("enterprise_pension.contributions", "estimate").text() == "—"
    assert table.figure("enterprise_pension.contributions", "growth").text() == "—"


def test_the_notes_state_the_figures_of_the_tables_and_the_direction_they_move_in(base: Projection) -> None:
    draft = report(base)
    income = budget_tables(draft)[0]
    paragraphs = {block.lead: block.text for block in draft.blocks if isinstance(block, Paragraph) and block.lead}
    for fund in base.funds.values():
        text = paragraphs[fund.title["zh"]]
        assert income.figure(f"{fund.name}.income", "budget").text() in text
        growth = income.figure(f"{fund.name}.income", "growth")
        assert growth.value is not None
        word = "增长" if growth.value > 0 else "下降"
        assert f"比上年预计执行数{word}{abs(growth.value) * 100:.1f}%" in text


def test_a_scenario_that_raises_pensions_changes_what_the_notes_give_as_causes(base: Projection) -> None:
    from simulation.projection import project

    settings = ("pension.indexation@2026=0.12",)
    moved = project(Scenario(settings=settings))
    told = compose(Request("budget", YEAR, "zh", Scenario(settings=settings), "x"), moved)
    notes = {block.lead: block.text for block in told.blocks if isinstance(block, Paragraph) and block.lead}
    enterprise = notes["企业职工基本养老保险"]
    assert "2026年基本养老金调整12.0%" in enterprise
    causes = enterprise.partition("主要因素：")[2]
    assert causes.startswith("人均待遇增长")


def test_both_languages_print_the_same_figures(base: Projection, draft: Report) -> None:
    english = report(base, "en")
    for zh, en in zip(budget_tables(draft), budget_tables(english), strict=True):
        for left, right in zip(zh.rows, en.rows, strict=True):
            assert [c.text() for c in left.cells[2:] if isinstance(c, Figure)] == [
                c.text() for c in right.cells[2:] if isinstance(c, Figure)
            ]
    assert english.dated == date(2023, 12, 31)
