import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapool.linkage import dates
from datapool.linkage.comparison import MISSING, compare
from datapool.linkage.forms import derive, words
from datapool.linkage.han import fold, rough_sound, sound
from datapool.linkage.kind import Kind, Trait
from datapool.linkage.vectors import vectors_of


@pytest.mark.parametrize(
    ("text", "month_first", "digits"),
    [
        ("1971-06-24", False, "19710624"), ("19710624", False, "19710624"), ("24/06/1971", False, "19710624"),
        ("06/24/1971", True, "19710624"), ("1971年6月24日", False, "19710624"), ("24 June 1971", False, "19710624"),
        ("Jun 24, 1971", False, "19710624"), ("24.6.71", False, "19710624"), ("1971-06-24T10:00:00", False, "19710624"),
        ("24.6.05", False, "20050624"), ("no date", False, None), ("123", False, None),
    ],
)  # fmt: skip
def test_dates_are_read_in_whatever_form(text: str, month_first: bool, digits: str | None) -> None:
    assert dates.digits(text, month_first=month_first) == digits


def test_the_order_of_day_and_month_is_seen_from_the_column() -> None:
    assert dates.is_month_first(["01/31/1990", "02/02/1990"]) and not dates.is_month_first(["31/01/1990", "02/02/1990"])


def test_variants_fold_together_and_homophones_sound_alike() -> None:
    assert fold("張偉") == fold("张伟") and fold("阿不都·热合曼") == fold("阿不都•热合曼") == fold("阿不都热合曼")
    assert sound("张伟") == sound("章卫") != sound("张强")
    assert rough_sound(sound("沈")) == rough_sound(sound("孙")) or rough_sound("sheng") == rough_sound("sen")


@given(st.text(max_size=30))
def test_every_text_folds_and_folding_twice_changes_nothing(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


def level(kind: Kind, one: str | None, other: str | None) -> str:
    """The level that two values reach."""
    forms = derive(
        pa.chunked_array([pa.array([one, other], pa.string())]),
        0,
        Trait(Kind.CODE if kind is Kind.CITIZEN_ID else kind, 1.0, 2),
    )
    table = {"row": pa.array([0, 1]), "side": pa.array([0, 0]), "f0": pa.array([0, 0]), **forms}
    with duckdb.connect(":memory:") as connection:
        connection.register("given", pa.table(table))
        connection.execute("CREATE TABLE r AS SELECT * FROM given")
        comparison = compare(0, "x", kind)
        found = vectors_of(connection, "r", "SELECT 0::BIGINT AS join_key_l, 1::BIGINT AS join_key_r", [comparison])
        return comparison.level_name(int(found.levels[0, 0]))


@pytest.mark.parametrize(
    ("kind", "one", "other", "name"),
    [
        (Kind.NAME, "Robert", "robert", "same"), (Kind.NAME, "Ann Marie", "Marie Ann", "same words"),
        (Kind.NAME, "Robert", "Robret", "one slip"), (Kind.NAME, "Rob", "Robertson", "shortened"),
        (Kind.NAME, "Robert", "Zhou", "different"), (Kind.NAME, None, "Zhou", "missing"),
        (Kind.HAN, "张伟", "張偉", "same"), (Kind.HAN, "张伟", "张玮", "same sound"),
        (Kind.HAN, "张伟", "张强国", "same beginning"), (Kind.HAN, "王小明", "王晓鸣", "same sound"),
        (Kind.HAN, "王国明", "李国明", "one character"), (Kind.HAN, "王国明", "李静", "different"),
        (Kind.DATE, "1971-06-24", "24/06/1971", "same"),
        (Kind.HAN, "王明", "王强", "same beginning"),
        (Kind.DATE, "1971-06-04", "1971-04-06", "day and month exchanged"),
        (Kind.DATE, "1971-06-24", "1972-06-24", "one slip"), (Kind.DATE, "1971-06-24", "1988-12-01", "different"),
        (Kind.PHONE, "+86 139-1234-5678", "13912345678", "same"), (Kind.CODE, "AB-123", "ab 123", "same"),
        (Kind.CODE, "123456", "123465", "one slip"), (Kind.EMAIL, "a.b@x.org", "A.B@y.com", "same box"),
        (Kind.CITIZEN_ID, "11010519491231002X", "110105194912310038", "same place and birth"),
        (Kind.CITIZEN_ID, "11010519491231002X", "11010519481231002X", "one slip"),
        (Kind.CITIZEN_ID, "11010519491231002X", "11010619481231002X", "two slips"),
        (Kind.CITIZEN_ID, "11010519491231002X", "110105196001010017", "different"),
        (Kind.NUMBER, "100.0", "100.5", "within 1%"), (Kind.NUMBER, "100.0", "200.0", "different"),
        (Kind.TEXT, "建国路12号院3号楼", "建国路12号院3号楼。", "same"),
        (Kind.TEXT, "朝阳区建国路十二号院三号楼二单元", "建国路十二号院三号楼二单元", "nearly all words"),
    ],
)  # fmt: skip
def test_values_reach_the_level_a_person_would_say(kind: Kind, one: str | None, other: str | None, name: str) -> None:
    assert level(kind, one, other) == name


def test_a_missing_value_has_its_own_level() -> None:
    assert compare(0, "x", Kind.NAME).level_name(MISSING) == "missing"
