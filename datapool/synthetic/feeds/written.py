"""What a department wrote down of each person: name, ID number, sex and birth date, with its own mistakes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, People
from datapool.synthetic.feeds.fields import Field, text
from datapool.synthetic.feeds.noise import Noise
from datapool.synthetic.identities import misspelling
from datapool.synthetic.identities.names import DOT, rare_characters
from datapool.synthetic.identities.persons import Identities

Mask = NDArray[np.bool_]
Names = NDArray[np.str_]
_BIRTH_SLIPS = np.array([365, -365, 30, -30, 10, -10, 1, -27, -41], dtype=np.int32)
_AGENCY = "hrss"
# Of numbers written otherwise on purpose, the part that are typed wrongly; the others are of the old form.
_TYPED = 0.4


@dataclass(slots=True)
class Written:
    """One department's knowledge; every field is [entry].

    ids, names          as first written down, then (second half) as written after a change or correction
    id_since, name_since   day from which the second is written, NEVER
    male, born          as written
    errors              [kind] whose first name or number, sex or birth date is wrong in that way
    """

    ids: Names
    names: Names
    id_since: NDArray[np.int32]
    name_since: NDArray[np.int32]
    male: Mask
    born: NDArray[np.int32]
    errors: dict[str, Mask]

    def id_on(self, person: NDArray[np.integer], day: NDArray[np.integer]) -> Field:
        """The number as written on that day."""
        return text(self.ids, person + len(self.born) * (day >= self.id_since[person]))

    def name_on(self, person: NDArray[np.integer], day: NDArray[np.integer]) -> Field:
        """The name as written on that day."""
        return text(self.names, person + len(self.born) * (day >= self.name_since[person]))


@dataclass(frozen=True, slots=True)
class Odd:
    """[entry] registered for the second time; with a number that the social-security agency holds wrongly."""

    is_second: Mask
    is_hard_to_match: Mask


def write_down(
    department: str, people: People, identities: Identities, *, odd: Odd, noise: Noise, draw: np.random.Generator
) -> Written:
    """What the department knows of the entries."""
    errors: dict[str, Mask] = {}
    ids = _ids(department, people, identities.citizen_id, odd, noise, draw, errors)
    names = _names(department, identities.name, noise, draw, errors)
    slips = {kind: draw.random(len(people)) < noise.rate(kind, department) for kind in ("sex_slip", "birth_slip")}
    shift = np.where(slips["birth_slip"], draw.choice(_BIRTH_SLIPS, len(people)), 0)
    return Written(
        ids=np.concatenate([ids, identities.later_id]),
        names=np.concatenate([names, identities.later_name]),
        id_since=_learned(department, identities.id_changed_on, noise, draw),
        name_since=_learned(department, identities.name_changed_on, noise, draw),
        male=people.male ^ slips["sex_slip"],
        born=(people.born + shift).astype(np.int32),
        errors=errors | slips,
    )


def _ids(
    department: str,
    people: People,
    true: Names,
    odd: Odd,
    noise: Noise,
    draw: np.random.Generator,
    errors: dict[str, Mask],
) -> Names:
    chance, which = draw.random(len(people)), draw.random(len(people))
    missing, typo, old = (noise.rate(kind, department) for kind in ("id_missing", "id_typo", "id_old_form"))
    again = odd.is_second & (which < noise.rate("second_id", department))
    is_old = people.born < noise.old_form_before
    if department == _AGENCY:
        # A number in the old form would be upgraded and joined.
        again, is_old = again | odd.is_hard_to_match, is_old & ~odd.is_hard_to_match
    errors["id_missing"] = chance < missing
    errors["id_old_form"] = is_old & ~errors["id_missing"] & ((chance > 1.0 - old) | (again & (chance > _TYPED)))
    errors["id_typo"] = ~errors["id_missing"] & ~errors["id_old_form"] & ((chance < missing + typo) | again)
    ids = true.copy()
    ids[errors["id_missing"]] = ""
    _change(ids, errors["id_typo"], lambda number, chance: misspelling.mistyped(number, chance), draw)
    _change(ids, errors["id_old_form"], lambda number, _: number[:6] + number[8:17], draw)
    return ids


def _names(department: str, true: Names, noise: Noise, draw: np.random.Generator, errors: dict[str, Mask]) -> Names:
    names = true.astype(f"U{true.dtype.itemsize // 4 + 4}")
    sound, look, form = (noise.rate(f"name_{kind}", department) for kind in ("same_sound", "same_look", "other_form"))
    chance = draw.random(len(names))
    ways: dict[str, tuple[Mask, Callable[[str, float], str]]] = {
        "name_same_sound": (chance < sound, misspelling.same_sound),
        "name_same_look": ((chance >= sound) & (chance < sound + look), lambda name, _: misspelling.same_look(name)),
        "name_other_form": (chance > 1.0 - form, lambda name, _: misspelling.other_form(name)),
        "name_without_rare": (
            draw.random(len(names)) < noise.rate("name_without_rare", department),
            misspelling.without_rare,
        ),
        "name_dot": (
            (np.strings.find(names, DOT) >= 0) & (draw.random(len(names)) < noise.rate("name_dot", department)),
            misspelling.other_dot,
        ),
    }
    for kind, (chosen, way) in ways.items():
        if kind == "name_without_rare":
            chosen &= _has_rare(names)
        errors[kind] = _change(names, chosen, way, draw)
    return names


def _has_rare(names: Names) -> Mask:
    found = np.zeros(len(names), dtype=bool)
    for letter in rare_characters():
        found |= np.strings.find(names, letter) >= 0
    return found


def _change(texts: Names, chosen: Mask, way: Callable[[str, float], str], draw: np.random.Generator) -> Mask:
    """Change the chosen texts in place; returns which of them did change."""
    who = np.flatnonzero(chosen)
    changed = np.zeros(len(texts), dtype=bool)
    for person, chance in zip(who.tolist(), draw.random(who.size).tolist(), strict=True):
        before = str(texts[person])
        texts[person] = way(before, chance)
        changed[person] = texts[person] != before
    return changed


def _learned(
    department: str, changed_on: NDArray[np.int32], noise: Noise, draw: np.random.Generator
) -> NDArray[np.int32]:
    """Day on which the department learns of a change, NEVER where it does not or where there is none."""
    median, spread = noise.learned
    delay = median * np.exp(spread * draw.standard_normal(len(changed_on))) * (department != "police")
    never = (draw.random(len(changed_on)) < noise.rate("name_never_learned", department)) | (changed_on == NEVER)
    return np.where(never, NEVER, np.minimum(changed_on, 10**6) + delay.astype(np.int64)).astype(np.int32)
