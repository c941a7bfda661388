"""Expressions of Cedar carried out as far as they can be before any row is read."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Literal

from cedarpy import pst

from datapool.access import comparing
from datapool.access.condition import ALWAYS, NEVER, Condition, Constant, Present, all_of, any_of, negated
from datapool.access.outcome import (
    BeyondCompiling,
    Case,
    Outcome,
    decided,
    if_bool,
    only_bool,
    surely,
    then,
    then_both,
)
from datapool.access.shape import Shape
from datapool.access.values import (
    FALSE,
    FAULT,
    TRUE,
    Entity,
    Kind,
    Known,
    OfRow,
    RowItself,
    Several,
    Value,
    truth,
)
from datapool.access.world import Request

_ARITHMETIC: Mapping[str, Callable[[int, int], int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
}
_SETS: Mapping[str, Callable[[Value, Value], Condition]] = {
    "contains_all": comparing.contains_all,
    "contains_any": comparing.contains_any,
}


class Translator:
    """Carries out the expressions of rules for one request, one table and one column of it.

    given_up  why expressions could not be compiled, in the order met; each such expression counts as a fault
    """

    def __init__(self, request: Request, shape: Shape, column: str) -> None:
        self._request, self._shape = request, shape
        self._fixed = {**shape.fixed, **shape.columns[column].attributes}
        self.given_up: list[str] = []

    def fulfilled(self, rule: pst.Template) -> Outcome:
        """Whether a rule applies: its scope, then its clauses one after another, the first that fails ending it."""
        parts = [
            lambda: self._who(Known(Kind.ENTITY, self._request.principal), rule.principal),
            lambda: self._action(rule.action),
            lambda: self._who(RowItself(), rule.resource),
            *(lambda clause=clause: self._clause(clause) for clause in rule.clauses),
        ]
        return self._every(parts)

    def _every(self, parts: Sequence[Callable[[], Outcome]]) -> Outcome:
        def and_then(so_far: Outcome, part: Callable[[], Outcome]) -> Outcome:
            return if_bool(so_far, lambda: only_bool(self._kept(part)), lambda: surely(FALSE))

        return self._kept(lambda: reduce(and_then, parts, surely(TRUE)))

    def _kept(self, part: Callable[[], Outcome]) -> Outcome:
        """What the part comes to, or a fault where it cannot be compiled."""
        try:
            return part()
        except BeyondCompiling as err:
            self.given_up.append(str(err))
            return surely(FAULT)

    def _clause(self, clause: pst.Clause) -> Outcome:
        if isinstance(clause, pst.When):
            return self.outcome(clause.expr)
        return self._not(self.outcome(clause.expr))

    def _who(self, value: Value, constraint: pst.PrincipalOrResourceConstraint) -> Outcome:
        match constraint:
            case pst.ScopeAny():
                return surely(TRUE)
            case pst.ScopeEq(entity):
                return decided(comparing.equal(value, _entity(entity)))
            case pst.ScopeIn(entity):
                return self._in(value, _entity(entity))
            case pst.ScopeIs(wanted):
                return self._is(value, str(wanted))
            case pst.ScopeIsIn(wanted, entity):
                return self._every([lambda: self._is(value, str(wanted)), lambda: self._in(value, _entity(entity))])

    def _action(self, constraint: pst.ActionConstraint) -> Outcome:
        action = Known(Kind.ENTITY, self._request.action)
        match constraint:
            case pst.ScopeAny():
                return surely(TRUE)
            case pst.ActionEq(entity):
                return decided(comparing.equal(action, _entity(entity)))
            case pst.ActionIn(entities):
                around = self._request.world.with_parents(self._request.action)
                return surely(truth(any(_entity(each).value in around for each in entities)))

    def outcome(self, expression: pst.Expr) -> Outcome:
        """What an expression comes to."""
        return self._kept(lambda: self._outcome(expression))

    def _outcome(self, expression: pst.Expr) -> Outcome:
        match expression:
            case pst.BoolLit(value):
                return surely(truth(value))
            case pst.LongLit(number):
                return surely(Known(Kind.LONG, number))
            case pst.StringLit(text):
                return surely(Known(Kind.STRING, text))
            case pst.EntityLit(uid):
                return surely(_entity(uid))
            case pst.Var(name):
                return surely(self._variable(name))
            case pst.Set(elements):
                return self._set(elements)
            case pst.Record(fields):
                return self._record(fields)
            case pst.IfThenElse(cond, yes, no):
                return if_bool(self.outcome(cond), lambda: self.outcome(yes), lambda: self.outcome(no))
            case pst.GetAttr(base, attr):
                return then(self.outcome(base), lambda value: self._attribute(value, attr))
            case pst.HasAttr(base, path):
                return then(self.outcome(base), lambda value: self._has(value, path))
            case pst.Like(base, pattern):
                return then(self.outcome(base), lambda value: _like(value, pattern))
            case pst.Is(base, wanted, inside):
                return self._is_and_in(base, str(wanted), inside)
            case pst.UnaryOp(op, arg):
                return self._unary(op, self.outcome(arg))
            case pst.BinaryOp("and", left, right):
                return self._every([lambda: self.outcome(left), lambda: self.outcome(right)])
            case pst.BinaryOp("or", left, right):
                return if_bool(self.outcome(left), lambda: surely(TRUE), lambda: only_bool(self.outcome(right)))
            case pst.BinaryOp(op, left, right):
                return then_both(self.outcome(left), self.outcome(right), lambda a, b: self._binary(op, a, b))
        raise BeyondCompiling(type(expression).__name__)

    def _variable(self, name: pst.VarName) -> Value:
        match name:
            case "principal":
                return Known(Kind.ENTITY, self._request.principal)
            case "action":
                return Known(Kind.ENTITY, self._request.action)
            case "context":
                return self._request.context
            case "resource":
                return RowItself()

    def _set(self, elements: Sequence[pst.Expr]) -> Outcome:
        gathered: Outcome = surely(Several(()))
        for element in elements:
            gathered = then_both(gathered, self.outcome(element), _added)
        return then(gathered, lambda value: surely(_settled(value)))

    def _record(self, fields: Mapping[str, pst.Expr]) -> Outcome:
        gathered: Outcome = surely(Known(Kind.RECORD, ()))
        for name in sorted(fields):
            gathered = then_both(gathered, self.outcome(fields[name]), lambda so_far, one: _with(so_far, name, one))  # noqa: B023
        return gathered

    def _attribute(self, value: Value, name: str) -> Outcome:
        found = self._find(value, name)
        if isinstance(found, OfRow):
            return self._of_row(found)
        return surely(FAULT if found is None else found)

    def _of_row(self, found: OfRow) -> Outcome:
        """The attribute where the row has it, a fault where it is missing."""
        present = Present(found.attribute)
        missing = Case(negated(present), FAULT)
        if found.kind is not Kind.BOOL:
            return (Case(present, found), missing)
        told = comparing.told(found)
        return (Case(all_of((present, told)), TRUE), Case(all_of((present, negated(told))), FALSE), missing)

    def _find(self, value: Value, name: str) -> Known | OfRow | None:
        """The attribute, or None where there is none."""
        match value:
            case RowItself():
                if name in self._shape.of_rows:
                    column = self._shape.of_rows[name]
                    return OfRow(name, column.kind, column.entity_type)
                return self._fixed.get(name)
            case OfRow(kind=Kind.ENTITY):
                raise BeyondCompiling("an attribute of an entity that differs from row to row")
            case Known(value=Entity() as entity):
                return self._request.world.attributes.get(entity, {}).get(name)
            case Known(kind=Kind.RECORD, value=tuple() as fields):
                return dict(fields).get(name)
            case _:
                return None

    def _has(self, value: Value, path: Sequence[str]) -> Outcome:
        if not _may_have(value):
            return surely(FAULT)
        found = self._find(value, path[0])
        here = NEVER if found is None else Present(found.attribute) if isinstance(found, OfRow) else ALWAYS
        if len(path) == 1:
            return decided(here)
        further = lambda: then(self._attribute(value, path[0]), lambda inner: self._has(inner, path[1:]))  # noqa: E731
        return if_bool(decided(here), further, lambda: surely(FALSE))

    def _is_and_in(self, base: pst.Expr, type: str, inside: pst.Expr | None) -> Outcome:
        if inside is None:
            return then(self.outcome(base), lambda value: self._is(value, type))
        within = lambda: then_both(self.outcome(base), self.outcome(inside), self._in)  # noqa: E731
        return self._every([lambda: then(self.outcome(base), lambda value: self._is(value, type)), within])

    def _is(self, value: Value, type: str) -> Outcome:
        match value:
            case RowItself():
                return surely(truth(self._shape.type == type))
            case OfRow(kind=Kind.ENTITY, entity_type=its):
                return surely(truth(its == type))
            case Known(value=Entity() as entity):
                return surely(truth(entity.type == type))
            case _:
                return surely(FAULT)

    def _in(self, left: Value, right: Value) -> Outcome:
        many = comparing.elements(right) if comparing.is_set(right) else (right,)
        if not _is_entity(left) or not all(map(_is_entity, many)):
            return surely(FAULT)
        return decided(any_of(self._in_one(left, each) for each in many))

    def _in_one(self, left: Value, right: Value) -> Condition:
        wanted = right.value if isinstance(right, Known) else None
        if isinstance(left, RowItself) and isinstance(wanted, Entity) and wanted.type == self._shape.type:
            raise BeyondCompiling("the row itself compared with an entity")
        return comparing.is_in(left, right, self._request.world, self._shape.parents)

    def _unary(self, op: pst.UnaryOpName, outcome: Outcome) -> Outcome:
        match op:
            case "not":
                return self._not(outcome)
            case "is_empty":
                return then(outcome, _is_empty)
            case "neg":
                return then(outcome, lambda value: _arithmetic("sub", Known(Kind.LONG, 0), value))
            case _:
                raise BeyondCompiling(op)

    def _not(self, outcome: Outcome) -> Outcome:
        return if_bool(outcome, lambda: surely(FALSE), lambda: surely(TRUE))

    def _binary(self, op: pst.BinaryOpName, left: Value, right: Value) -> Outcome:
        match op:
            case "eq":
                return decided(comparing.equal(left, right))
            case "not_eq":
                return decided(negated(comparing.equal(left, right)))
            case "less" | "less_eq":
                return _below(left, right, or_equal=op == "less_eq")
            case "greater" | "greater_eq":
                return _below(right, left, or_equal=op == "greater_eq")
            case "in":
                return self._in(left, right)
            case "contains":
                return decided(comparing.contains(left, right)) if comparing.is_set(left) else surely(FAULT)
            case "contains_all" | "contains_any":
                both = comparing.is_set(left) and comparing.is_set(right)
                return decided(_SETS[op](left, right)) if both else surely(FAULT)
            case "add" | "sub" | "mul":
                return _arithmetic(op, left, right)
            case _:
                raise BeyondCompiling(op)


def _entity(uid: pst.EntityOrSlot) -> Known:
    if isinstance(uid, pst.Slot):
        raise BeyondCompiling("the slot of a template")
    return Known(Kind.ENTITY, Entity(str(uid.type), uid.id))


def _is_entity(value: Value) -> bool:
    return isinstance(value, RowItself) or (isinstance(value, Known | OfRow) and value.kind is Kind.ENTITY)


def _may_have(value: Value) -> bool:
    return _is_entity(value) or (isinstance(value, Known) and value.kind is Kind.RECORD)


def _added(so_far: Value, element: Value) -> Outcome:
    assert isinstance(so_far, Several)
    return surely(Several((*so_far.elements, element)))


def _settled(value: Value) -> Value:
    """A set whose elements are all known is known itself."""
    elements = comparing.elements(value)
    known = [each for each in elements if isinstance(each, Known)]
    return Known(Kind.SET, frozenset(known)) if len(known) == len(elements) else value


def _with(so_far: Value, name: str, value: Value) -> Outcome:
    if not isinstance(value, Known):
        raise BeyondCompiling("a record with values that differ from row to row")
    fields = so_far.value if isinstance(so_far, Known) and isinstance(so_far.value, tuple) else ()
    return surely(Known(Kind.RECORD, tuple(sorted({**dict(fields), name: value}.items()))))


def _like(value: Value, pattern: Sequence[pst.PatternElem]) -> Outcome:
    if not isinstance(value, Known | OfRow) or value.kind is not Kind.STRING:
        return surely(FAULT)
    return decided(comparing.like(value, pattern))


def _is_empty(value: Value) -> Outcome:
    return decided(Constant(not comparing.elements(value))) if comparing.is_set(value) else surely(FAULT)


def _below(left: Value, right: Value, *, or_equal: bool) -> Outcome:
    if not comparing.is_long(left) or not comparing.is_long(right):
        return surely(FAULT)
    return decided(comparing.below(left, right, or_equal=or_equal))


def _arithmetic(op: Literal["add", "sub", "mul"], left: Value, right: Value) -> Outcome:
    if not comparing.is_long(left) or not comparing.is_long(right):
        return surely(FAULT)
    if isinstance(left, Known) and isinstance(right, Known):
        number = _ARITHMETIC[op](comparing.number(left), comparing.number(right))
        return surely(Known(Kind.LONG, number) if comparing.fits(number) else FAULT)
    raise BeyondCompiling(f"{op} with a number that differs from row to row")
