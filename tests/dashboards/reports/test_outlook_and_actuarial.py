"""The outlook and the actuarial report: what they set side by side is what the packages below compute."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.errors import DateOutOfRange, InputError
from dashboards.reports.basis import Basis
from dashboards.reports.build import Request, check_request, compose, drawn
from dashboards.reports.document import Chart, Figure, Heading, Paragraph, Report, Signature, Table
from dashboards.reports.futures_view import probability_table
from dashboards.reports.texts import Texts
from simulation.chance.plan import Plan
from simulation.countries.china.pack import base_assumptions
from simulation.projection import project
from simulation.reconciliation import CAUSES, reconcile
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.sensitivity import sensitivities

PREVIOUS = Scenario(settings=("macro.cpi@2026=0.01",))


def written(base: Projection, kind: str, futures: Any = None, **more: Any) -> Report:
    return compose(Request(kind, 2026, "zh", Scenario(), f"anlan report {kind}", **more), base, futures)


@pytest.fixture(scope="module")
def outlook(base: Projection) -> Report:
    return written(base, "outlook")


@pytest.fixture(scope="module")
def actuarial(base: Projection) -> Report:
    return written(base, "actuarial", previous=PREVIOUS)


def text_of(report: Report) -> str:
    return "\n".join(block.text for block in report.blocks if isinstance(block, Paragraph | Heading))


def test_the_headings_are_those_that_isap_2_and_the_guidelines_ask_for(actuarial: Report) -> None:
    chapters = [
        block.text.partition("、")[2] for block in actuarial.blocks if isinstance(block, Heading) and block.level == 1
    ]
    assert chapters == [
        "摘要与主要结论",
        "目的、范围与制度规定",
        "数据",
        "假设",
        "方法",
        "结果",
        "敏感性分析",
        "压力情景",
        "随机测算",
        "与上次估值对账",
        "局限与不确定性",
        "独立专家复核",
        "精算意见与签署",
        "附录：全部假设",
    ]


def test_the_program_signs_nothing_and_gives_no_opinion(actuarial: Report) -> None:
    signatures = [line for block in actuarial.blocks if isinstance(block, Signature) for line in block.lines]
    opinions = [line for line in signatures if line[:2] in ("1.", "2.", "3.", "4.")]
    assert len(opinions) == 4
    assert all(line.rstrip("_").endswith("：") for line in opinions)
    assert any("签名" in line and "____" in line for line in signatures)
    assert "程序不代为出具意见，也不代为签署" in text_of(actuarial)


def test_every_assumption_stands_in_the_annex_with_status_reason_and_source(actuarial: Report) -> None:
    rows = base_assumptions()
    table = actuarial.table("全部假设")
    assert [row.key for row in table.rows] == list(rows.keys())
    assert all(all(row.cells) for row in table.rows)
    for row in table.rows:
        assert row.cells[6] == rows.row(row.key).source


def test_a_changed_assumption_is_marked_as_of_the_scenario() -> None:
    scenario = Scenario(settings=("macro.cpi=0.031",))
    report = compose(Request("actuarial", 2026, "zh", scenario, "x"), project(scenario))
    row = next(row for row in report.table("主要假设").rows if row.key == "macro.cpi")
    assert row.cells[2] == "情景"
    assert "3.1%" in str(row.cells[1])
    assert "本情景改动1项" in text_of(report)


def test_measures_are_those_of_the_projection(actuarial: Report, base: Projection) -> None:
    table = actuarial.table("精算平衡")
    for fund in base.funds.values():
        for horizon in ("25", "50", "75"):
            figure = table.figure(fund.name, f"actuarial_balance.{horizon}")
            assert figure.value == fund.measures["actuarial_balance"][horizon]  # type: ignore[index,call-overload]
    owed = actuarial.table("债务指标")
    enterprise = base.funds["enterprise_pension"].measures
    assert owed.figure("enterprise_pension", "implicit_pension_debt").value == enterprise["implicit_pension_debt"]


def test_the_sensitivity_is_that_of_the_command_and_what_has_no_effect_is_named(outlook: Report) -> None:
    rows = {row.shock.name: row for row in sensitivities() if row.fund == "enterprise_pension"}
    table = outlook.table("敏感性分析 企业养老")
    for row in table.rows:
        wanted = rows[row.key].changes["accumulated_balance.2050"].difference
        assert table.figure(row.key, "balance").value == wanted
    idle = [row.shock.title["zh"] for name, row in rows.items() if name not in {each.key for each in table.rows}]
    assert "失业率高1个百分点" in idle
    assert all(title in " ".join(table.notes) for title in idle)


def test_the_reconciliation_is_the_one_below_and_its_steps_add_up(actuarial: Report) -> None:
    found = reconcile(PREVIOUS, Scenario()).funds
    for name, figure in (("对账 结余", "accumulated_balance.2050"), ("对账 精算平衡", "actuarial_balance.75")):
        table = actuarial.table(name)
        assert len(table.rows) == 7
        for row in table.rows:
            values = {column.key: table.figure(row.key, column.key).value for column in table.columns[1:]}
            assert values["current"] == found[row.key].current[figure]
            steps = sum(values[cause] or 0.0 for cause in CAUSES)
            assert (values["previous"] or 0.0) + steps == pytest.approx(values["current"], rel=1e-9)
    assert actuarial.table("对账 结余").figure("enterprise_pension", "economy").value != 0.0


def test_without_a_previous_valuation_nothing_is_reconciled_and_the_report_says_so(base: Projection) -> None:
    report = written(base, "actuarial")
    assert not [table for table in report.tables() if table.name.startswith("对账")]
    assert "--previous" in text_of(report)


def test_stress_cases_stand_beside_the_scenario_they_are_laid_on(actuarial: Report, base: Projection) -> None:
    table = actuarial.table("压力 单独")
    fund = base.funds["enterprise_pension"]
    assert table.figure("base", "depletion_year").value == fund.measures["depletion_year"]
    months = fund.measures["months_payable"]
    assert isinstance(months, np.ndarray)
    assert table.figure("base", "months").value == pytest.approx(months[2036 - int(base.years[0])])
    assert len(table.rows) > 8


def test_published_figures_stand_beside_projected_ones_with_the_error_between_them(
    outlook: Report, base: Projection
) -> None:
    table = outlook.table("公布与测算")
    row = next(row for row in table.rows if row.key.endswith("employees_pension.outgo.2024"))
    published, projected, error = (table.figure(row.key, name) for name in ("published", "projected", "error"))
    assert published.value == 6.8e12
    assert published.mark == ""
    assert projected.value == base.totals["employees_pension"].measures["outgo"][4]  # type: ignore[index]
    assert error.value == pytest.approx((projected.value or 0.0) / 6.8e12 - 1)
    backtest = outlook.table("回溯检验")
    assert {row.cells[2] for row in backtest.rows} == {str(year) for year in range(2019, 2024)}


def test_the_outlook_tells_ten_years_of_every_fund(outlook: Report, base: Projection) -> None:
    tables = [table for table in outlook.tables() if table.name.startswith("展望")]
    assert len(tables) == len(base.funds)
    for table in tables:
        assert [row.key for row in table.rows] == [str(year) for year in range(2027, 2037)]
    enterprise = outlook.table("展望 企业养老")
    balance = base.funds["enterprise_pension"].measures["accumulated_balance"]
    assert enterprise.figure("2036", "accumulated_balance").value == balance[16]  # type: ignore[index]


def test_the_summary_names_every_fund_that_runs_dry(outlook: Report, base: Projection) -> None:
    text = text_of(outlook)
    for fund in base.funds.values():
        year = fund.measures["depletion_year"]
        assert (f"{fund.title['zh']}（{year}年）" in text) == (year is not None)


@pytest.mark.parametrize(
    ("kind", "year"), [("budget", 2023), ("budget", 2101), ("outlook", 2091), ("actuarial", 2076), ("actuarial", 0)]
)
def test_years_without_the_figures_a_report_needs_are_refused(kind: str, year: int) -> None:
    with pytest.raises(DateOutOfRange, match="Choose a year from 2024"):
        check_request(Request(kind, year, "zh", Scenario(), "x"))


def test_other_countries_and_back_tests_have_no_reports() -> None:
    for scenario in (Scenario(name="elsewhere"), Scenario(start=2018)):
        with pytest.raises(InputError):
            check_request(Request("budget", 2026, "zh", scenario, "x"))


def test_previous_valuations_to_another_year_are_refused(base: Projection) -> None:
    with pytest.raises(InputError, match="same year"):
        written(base, "actuarial", previous=Scenario(last_year=2090))


class Fan:
    """Random futures whose answers are known: the balance of path p in row y is p − y, 亿元."""

    def quantiles(self, measure: str, percents: Sequence[float] = ()) -> np.ndarray:
        assert measure == "accumulated_balance"
        return np.array(percents)[:, None] * 1e8 + np.arange(77.0) * 1e8

    def probability_of_depletion(self, by_year: int) -> float:
        return (by_year - 2026) / 100.0

    def depletion_quantiles(self, percents: Sequence[float] = ()) -> list[int | None]:
        return [2040, 2055, None]

    def expected_shortfall(self, year: int, tail: float = 0.05) -> float:
        return -12e8


def test_random_futures_are_told_as_they_were_drawn(base: Projection) -> None:
    fans = SimpleNamespace(
        years=np.arange(2024, 2101),
        plan=SimpleNamespace(paths=5000, seed=7),
        manifest={"seed": 7, "drivers": "abc123"},
        funds={"enterprise_pension": Fan(), "employees_pension": Fan()},
    )
    report = written(base, "outlook", futures=fans)
    table = report.table("耗尽概率")
    assert [row.key for row in table.rows] == ["enterprise_pension"]
    texts = [cell.text() for cell in table.rows[0].cells if isinstance(cell, Figure)]
    assert texts == ["10.0%", "20.0%", "30.0%", "2040", "2055", "2100年后", "−12"]
    assert "5,000条随机路径（种子7）" in text_of(report)
    assert dict(report.about)["随机过程哈希"] == "abc123"
    assert any(isinstance(block, Chart) and block.name == "fan_enterprise_pension" for block in report.blocks)


def test_futures_are_drawn_for_the_reports_that_tell_of_them_and_match_their_own_answers() -> None:
    request = Request("outlook", 2026, "zh", Scenario(), "x", plan=Plan(paths=64, seed=3))
    futures = drawn(request)
    assert futures is not None
    table = probability_table(Basis(Scenario(), project(Scenario()), 2026, Texts("outlook", "zh")), futures)
    fund = futures.funds["enterprise_pension"]
    found = set()
    for year in (2036, 2046, 2056):
        depleted = (fund.balance[: year - 2024 + 1] < 0).any(axis=0).mean()
        assert table.figure("enterprise_pension", f"by{year}").value == pytest.approx(depleted)
        found.add(float(depleted))
    assert len(found) > 1
    assert drawn(Request("budget", 2026, "zh", Scenario(), "x", plan=Plan(paths=64))) is None
    assert drawn(Request("outlook", 2026, "zh", Scenario(), "x")) is None


def test_sheets_have_names_of_their_own_and_rows_keys_of_their_own(outlook: Report, actuarial: Report) -> None:
    for report in (outlook, actuarial):
        names = [table.name for table in report.tables()]
        assert len(set(names)) == len(names)
        assert all(len(name) <= 31 for name in names)
        for table in report.tables():
            assert isinstance(table, Table)
            keys = [row.key for row in table.rows]
            assert len(set(keys)) == len(keys)
