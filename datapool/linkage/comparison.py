"""How two values of one column are compared: an ordered ladder of levels, from the same to different, as SQL."""

from collections.abc import Iterator
from dataclasses import dataclass

from datapool.linkage.kind import Kind
from datapool.standards.identifiers import LENGTH

MISSING = -1  # a value is missing on one side: no evidence
CROSSED = "crossed"
# The derived columns that hold the words of a text as bits.
BAGS = "wxyz"
# Kinds whose values have their pairs of neighbouring signs as bits beside them, and how many bits one slip may change:
# two signs that change places are in three pairs.
SIGNED = frozenset({Kind.NAME, Kind.DATE, Kind.CODE, Kind.CITIZEN_ID, Kind.PHONE, Kind.EMAIL})
_BITS_OF_A_SLIP = 3
# Signs of a citizen number up to the day of birth.
_BORN_AT = 14
# The names of the topmost rungs by how seldom the value is, the rarest first.
RARITIES = ("same, rare", "same, uncommon", "same, common", "same, very common")


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: its name for people and the SQL condition on the columns *_l and *_r."""

    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ladder of the column number `at`; the first level that holds counts, the last holds always.

    same     how many of the topmost rungs are the same value, the rarest first
    missing  SQL, where no level is looked for

    Levels are numbered from the bottom, as Splink does it: the lowest is 0, a missing value -1.
    """

    at: int
    column: str
    kind: Kind
    levels: tuple[Level, ...]
    same: int
    missing: str

    @property
    def name(self) -> str:
        """What Splink calls it."""
        return f"c{self.at}"

    @property
    def lowest_same(self) -> int:
        """The number from which on the values are the same."""
        return len(self.levels) - self.same

    @property
    def unlike(self) -> int:
        """How many of the lowest levels are no likeness: neighbours born on one day have other numbers."""
        return 2 if self.kind is Kind.CITIZEN_ID else 1

    def level_name(self, number: int) -> str:
        """The name of a level by its number."""
        return "missing" if number == MISSING else self.levels[len(self.levels) - 1 - number].name

    def to_splink(self) -> dict[str, object]:
        """As Splink takes it, the weight of each rung its number and one more, that of a missing value 0.

        Splink gives the levels themselves out only with all values beside them, the weights without.
        """
        seldom = 2.0 ** -(len(self.levels) + 1)
        rungs: list[dict[str, object]] = [
            {"sql_condition": self.missing, "label_for_charts": "missing", "is_null_level": True}
        ]
        for at, level in enumerate(self.levels):
            rungs.append(
                {
                    "sql_condition": level.condition,
                    "label_for_charts": level.name,
                    "m_probability": seldom * 2.0 ** (len(self.levels) - at),
                    "u_probability": seldom,
                }
            )
        return {"output_column_name": self.name, "comparison_levels": rungs}


def compare(
    at: int, column: str, kind: Kind, *, rarities: int = 1, partner: int | None = None, yields: bool = False
) -> Comparison:
    """The ladder of a column.

    rarities  classes of frequency that its values have, in the derived column f
    partner   the column whose values change places with its own
    yields    whether the partner's ladder is the one that tells of an exchange: one fact is counted once
    """
    left, right = _pair("v", at)
    missing = f"{left} IS NULL OR {right} IS NULL"
    levels = [
        Level(name, f"{left} = {right}" + (f' AND "f{at}_l" <= {number}' if number < rarities - 1 else ""))
        for number, name in enumerate(_rarity_names(rarities))
    ]
    if partner is not None:
        exchanged = f"coalesce({left} <> {right}, true) AND {_exchanged(at, partner)}"
        if yields:
            missing = f"({missing}) OR coalesce({exchanged}, false)"
        else:
            levels.append(Level(CROSSED, exchanged))
    levels.extend(_LADDERS[kind](at))
    levels.append(Level("different", "ELSE"))
    return Comparison(at, column, kind, tuple(levels), rarities, missing)


def _exchanged(at: int, partner: int) -> str:
    """Whether each value is like the other's partner, and the two are not alike themselves."""
    (left, right), (one, other) = _pair("v", at), _pair("v", partner)
    return (
        f"jaro_winkler_similarity({left}, {other}) >= 0.84 AND jaro_winkler_similarity({one}, {right}) >= 0.84"
        f" AND jaro_winkler_similarity({left}, {right}) < 0.84 AND jaro_winkler_similarity({one}, {other}) < 0.84"
    )


def _rarity_names(count: int) -> tuple[str, ...]:
    return ("same",) if count == 1 else RARITIES[:count]


def _pair(letter: str, at: int) -> tuple[str, str]:
    return f'"{letter}{at}_l"', f'"{letter}{at}_r"'


def _edits(at: int, most: int, *, length: int) -> str:
    """At most so many slips. What is not at all alike cannot be: that is found out a hundred times faster."""
    (left, right), (one, other) = _pair("v", at), _pair("b", at)
    return (
        f"abs(length({left}) - length({right})) <= {most} AND least(length({left}), length({right})) >= {length}"
        f" AND bit_count({one} & ~{other}) <= {most * _BITS_OF_A_SLIP}"
        f" AND bit_count({other} & ~{one}) <= {most * _BITS_OF_A_SLIP}"
        f" AND {_a_part_stays(left, right, most)}"
        f" AND jaro_similarity({left}, {right}) >= 0.7 AND damerau_levenshtein({left}, {right}) <= {most}"
    )


