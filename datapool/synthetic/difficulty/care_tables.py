"""The catalogue of care as tables in DuckDB: which drugs resellers buy, which diagnoses fit which sex and age."""

import pyarrow as pa

from datapool.synthetic.care import load_care
from datapool.synthetic.difficulty.raw_feeds import Feeds


def load_care_tables(feeds: Feeds) -> None:
    """Tables care_items (code, is_drug, resale, sex) and care_diagnoses (code, sex, least_age, greatest_age)."""
    care = load_care()
    items = {"code": list(care.item_codes), "is_drug": care.is_drug, "resale": care.resale, "sex": care.item_sex}
    least, greatest = (care.ages[:, column].copy() for column in (0, 1))
    diagnoses = {"code": list(care.diagnosis_codes), "sex": care.sex, "least_age": least, "greatest_age": greatest}
    for name, columns in (("care_items", items), ("care_diagnoses", diagnoses)):
        feeds.connection.register("given", pa.table(columns))
        feeds.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        feeds.connection.unregister("given")
