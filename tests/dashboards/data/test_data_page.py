"""The page Data as Streamlit runs it: what it says is what the pool says, and it never shows what stands in a row."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.data.page import PARTS
from dashboards.data.scored import latest_of, score_text
from dashboards.words import say
from datapool.intake.record import REJECTED, Places
from datapool.pool import Pool
from datapool.profiles.profile import PERSONS_STEP
from datapool.profiles.storing import profiles_folder, read_profiles
from datapool.quality.store import load, quality_folder
from tests.dashboards.data.conftest import Built
from tests.dashboards.data.pools import ORIGINAL, personal_values

TIMEOUT_S = 60


def drawn(folder: Path | None, language: str = "zh", **state: object) -> AppTest:
    """The page run once, with a part or other choices made beforehand."""

    def draw(folder: str | None, language: str) -> None:
        from pathlib import Path

        from dashboards.data.page import draw_data

        draw_data(None if folder is None else Path(folder), language)

    words = (None if folder is None else str(folder), language)
    page = AppTest.from_function(draw, args=words, default_timeout=TIMEOUT_S)
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def text_of(page: AppTest) -> str:
    """Everything that a person can read on the page."""
    kinds = ("html", "markdown", "caption", "code", "error", "info", "warning", "success")
    shown = [str(element.value) for kind in kinds for element in page.get(kind)]
    for box in page.selectbox:
        shown += [box.label, *box.options]
    for row in page.get("button_group"):
        shown.append(str(row.proto))
    return unescape("\n".join(shown))


def part(name: str, language: str) -> dict[str, str]:
    return {"data_part": say(f"part_{name}", language)}


def chinese_letters(text: str) -> set[str]:
    return {letter for letter in text if "\u4e00" <= letter <= "\u9fff"}


def test_without_a_pool_the_page_says_which_two_commands_make_one() -> None:
    page = drawn(None)
    assert not page.exception
    assert "这里还没有数据池" in text_of(page)
    (code,) = [str(each.value) for each in page.code]
    assert re.search(r"^anlan data generate --persons \d+ --seed \d+ --out province$", code, re.MULTILINE)
    assert "\nanlan data build province\n" in code
    assert code.endswith("anlan dashboard --pool province")


def test_a_folder_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    page = drawn(tmp_path / "nowhere of mine")
    assert "找不到设置的数据池文件夹" in text_of(page)
    assert f"--out '{tmp_path}/nowhere of mine'" in str(page.code[0].value)


def test_feeds_that_nobody_has_taken_in_wait_for_a_build(tmp_path: Path) -> None:
    page = drawn(tmp_path)
    assert "还没有接入" in text_of(page)
    assert str(page.code[0].value) == f"anlan data build {tmp_path}"


def test_a_build_of_nothing_says_so(tmp_path: Path) -> None:
    Places(tmp_path).records.mkdir(parents=True)
    page = drawn(tmp_path)
    assert not page.exception
    assert "没有收到任何批次" in text_of(page)


def test_before_an_assessment_rows_and_batches_are_shown_and_scores_wait(copied: Path) -> None:
    (quality_folder(copied) / "current.json").unlink()
    page = drawn(copied)
    assert not page.exception
    assert "这一部分还没有生成" in text_of(page)
    assert "入库（行）" in text_of(page)


def test_the_head_adds_up_what_the_records_state(built: Built) -> None:
    text = text_of(drawn(built.root))
    records = Pool.open(built.root).batches()
    assert f'<div class="v">{sum(record.landed for record in records):,}</div>' in text
    assert f'<div class="v">{sum(record.quarantined for record in records):,}</div>' in text
    assert f"{sum(record.state == REJECTED for record in records)}个批次被拒收" in text
    assert '<i class="al-made-up">虚构</i>' in text
    assert "数据所属期2019-01至2021-12" in text


def test_every_department_has_its_score_and_its_change(built: Built) -> None:
    text = text_of(drawn(built.root))
    assessment = load(built.root)
    assert assessment is not None
    for name in built.contents.departments():
        found = latest_of(assessment, name)
        assert found is not None
        title = built.contents.department_title(name, "zh")
        card = re.search(rf'<div class="k">{title}</div><div class="v">([^<]*)</div>', text)
        assert card is not None
        assert card[1] == score_text(found.score)


def test_the_first_sentence_names_the_department_that_fell_most(built: Built) -> None:
    assessment = load(built.root)
    assert assessment is not None
    changes = {name: latest_of(assessment, name).change for name in built.contents.departments()}  # type: ignore[union-attr]
    worst = min((name for name in changes if changes[name] is not None), key=lambda name: changes[name] or 0.0)
    assert changes[worst] < -0.001  # type: ignore[operator]
    assert f"<b>{built.contents.department_title(worst, 'zh')}得分下降最多" in text_of(drawn(built.root))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_drawn_and_shows_nothing_that_stands_in_a_row(built: Built, name: str, language: str) -> None:
    page = drawn(built.root, language, **part(name, language))
    assert not page.exception
    text = text_of(page)
    assert not [value for value in set(personal_values(built.rows)) if value in text]
    assert not [word for word in ORIGINAL.split("|") if word in text]
    if language == "en":
        assert chinese_letters(text) == set()


def test_the_quarantine_names_reasons_columns_and_lines(built: Built) -> None:
    page = drawn(built.root, **part("quarantine", "zh"), data_quarantine_table="tax_wages", data_quarantine_delivery="")
    text = text_of(page)
    assert "最多的原因是不是日期" in text
    assert "申报日期：不是日期" in text
    lines = [row["_line"] for row in built.rows["tax_wages"] if "_quarantined" in row]
    for line in lines:
        assert f">{line}<" in text
    assert "原始字节不在页面显示" in text


def test_a_refused_batch_says_why_and_what_to_do(built: Built) -> None:
    text = text_of(drawn(built.root, **part("batches", "zh"), data_state="rejected"))
    assert "编码错误" in text
    assert "UTF-8或GB18030" in text
    assert "tax_wages-2021-9.csv" in text


def test_a_rule_is_shown_with_its_lines(built: Built) -> None:
    chosen = {"data_department": "health", "data_table": "health_settlements", "data_rule": "Q-X-004"}
    text = text_of(drawn(built.root, **part("quality", "zh"), **chosen))
    rows = built.rows["health_settlements"]
    first = min(row["_line"] for row in rows if row["bill_amount"] > row["fund_payment"] + row["person_payment"] + 1)
    assert "Q-X-004" in text
    assert re.search(rf"\b{first}\b, ", text)
    assert "只列行号、不显示内容" in text


def test_a_choice_that_this_pool_does_not_have_is_forgotten(built: Built) -> None:
    gone = {
        "data_department": "customs",
        "data_table": "customs_ships",
        "data_rule": "Q-Z-999",
        "data_delivery": "1999",
    }
    page = drawn(built.root, **part("quality", "zh"), **gone)
    assert not page.exception


def test_the_open_part_stays_open_when_the_language_is_switched(built: Built) -> None:
    text = text_of(drawn(built.root, "en", **part("batches", "zh")))
    assert "Rejected: why, and what to do" in text


def test_batches_that_came_after_the_assessment_make_it_stale(copied: Path) -> None:
    assert "批次或规则已有变化" not in text_of(drawn(copied))
    record = next(Places(copied).records.glob("f*.json"))
    record.unlink()
    assert "批次或规则已有变化" in text_of(drawn(copied))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damaged_record(root: Path) -> None:
    cut(next(Places(root).records.glob("*.json")))


def record_of_another_program(root: Path) -> None:
    next(Places(root).records.glob("*.json")).write_text(json.dumps({"batch": 1}), encoding="utf-8")


def description_that_is_a_list(root: Path) -> None:
    (root / "pool.yaml").write_text("- 1\n", encoding="utf-8")


def description_that_is_no_yaml(root: Path) -> None:
    (root / "pool.yaml").write_text("title: {zh: [", encoding="utf-8")


def damaged_pointer(root: Path) -> None:
    cut(quality_folder(root) / "current.json")


def damaged_counts(root: Path) -> None:
    cut(next(quality_folder(root).glob("*/counts.parquet")))


def damaged_profiles(root: Path) -> None:
    cut(next(path for path in profiles_folder(root).glob("*.json") if path.name != "current.json"))


def damaged_tickets(root: Path) -> None:
    (quality_folder(root) / "tickets.sqlite").write_bytes(b"no book at all" * 500)


@pytest.mark.parametrize(
    "damage",
    [
        damaged_record,
        record_of_another_program,
        description_that_is_a_list,
        description_that_is_no_yaml,
        damaged_pointer,
        damaged_counts,
        damaged_profiles,
        damaged_tickets,
    ],
)
def test_a_broken_pool_is_a_message_and_no_traceback(copied: Path, damage: Callable[[Path], None]) -> None:
    damage(copied)
    page = drawn(copied)
    assert not page.exception
    assert "数据池无法读取" in text_of(page)


def test_a_quarantine_that_cannot_be_read_leaves_the_rest_of_the_page(copied: Path) -> None:
    for path in Places(copied).quarantine.glob("*.parquet"):
        cut(path)
    page = drawn(copied, **part("quarantine", "zh"))
    assert not page.exception
    assert "数据池无法读取" in text_of(page)
    assert "入库（行）" in text_of(page)


def test_the_groups_of_the_insured_are_those_that_are_published(built: Built) -> None:
    profiles = read_profiles(built.root)
    text = text_of(drawn(built.root, **part("profiles", "zh")))
    last = profiles.years[-1]
    for segment in profiles.segments.values():
        persons = segment.years[-1].persons
        shown = "抑制 &lt;10" if persons is None else f"{persons:,}"
        assert re.search(rf'>{re.escape(segment.title["zh"])}</th><td[^>]*><span class="n">{unescape(shown)}<', text)
        assert segment.definition["zh"] in text
    assert f"{last}年末参保" in text
    assert f"人数取整到{PERSONS_STEP}，" in text


def test_what_is_held_back_is_said_and_not_shown_as_nothing(built: Built) -> None:
    profiles = read_profiles(built.root)
    hidden = [segment for segment in profiles.segments.values() if segment.years[-1].persons is None]
    assert hidden, "the small pool has no small group"
    text = text_of(drawn(built.root, **part("profiles", "zh")))
    assert text.count("抑制 <10") == len(hidden)


def test_before_the_profiles_the_part_waits_for_a_build(copied: Path) -> None:
    (profiles_folder(copied) / "current.json").unlink()
    page = drawn(copied, **part("profiles", "zh"))
    assert not page.exception
    assert "这一部分还没有生成" in text_of(page)
