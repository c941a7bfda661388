"""`anlan solve`: the least move of a lever that keeps a fund solvent, or what two levers can do between them."""

from argparse import Namespace

from cli.console import print_json, print_lines, print_table, working
from cli.scenarios import NamedScenario, read_scenario
from core.errors import InputError
from core.settings import Settings
from dashboards.figures import plain
from dashboards.words import WORDS, say
from simulation.countries.china.funds import TITLES
from simulation.futures import Plan
from simulation.levers import Lever
from simulation.solving.front import Front, pareto_front
from simulation.solving.solvency import Target, by_chance, central_path
from simulation.solving.solver import Solution, lever_named, solve

_WORKING = {"zh": "正在求解", "en": "Solving"}
_TITLE = {
    "zh": "{fund}：至{until}年每年末累计结余不为负的概率不低于{probability}",
    "en": "{fund}: not below zero at the end of any year to {until}, with probability {probability} or more",
}
_TITLE_CENTRAL = {
    "zh": "{fund}：中心路径上至{until}年每年末累计结余不为负",
    "en": "{fund}: not below zero at the end of any year to {until} on the central path",
}
_COLUMNS = {
    "zh": ("手段", "最小变动", "变动前概率", "达到概率", "超出目标", "稍小变动（概率）"),
    "en": ("Lever", "Least move", "Before", "Achieved", "Beyond target", "A smaller move (probability)"),
}
_PAIR = {"zh": "达到概率", "en": "Achieved"}
_SETTINGS = {"zh": "即：{settings}", "en": "That is: {settings}"}
_NOTHING = {"zh": "无需变动。", "en": "Nothing need be moved."}
_PATHS = {
    "zh": "{paths}条路径，种子{seed}，每次求概率用同一批随机数；共测算{asked}个方案；变动自{since}年起。",
    "en": "{paths} paths, seed {seed}, the same draws for each probability; scenarios asked: {asked}; "
    "moves begin in {since}.",
}
_CENTRAL = {
    "zh": "按中心路径（不含概率）；共测算{asked}个方案；变动自{since}年起。",
    "en": "On the central path, without chance; scenarios asked: {asked}; moves begin in {since}.",
}
_TURNED = {
    "zh": "注意：继续变动时概率有所下降，所示为最靠近原情景的解。",
    "en": "Mind: the probability falls somewhere as a lever is moved further; what is shown is the solution nearest to "
    "the scenario.",
}
_OUT_OF_REACH = {
    "zh": "{first}为下列数值时，{second}在其范围内无解：{moves}",
    "en": "With {first} at these, no {second} within its bounds is enough: {moves}",
}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Find the least move, or the front of two levers."""
    named = read_scenario(chosen.scenario, settings=chosen.set, overlays=chosen.overlay)
    levers = [lever_named(name) for name in (chosen.lever, chosen.lever2) if name]
    target = Target(chosen.fund, chosen.until, 1.0 if chosen.deterministic else chosen.probability)
    target.check(named.scenario, chosen.since)
    judge = (
        central_path(chosen.fund, chosen.until)
        if chosen.deterministic
        else by_chance(chosen.fund, chosen.until, Plan(paths=chosen.paths, seed=chosen.seed))
    )
    try:
        with working(_WORKING[chosen.language]):
            if len(levers) == 2:
                front = pareto_front(named.scenario, (levers[0], levers[1]), target, judge=judge, since=chosen.since)
            else:
                solution = solve(named.scenario, levers[0], target, judge=judge, since=chosen.since)
    except InputError as err:
        raise named.located(err) from None
    if len(levers) == 2:
        _tell(chosen, named, front.to_json()) if chosen.json else _print_front(front, chosen)
    else:
        _tell(chosen, named, solution.to_json()) if chosen.json else _print_solution(solution, chosen)
    return 0


def _tell(chosen: Namespace, named: NamedScenario, found: dict[str, object]) -> None:
    drawn = {} if chosen.deterministic else {"paths": chosen.paths, "seed": chosen.seed}
    print_json({"scenario": named.name, "since": chosen.since, **drawn, **found})


def _print_solution(found: Solution, chosen: Namespace) -> None:
    language, below = chosen.language, found.just_below
    smaller = "—" if below is None else f"{_move(found.lever, below[0], language)} ({_share(below[1])})"
    row = (
        say(f"lever_{found.lever.name}", language),
        _move(found.lever, found.move, language),
        _share(found.before),
        _share(found.achieved),
        f"{plain(found.residual * 100, digits=2, signed=True)} {say('unit_point', language)}",
        smaller,
    )
    print_table(_title(found.target, chosen), _COLUMNS[language], [row])
    settings = " ".join(f"--set '{setting}'" for setting in found.settings)
    print_lines(_SETTINGS[language].format(settings=settings) if settings else _NOTHING[language])
    _print_notes(chosen, asked=found.asked, turned=bool(found.turned))


def _print_front(found: Front, chosen: Namespace) -> None:
    language = chosen.language
    first, second = found.levers
    names = [say(f"lever_{lever.name}", language) for lever in found.levers]
    rows = [
        (_move(first, pair.first, language), _move(second, pair.second, language), _share(pair.achieved))
        for pair in found.pairs
    ]
    print_table(_title(found.target, chosen), (*names, _PAIR[language]), rows, left=0)
    if found.out_of_reach:
        moves = say("listed", language).join(_move(first, move, language) for move in found.out_of_reach)
        print_lines(_OUT_OF_REACH[language].format(first=names[0], second=names[1], moves=moves))
    _print_notes(chosen, asked=found.asked, turned=found.turned)


def _print_notes(chosen: Namespace, *, asked: int, turned: bool) -> None:
    note = _CENTRAL if chosen.deterministic else _PATHS
    print_lines(note[chosen.language].format(paths=chosen.paths, seed=chosen.seed, asked=asked, since=chosen.since))
    if turned:
        print_lines(_TURNED[chosen.language])


def _title(target: Target, chosen: Namespace) -> str:
    title = (_TITLE_CENTRAL if chosen.deterministic else _TITLE)[chosen.language]
    fund = TITLES[target.fund][chosen.language]
    return title.format(fund=fund, until=target.until, probability=_share(target.probability))


def _move(lever: Lever, move: float, language: str) -> str:
    word = f"unit_{lever.unit}"
    one = f"{word}_one"
    digits = 0 if move == round(move) else 3
    return (
        f"{plain(move, digits=digits, signed=True)} {say(one if abs(move) == 1 and one in WORDS else word, language)}"
    )


def _share(share: float) -> str:
    return f"{share * 100:.1f}%"
