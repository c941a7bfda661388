"""Every rule at every place, compiled: the list of checks of an assessment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datapool.quality.lookups import Lookup
from datapool.quality.places import Tables
from datapool.quality.rule import Check, Rule
from datapool.quality.rule_files import WrongRule
from datapool.quality.templates import Compiled, Condition, compile_condition


@dataclass(frozen=True, slots=True)
class CompiledCheck:
    """A check with its condition.

    keys     [name of a lookup] SQL of the key under which a row finds its line there
    refers   the lookup of a reference, which no file may have written
    """

    check: Check
    condition: Compiled
    keys: Mapping[str, tuple[str, ...]]
    refers: Lookup | None

    @property
    def number(self) -> int:
        """The check's number."""
        return self.check.number

    @property
    def table(self) -> str:
        """The table it looks at."""
        return self.check.target.table

    @property
    def rule(self) -> Rule:
        """The rule it carries out."""
        return self.check.rule


def compile_checks(rules: Iterable[Rule], tables: Tables) -> tuple[CompiledCheck, ...]:
    """The checks of these rules in the tables that have a description, numbered from 0.

    Raises WrongRule where a condition cannot be compiled.
    """
    places = ((rule, target) for rule in rules for target in rule.targets if target.table in tables)
    return tuple(_compile(Check(number, rule, target)) for number, (rule, target) in enumerate(places))


def _compile(check: Check) -> CompiledCheck:
    rule, words = check.rule, check.target.words
    try:
        condition = compile_condition(rule.template, rule.arguments, words)
        keys = {name: tuple(part.format_map(words) for part in key) for name, key in rule.lookups.items()}
    except (KeyError, TypeError, ValueError) as err:
        raise WrongRule(
            f"the rule {rule.code} cannot be compiled for {check.target.table}: {err}.",
            remedy="Compare its condition with the templates in datapool/quality/templates.py.",
        ) from err
    refers = condition.refers if isinstance(condition, Condition) else None
    if isinstance(condition, Condition) and refers is not None:
        keys[refers.name] = condition.key
    return CompiledCheck(check, condition, keys, refers)