def _a_part_stays(left: str, right: str, most: int) -> str:
    """Of the parts of a value, each a sign from the next, one more than the slips: one of them was not touched."""
    size = f"((length({left}) - {most}) // {most + 1})"
    ends = f"left({left}, {size}) = left({right}, {size}) OR right({left}, {size}) = right({right}, {size})"
    if most == 1:
        return f"({ends})"
    middle = f"substring({left}, {size} + 2, length({left}) - 2 * {size} - 2)"
    return f"({ends} OR contains({right}, {middle}))"


def _alike(letter: str, at: int, least: float) -> str:
    left, right = _pair(letter, at)
    return f"jaro_winkler_similarity({left}, {right}) >= {least}"


def _equal(letter: str, at: int) -> str:
    left, right = _pair(letter, at)
    return f"{left} = {right}"


def _name(at: int) -> Iterator[Level]:
    left, right = _pair("v", at)
    yield Level("same words", _equal("o", at))
    yield Level("one slip", _edits(at, 1, length=3))
    yield Level("very alike", _alike("v", at, 0.92))
    yield Level("shortened", f"starts_with({left}, {right}) OR starts_with({right}, {left})")
    yield Level("alike", _alike("v", at, 0.8))


def _han(at: int) -> Iterator[Level]:
    left, right = _pair("v", at)
    yield Level("same sound", _equal("s", at))
    yield Level("nearly same sound", _equal("r", at))
    yield Level("alike sound", _alike("r", at, 0.93))
    # A wrong or lost character: three bytes each, which is how DuckDB counts.
    yield Level(
        "one character",
        f"least(length({left}), length({right})) >= 3 AND levenshtein({left}, {right}) <= 3 AND {_shared(left, right)}",
    )
    yield Level("same beginning", f"left({left}, 1) = left({right}, 1)")


def _shared(left: str, right: str) -> str:
    return f"(left({left}, 1) = left({right}, 1) OR right({left}, 1) = right({right}, 1))"


def _date(at: int) -> Iterator[Level]:
    left, right = _pair("v", at)
    one, two = _pair("d", at)

    def same(start: int, length: int, other: int | None = None) -> str:
        return f"substring({left}, {start}, {length}) = substring({right}, {other or start}, {length})"

    yield Level("day and month exchanged", f"{same(1, 4)} AND {same(5, 2, 7)} AND {same(7, 2, 5)}")
    yield Level("one slip", _edits(at, 1, length=8))
    yield Level("two parts same", f"({same(1, 6)}) OR ({same(5, 4)}) OR ({same(1, 4)} AND {same(7, 2)})")
    yield Level("a month apart", f"abs({one} - {two}) <= 35")
    yield Level("two slips", _edits(at, 2, length=8))
    yield Level("a year apart", f"abs({one} - {two}) <= 410")


def _code(at: int) -> Iterator[Level]:
    yield Level("one slip", _edits(at, 1, length=3))
    yield Level("two slips", _edits(at, 2, length=6))


def _citizen_id(at: int) -> Iterator[Level]:
    """Place and birth are in the number: neighbours born on one day have numbers that differ in the last four signs."""
    left, right = _pair("v", at)
    is_neighbour = f"length({left}) = {LENGTH} AND left({left}, {_BORN_AT}) = left({right}, {_BORN_AT})"
    yield Level("one slip", _edits(at, 1, length=3))
    yield Level("two slips", f"NOT ({is_neighbour}) AND {_edits(at, 2, length=6)}")
    yield Level("same place and birth", is_neighbour)


def _phone(at: int) -> Iterator[Level]:
    left, right = _pair("v", at)
    yield Level("same ending", f"right({left}, 7) = right({right}, 7)")
    yield from _code(at)


def _email(at: int) -> Iterator[Level]:
    yield Level("one slip", _edits(at, 1, length=5))
    yield Level("two slips", _edits(at, 2, length=8))
    yield Level("same box", _equal("s", at))
    yield Level("very alike", _alike("v", at, 0.92))
    yield Level("alike box", _alike("s", at, 0.84))


def _number(at: int) -> Iterator[Level]:
    one, two = _pair("d", at)
    for share in (0.01, 0.1):
        yield Level(f"within {share:.0%}", f"abs({one} - {two}) <= {share} * greatest(abs({one}), abs({two}))")


def _text(at: int) -> Iterator[Level]:
    def words(operator: str) -> str:
        parts = (f'bit_count("{letter}{at}_l" {operator} "{letter}{at}_r")' for letter in BAGS)
        return f"({' + '.join(parts)})"

    for name, share in (("nearly all words", 0.75), ("most words", 0.5), ("some words", 0.25)):
        yield Level(name, f"{words('&')} >= {share} * {words('|')}")


_LADDERS = {
    Kind.NAME: _name,
    Kind.HAN: _han,
    Kind.DATE: _date,
    Kind.CODE: _code,
    Kind.CITIZEN_ID: _citizen_id,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.NUMBER: _number,
    Kind.TEXT: _text,
}
