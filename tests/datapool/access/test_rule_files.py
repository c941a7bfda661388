"""Rules that could not be relied on are refused when they are read, with file and line."""

from pathlib import Path

import pytest

from core.errors import FileMissing, UnknownKey
from core.principal import Role
from datapool.access.rule_files import FOLDER, SCHEMA, RuleRefused, load_rules
from datapool.access.words import access_words
from datapool.standards.catalogue import SENSITIVITIES

HEAD = '@id("{id}")\n@title_zh("规则")\n@title_en("rule")\n@legal_basis("个人信息保护法 第二十八条")\n'
GOOD = HEAD.format(id="one-rule") + "permit (principal, action, resource);"


def written(folder: Path, text: str, schema: str | None = None) -> Path:
    (folder / SCHEMA).write_text(schema or (FOLDER / SCHEMA).read_text("utf-8"), "utf-8")
    (folder / "rules.cedar").write_text(text, "utf-8")
    return folder


def forbid(clause: str) -> str:
    return f"{GOOD}\n{HEAD.format(id='another')}forbid (principal, action, resource) {clause};"


def test_the_rules_of_the_project_say_what_they_are() -> None:
    rules = load_rules()
    assert len(rules.rules) >= 16 and len({rule.id for rule in rules.rules}) == len(rules.rules)
    for rule in rules.rules:
        assert rule.legal_basis and rule.title.zh != rule.title.en
        assert rules.of_policy(rule.policy) is rule and rule.template.annotations["id"] == rule.id


def test_schema_and_project_use_the_same_words() -> None:
    rules = load_rules()
    assert set(rules.vocabulary["Role"]) == set(Role) == set(access_words("roles"))
    assert set(rules.vocabulary["Class"]) == set(SENSITIVITIES)
    assert set(rules.vocabulary["Purpose"]) == set(access_words("purposes"))
    assert set(rules.actions) == set(access_words("actions"))


def test_the_schema_of_the_project_has_no_attribute_that_may_be_missing() -> None:
    assert "?" not in (FOLDER / SCHEMA).read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("permit (principal, action resource);", "this is no rule"),
        (GOOD + GOOD, "stands twice"),
        (GOOD.replace('@id("one-rule")\n', ""), "has no @id"),
        (GOOD.replace("one-rule", "One Rule"), "not a name"),
        (GOOD.replace('@title_en("rule")\n', ""), "has no @title_en"),
        (GOOD.replace('@title_zh("规则")', '@title_zh(" ")'), "has no @title_zh"),
        (GOOD.replace("个人信息保护法 第二十八条", "个人信息保护法"), "not an article of a known law"),
        (GOOD.replace("个人信息保护法", "某法"), "not an article of a known law"),
        (GOOD.replace("principal,", "principal == ?principal,"), "slot"),
        (GOOD.replace("principal,", 'principal in Role::"clrk",'), "schema does not cover the rule one-rule"),
        (forbid('when { context.purpose == Purpose::"spying" }'), "schema does not cover the rule another"),
        (forbid("when { resource.wage == 3 }"), "schema does not cover the rule another"),
        (forbid('when { resource.subject == 3 }'), "schema does not cover the rule another"),
        (forbid('when { resource.class in [Class::"secret"] }'), "schema does not cover the rule another"),
        (forbid('when { !(resource has region) }'), "forbids by whether region is there"),
        (forbid('unless { resource has subject && resource.subject == "x" }'), "forbids by whether subject is there"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_relied_on_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(RuleRefused, match=reason) as refused:
        load_rules(written(tmp_path, text))
    assert refused.value.exit_code == 2 and str(tmp_path / "rules.cedar") in str(refused.value)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (" || ".join(["principal in principal"] * 3000), "more than 2000 signs"),
        ("(" * 3000 + "true" + ")" * 3000, "more than 2000 signs"),
        ("(" * 95 + "true" + ")" * 95, "more than 90 brackets deep"),
        ("1" + "+1" * 1200 + ' == ";;;".x', "more than 2000 signs"),
        ("principal" + ".a" * 900, "this is no rule"),
    ],
)
def test_a_rule_that_would_end_the_process_never_reaches_the_parser(
    tmp_path: Path, expression: str, reason: str
) -> None:
    text = GOOD.replace(";", f" when {{ {expression} }};")
    with pytest.raises(RuleRefused, match=reason):
        load_rules(written(tmp_path, text))


def test_the_line_of_the_rule_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleRefused) as refused:
        load_rules(written(tmp_path, forbid("when { resource.wage == 3 }")))
    assert refused.value.line == 6


@pytest.mark.parametrize("clause", ["when { resource.wage == 3 }", "when { resource has wage && resource.wage == 3 }"])
def test_nothing_is_forbidden_by_an_attribute_that_may_be_missing(tmp_path: Path, clause: str) -> None:
    schema = (FOLDER / SCHEMA).read_text("utf-8").replace("  item: String,", "  item: String, wage?: Long,")
    permitted = GOOD.replace(";", " when { resource has wage && resource.wage == 3 };")
    assert len(load_rules(written(tmp_path, permitted, schema)).rules) == 1
    load_rules.cache_clear()
    with pytest.raises(RuleRefused, match="wage"):
        load_rules(written(tmp_path, forbid(clause), schema))


def test_a_schema_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleRefused, match="this is no schema"):
        load_rules(written(tmp_path, GOOD, "entity User in Nothing;"))


def test_a_folder_without_schema_or_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        load_rules(tmp_path)
    (tmp_path / SCHEMA).write_text((FOLDER / SCHEMA).read_text("utf-8"), "utf-8")
    load_rules.cache_clear()
    with pytest.raises(FileMissing, match="no access rules"):
        load_rules(tmp_path)


@pytest.mark.parametrize(("purpose", "action"), [("spying", "read_rows"), ("audit", "delete")])
def test_a_purpose_or_action_in_no_catalogue_is_refused(purpose: str, action: str) -> None:
    with pytest.raises(UnknownKey, match=r"there is no (purpose spying|action delete)"):
        load_rules().check(purpose=purpose, action=action)
