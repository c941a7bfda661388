"""Two registers of the same made-up persons, full of what goes wrong on paper, and the truth: for measuring linkage.

python -m benchmarks.linkage_files --persons 50000 --out FOLDER     left.parquet, right.parquet, pool.yaml
"""

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from datapool.synthetic.identities.addresses import addresses, shortened
from datapool.synthetic.identities.citizen_ids import BlockShare, calendar_number, citizen_ids, old_form
from datapool.synthetic.identities.contacts import phone_numbers
from datapool.synthetic.identities.misspelling import mistyped, other_form, same_look, same_sound
from datapool.synthetic.identities.names import Bearers, full_names

COUNTIES = {
    f"47{city:02d}{county:02d}": f"{'甲乙丙丁戊己'[city - 1]}州市{'东西南北中新'[county - 1]}城区"
    for city in range(1, 7)
    for county in range(1, 7)
}
_FIRST_BIRTH, _LAST_BIRTH = -14_000, 16_500
_OLD_FORM_UNTIL = 29 * 365
Texts = NDArray[np.object_]


def write(folder: Path, *, persons: int, seed: int = 1, valid: float = 0.9, shared: float = 0.8) -> None:
    """Write both files.

    persons  in each file
    valid    share of records with a valid citizen number, in each file; the others have none or a wrong one
    shared   share of the persons of the one file who are in the other as well
    """
    folder.mkdir(parents=True, exist_ok=True)
    in_both = int(persons * shared)
    people = _people(2 * persons - in_both, seed)
    left, right = np.arange(persons), np.arange(persons - in_both, 2 * persons - in_both)
    draw = np.random.default_rng(seed)
    for name, rows in (("left", left), ("right", draw.permutation(right))):
        parquet.write_table(_written(people.take(pa.array(rows)), draw, valid), folder / f"{name}.parquet")
    regions = "\n".join(f'  - {{code: "{code}", zh: {title}, en: {title}}}' for code, title in COUNTIES.items())
    (folder / "pool.yaml").write_text(f'province: "47"\nregions:\n{regions}\n', encoding="utf-8")


def _people(count: int, seed: int) -> pa.Table:
    draw = np.random.default_rng([seed, 7])
    codes, titles = np.array([*map(int, COUNTIES)]), np.array([*COUNTIES.values()])
    county = draw.integers(0, len(codes), count)
    born, male = draw.integers(_FIRST_BIRTH, _LAST_BIRTH, count), draw.random(count) < 0.5
    household = draw.integers(0, max(1, count // 2), count)
    bearers = Bearers(born, male, np.where(draw.random(count) < 0.05, 5, 1), household)
    share = BlockShare(0, 1, seed)
    letters = citizen_ids(codes[county], born, male, share=share, elsewhere=codes)
    return pa.table(
        {
            "person": np.arange(count),
            "number": letters.view("S18").reshape(count).astype("U18"),
            "old_number": old_form(letters).view("S15").reshape(count).astype("U15"),
            "name": full_names(bearers, draw, seed),
            "sex": np.where(male, "1", "2"),
            "born": calendar_number(born).astype(str),
            "may_be_old": born < _OLD_FORM_UNTIL,
            "phone": phone_numbers(np.arange(count), seed).astype(str),
            "address": addresses(household, titles[county], seed, rural=draw.random(count) < 0.3),
        }
    )


def _written(people: pa.Table, draw: np.random.Generator, valid: float) -> pa.Table:
    """The records of a register: the truth with what goes wrong."""
    count = people.num_rows
    number, old = (people[name].to_numpy(zero_copy_only=False) for name in ("number", "old_number"))
    chance = draw.random(count)
    is_old = people["may_be_old"].to_numpy() & (draw.random(count) < 0.05)
    number = np.where(is_old, old, number).astype(object)
    wrong = np.flatnonzero(chance >= valid)
    for row in wrong.tolist():
        number[row] = None if chance[row] > (1 + valid) / 2 else mistyped(str(number[row])[:17] + "0", draw.random())
    name = people["name"].to_numpy(zero_copy_only=False).astype(object)
    for row in np.flatnonzero(draw.random(count) < 0.06).tolist():
        ways = (lambda text: same_sound(text, 0.3), same_look, other_form)
        name[row] = ways[draw.integers(3)](str(name[row]))
    born = people["born"].to_numpy(zero_copy_only=False).astype(object)
    for row in np.flatnonzero(draw.random(count) < 0.03).tolist():
        born[row] = f"{int(born[row]) + int(draw.choice([-1, 1, 100, 10_000])):08d}"
    address = people["address"].to_numpy(zero_copy_only=False).astype(object)
    for row in np.flatnonzero(draw.random(count) < 0.4).tolist():
        address[row] = shortened(str(address[row]))
    phone = people["phone"].to_numpy(zero_copy_only=False).astype(object)
    phone[draw.random(count) < 0.3] = None
    return pa.table(
        {
            "truth": people["person"],
            "证件号码": pa.array(number, pa.string()),
            "姓名": pa.array(name, pa.string()),
            "性别": people["sex"],
            "出生日期": pa.array(born, pa.string()),
            "联系电话": pa.array(phone, pa.string()),
            "住址": pa.array(address, pa.string()),
        }
    )


def main() -> None:
    """Write the files that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    write(chosen.out, persons=chosen.persons, seed=chosen.seed)


if __name__ == "__main__":
    main()
