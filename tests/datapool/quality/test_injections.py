"""Errors of every kind put into a clean province are found, and nothing else is."""

import pytest

from datapool.pool import Pool
from datapool.quality.assess import assess
from datapool.quality.assessment import Assessment
from datapool.quality.checks import compile_checks
from datapool.quality.rule import Severity
from datapool.quality.rule_files import load_rules
from datapool.quality.templates import Batchwise
from datapool.standards.sources import load_sources
from tests.datapool.quality.injections import injections
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import build_province
from tests.datapool.quality.spoiling import Spoilt, spoil
from tests.datapool.quality.world import Injection

LEAST_RECALL, MOST_FALSE_ALARMS = 0.99, 0.001
SHORT_ID = "Q-V-012"
RULES = {rule.code: rule for rule in load_rules(load_sources())}


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow)])
def spoilt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Spoilt:
    return spoil(tmp_path_factory.mktemp("spoilt"), injections(), request.param)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    folder = tmp_path_factory.mktemp("clean")
    return assess(Pool.open(lay_out(folder, build_province().rows)))


def test_every_rule_that_judges_rows_has_an_injection() -> None:
    by_file = {
        c.rule.code for c in compile_checks(RULES.values(), load_sources()) if isinstance(c.condition, Batchwise)
    }
    assert set(RULES) - by_file - {SHORT_ID} == {each.rule for each in injections()}


@pytest.mark.parametrize("injection", injections(), ids=str)
def test_injected_errors_are_found(spoilt: Spoilt, injection: Injection) -> None:
    rows = spoilt.expected[str(injection)]
    assert rows, "no row could be spoilt"
    found = spoilt.found(injection.rule)
    hits = sum((row["_batch"], row["_line"]) in found for row in rows)
    assert hits / len(rows) >= LEAST_RECALL


@pytest.mark.parametrize("rule", sorted(set(RULES) - {SHORT_ID}))
def test_no_other_row_is_accused(spoilt: Spoilt, rule: str) -> None:
    tables = {target.table for target in RULES[rule].targets}
    judged = sum(row["_table"] in tables for row in spoilt.rows.values())
    accused = [spoilt.rows[place] for place in spoilt.found(rule)]
    false = [row for row in accused if rule not in row["_breaks"] and (rule, row["_subject"]) not in spoilt.allowed]
    assert len(false) <= MOST_FALSE_ALARMS * judged


def test_a_clean_province_with_the_worlds_noise_breaks_no_rule(clean: Assessment) -> None:
    assert set(clean.findings().column("rule").to_pylist()) == {SHORT_ID}
    assert RULES[SHORT_ID].severity is Severity.NOTICE
    assert clean.errors.num_rows == 0
    assert {score.score for score in clean.scores()} == {1.0}


def test_every_check_can_be_judged_where_all_tables_are_delivered(clean: Assessment) -> None:
    unjudged = {name for name in clean.skipped if "hrss_resident_contributions" not in name}
    assert unjudged == set()
