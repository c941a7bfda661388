"""`anlan stress`: named cases laid on a scenario, and what each does to one fund."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from cli.console import print_json, print_lines, print_table, working
from cli.scenarios import read_scenario
from core.errors import FileMissing, InputError, UnknownKey
from core.settings import Settings
from dashboards.figures import months, plain, yi
from simulation.countries.china.funds import TITLES
from simulation.key_figures import Difference
from simulation.stress.cases import Case, country_cases, overlay_case, read_cases
from simulation.stress.reserve import Holding
from simulation.stress.testing import Outcome, Question, Standing, StressTest, stress_test

_WORKING = {"zh": "正在压力测试", "en": "Stress-testing"}
_ALONE = {"zh": "{fund}：各情形单独发生", "en": "{fund}: each case alone"}
_TOGETHER = {"zh": "逐项叠加（最后一行为全部发生）", "en": "Added one after another (the last row: all together)"}
_COLUMNS = {
    "zh": (
        "情形",
        "首次当期赤字",
        "累计结余耗尽",
        "{year}年末可支付月数",
        "保持{months}个月所需（现值，亿元）",
        "最早需要年份",
    ),
    "en": (
        "Case",
        "First deficit",
        "Depletion",
        "Months payable, end of {year}",
        "To hold {months} months (present value, ¥100m)",
        "First needed",
    ),
}
_SCENARIO = {"zh": "原情景", "en": "the scenario itself"}
_COLON = {"zh": "：", "en": ": "}
_ADDED = {"zh": "＋{title}", "en": "+ {title}"}
_BEYOND = {"zh": "{last}年后", "en": "after {last}"}
_NOT_NEEDED = {"zh": "不需要", "en": "not needed"}
_NOTE = {
    "zh": (
        "括号内为与原情景之差。所需资金：{since}年至{until}年每年末累计结余不足{months}个月支出的部分，"
        "在最早不足之年末补足，按贴现率折算到基年末。各情形自{since}年起。"
    ),
    "en": (
        "In brackets: against the scenario itself. Needed: what the balance lacks of {months} months of outgo at the "
        "end of each year from {since} to {until}, paid in when first lacking, discounted to the end of the base year. "
        "Cases begin in {since}."
    ),
}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Lay the cases on the scenario and print two tables or the JSON."""
    named = read_scenario(chosen.scenario, settings=chosen.set, overlays=chosen.overlay)
    cases = _chosen_cases(chosen, named.scenario.name)
    holding = Holding(chosen.months, chosen.since, chosen.until)
    question = Question(chosen.fund, chosen.since, chosen.year, holding)
    try:
        with working(_WORKING[chosen.language]):
            found = stress_test(named.scenario, cases, question)
    except InputError as err:
        raise named.located(err) from None
    if chosen.json:
        print_json({"scenario": named.name, **found.to_json()})
    else:
        _print(found, chosen.language)
    return 0


def _chosen_cases(chosen: Namespace, country: str) -> tuple[Case, ...]:
    """The cases of a file where one is given, else those of the country; of both only the named ones, in that order."""
    own = read_cases(Path(chosen.cases)) if chosen.cases else ()
    known = {case.name: case for case in (*country_cases(country), *own)}
    if not chosen.case:
        return own or tuple(known.values())
    return tuple(_named(name, known) for name in chosen.case)


def _named(name: str, known: dict[str, Case]) -> Case:
    if name in known:
        return known[name]
    if name.endswith((".yaml", ".yml")):
        if not Path(name).is_file():
            raise FileMissing("this overlay is not there.", path=name, remedy="Check the path.")
        return overlay_case(Path(name))
    raise UnknownKey(
        f"no stress case is called {name!r}.", remedy=f"Cases are: {', '.join(known)}; a reform file ends in .yaml."
    )


def _print(found: StressTest, language: str) -> None:
    asked = found.question
    places = {"year": asked.year, "months": plain(asked.holding.months, digits=0)}
    columns = tuple(column.format(**places) for column in _COLUMNS[language])
    base = _cells(_SCENARIO[language], found.base, None, language, found.last_year)
    title = _ALONE[language].format(fund=TITLES[asked.fund][language])
    print_table(title, columns, [base, *_rows(found.alone, "{title}", language, found.last_year)])
    print_table(
        _TOGETHER[language], columns, [base, *_rows(found.together, _ADDED[language], language, found.last_year)]
    )
    print_lines(_NOTE[language].format(**places, since=asked.since, until=asked.holding.until))
    cases = [outcome.case for outcome in found.alone]
    print_lines(*(f"{case.title[language]}{_COLON[language]}{case.about[language]}" for case in cases))


def _rows(outcomes: Sequence[Outcome], form: str, language: str, last: int) -> Iterator[tuple[str, ...]]:
    for outcome in outcomes:
        name = form.format(title=outcome.case.title[language])
        yield _cells(name, outcome.after, outcome, language, last)


def _cells(name: str, standing: Standing, outcome: Outcome | None, language: str, last: int) -> tuple[str, ...]:
    changes = {} if outcome is None else outcome.changes
    needed = standing.reserve.first_year
    return (
        name,
        _year(standing.first_deficit_year, changes.get("first_deficit_year"), language, last),
        _year(standing.depletion_year, changes.get("depletion_year"), language, last),
        months(standing.months_payable) + _moved(changes.get("months_payable"), 1.0, digits=1),
        yi(standing.reserve.present_value) + _moved(changes.get("reserve_need"), 1e8, digits=0),
        _NOT_NEEDED[language] if needed is None else str(needed),
    )


def _year(year: int | None, change: Difference | None, language: str, last: int) -> str:
    """The year and how far it moved; where either lies beyond the last year, the one it moved from."""
    beyond = _BEYOND[language].format(last=last)
    text = beyond if year is None else str(year)
    if change is None or change.a == change.b:
        return text
    if change.difference is None:
        return f"{text} ({beyond if change.a is None else change.a} →)"
    return text + _moved(change, 1.0, digits=0)


def _moved(change: Difference | None, unit: float, *, digits: int) -> str:
    if change is None or change.difference is None:
        return ""
    return f" ({plain(change.difference / unit, digits=digits, signed=True)})"
