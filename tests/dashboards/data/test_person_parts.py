"""The parts about persons as Streamlit runs them: nothing while nobody looks, and every look written down once."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.principal import Principal
from dashboards.data.doubt_table import compared
from dashboards.words import WORDS, say
from datapool.persons.decisions import read_decisions
from datapool.persons.linker import Doubt, Rule
from datapool.persons.storing import persons_folder, read_index
from datapool.persons.survivorship import AGREED, ONLY, ROW_ORDER, Ground, Told
from datapool.sharing.ledger import Ledger
from tests.dashboards.data.people import HERS, HIS, HIS_OWN, ZHAO, People, auditor, citizen, clerk, steward
from tests.dashboards.data.test_data_page import text_of

PERSONAL = ("王芳", "赵强", "陈敏", "欧阳修明", HERS, HIS, "13800000001", "9222000011112222333")


def drawn(people: People, part: str, who: Principal | None, **state: object) -> AppTest:
    """The page with a part open, run once; the language is that of the session, so that it can be switched."""

    def draw(folder: str, claims: str | None) -> None:
        from pathlib import Path

        import streamlit as st

        from dashboards.choices import carry_over, remember
        from dashboards.data.page import draw_data

        language = str(st.session_state.get("language", "zh"))
        carry_over(f"data {language}")
        draw_data(Path(folder), language, claims=None if claims is None else Path(claims))
        remember()

    claims = None
    if who is not None:
        claims = str(people.root / "claims.json")
        Path(claims).write_text(json.dumps(who.to_claims()), encoding="utf-8")
    page = AppTest.from_function(draw, args=(str(people.root), claims), default_timeout=60)
    page.query_params["part"] = part
    for key, value in state.items():
        page.session_state[key] = value
    page.run()
    assert not page.exception, page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    return page


def ask(page: AppTest, number: str, kind: str = "health", form: str = "person") -> AppTest:
    page.selectbox(key=f"data_{form}_kind").set_value(kind)
    page.text_input(key=f"{form}_number").set_value(number)
    return press(page, f"{form}_ask")


def entries(people: People) -> list[dict[str, object]]:
    return [dict(entry.body) for entry in Ledger(people.root).log.entries()]


def make_real(people: People) -> None:
    path = people.root / "pool.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("made_up: true\n", ""), encoding="utf-8")


@pytest.mark.parametrize("part", ["person", "looks"])
def test_a_real_pool_shows_nothing_of_persons_while_nobody_says_who_looks(people: People, part: str) -> None:
    make_real(people)
    page = drawn(people, part, None)
    text = text_of(page)
    assert "--as CLAIMS.json" in text
    assert not [value for value in PERSONAL if value in text]
    assert not page.text_input and not page.button
    assert entries(people) == []


def test_a_made_up_pool_lets_a_role_be_tried_and_marks_it(people: People) -> None:
    text = text_of(drawn(people, "person", None))
    assert "示意</i> 查看者" in text and "demo.clerk" in text


def test_claims_that_became_wrong_show_the_refusal_and_no_person(people: People) -> None:
    page = drawn(people, "person", clerk())
    (people.root / "claims.json").write_text("[]", encoding="utf-8")
    page.run()
    assert not page.exception
    assert "查看者的声明有误" in text_of(page)
    assert not page.text_input


def test_a_look_is_one_entry_whatever_is_done_with_the_page_afterwards(people: People) -> None:
    page = ask(drawn(people, "person", clerk()), "7")
    text = text_of(page)
    assert "王芳：截至" in text and "这次查看已记入日志，第1条。" in text
    for told in ("澜江路1号", "新华街2号", "feeds/police/population", "第1行", "另有1说", "为何取此值", "2019批期"):
        assert told in text
    for language in ("en", "zh"):
        page.session_state["language"] = language
        page.run()
        assert not page.exception
    assert "王芳：截至" in text_of(page)
    page.session_state["data_person_part"] = say("part_sharing", "zh")
    page.run()
    assert [(entry["kind"], entry["who"]) for entry in entries(people)] == [("view", "clerk.li")]
    assert dict(page.query_params)["part"] in ("sharing", ["sharing"])


def test_a_look_is_forgotten_when_it_is_closed_or_somebody_else_looks(people: People) -> None:
    page = ask(drawn(people, "person", clerk()), "7")
    (people.root / "claims.json").write_text(json.dumps(auditor().to_claims()), encoding="utf-8")
    assert "王芳" not in text_of(page.run())
    (people.root / "claims.json").write_text(json.dumps(clerk().to_claims()), encoding="utf-8")
    assert "王芳" in text_of(page.run())
    assert "王芳" not in text_of(press(page, "person_close"))
    assert len(entries(people)) == 1


def test_a_number_that_is_nobodys_is_refused_and_repeated_nowhere(people: People) -> None:
    page = drawn(people, "person", clerk())
    for number in ("7' OR 1=1 --", "<b>x</b>", ""):
        text = text_of(ask(page, number))
        assert "不予显示：" in text
        assert not number or number not in text + json.dumps(entries(people), ensure_ascii=False)
        assert not number or number not in str(dict(page.query_params))


def test_what_is_withheld_is_told_with_its_rule_and_law_and_never_with_its_value(people: People) -> None:
    text = text_of(ask(drawn(people, "person", auditor()), "7"))
    assert "王芳" in text and HERS not in text
    assert "不予显示" in text and "个人信息保护法 第二十八条" in text


def test_a_clerk_of_another_region_is_refused_and_the_refusal_is_in_the_log(people: People) -> None:
    text = text_of(ask(drawn(people, "person", clerk("4706")), "7"))
    assert "不予显示：" in text and "也已记入日志" in text
    assert not [value for value in PERSONAL if value in text]
    assert [entry["kind"] for entry in entries(people)] == ["refusal"]


def test_a_citizen_sees_their_own_record_without_typing_a_number(people: People) -> None:
    page = drawn(people, "person", citizen())
    assert not page.text_input
    text = text_of(press(page, "person_ask"))
    assert HIS_OWN in text and "陈敏" in text and "第1条" in text
    assert "王芳" not in text and HERS not in text
    assert entries(people)[0]["who"] == "self"


def test_a_citizen_whose_number_stands_under_two_is_sent_to_the_counter(people: People) -> None:
    text = text_of(press(drawn(people, "person", citizen(ZHAO)), "person_ask"))
    assert "同一号码对应不止一人" in text
    assert not [value for value in PERSONAL if value in text]


def test_before_linking_the_part_says_which_command_joins_records(people: People) -> None:
    (persons_folder(people.root) / "current.json").unlink()
    page = drawn(people, "person", clerk())
    assert any(str(each.value).startswith("anlan data link-persons") for each in page.code)


def queue(people: People, who: Principal | None = None) -> AppTest:
    return press(drawn(people, "doubts", who or clerk()), "doubts_open")


def test_the_queue_tells_nothing_of_persons_until_a_pair_is_looked_at(people: People) -> None:
    page = queue(people)
    text = text_of(page)
    assert "号码相同、姓名不同 1" in text and "一号两人 1" in text
    assert not [value for value in PERSONAL if value in text]
    assert entries(people) == []
    page.session_state["data_doubt_reason"] = Doubt.NAME_DIFFERS.value
    text = text_of(press(page.run(), "doubt_look"))
    assert "李伟" in text and "欧阳修明" in text and "≠ 不同" in text and "＝ 相同" in text
    assert [entry["kind"] for entry in entries(people)] == ["view"]


def test_a_decision_leaves_the_queue_counts_after_linking_and_can_be_taken_back(people: People) -> None:
    page = queue(people)
    page.session_state["data_doubt_reason"] = Doubt.NAME_DIFFERS.value
    page = press(press(page.run(), "doubt_look"), "doubt_not_same")
    (decision,) = read_decisions(persons_folder(people.root))
    assert (decision.who, decision.verdict) == ("clerk.li", "not_same")
    text = text_of(page)
    assert "号码相同、姓名不同 1" not in text and "clerk.li" in text
    before = read_index(people.root)
    page = press(page, "doubts_link")
    assert read_index(people.root).persons == before.persons + 1
    press(page, "doubt_undo")
    press(page, "doubts_link")
    assert read_index(people.root).version == before.version


def test_who_may_not_decide_is_told_so_and_no_refusal_is_written_at_each_redraw(people: People) -> None:
    page = drawn(people, "doubts", auditor())
    for who in (auditor(), steward(), citizen()):
        (people.root / "claims.json").write_text(json.dumps(who.to_claims()), encoding="utf-8")
        page.run()
        assert "由窗口经办人员" in text_of(page)
        assert "doubts_open" not in [button.key for button in page.button]
    assert entries(people) == []


def test_a_clerk_of_another_region_has_an_empty_queue(people: People) -> None:
    assert "没有需要您核对的记录" in text_of(queue(people, clerk("4706")))


def test_who_looked_is_told_with_when_who_and_what(people: People) -> None:
    ask(drawn(people, "person", clerk()), "7")
    text = text_of(ask(drawn(people, "looks", auditor()), "7", form="looks"))
    assert "查看1次，放行0次" in text and "clerk.li" in text and "办理业务" in text
    assert len(entries(people)) == 1


def test_an_auditor_of_another_region_learns_not_who_looked(people: People) -> None:
    ask(drawn(people, "person", clerk()), "7")
    text = text_of(ask(drawn(people, "looks", auditor("4706")), "7", form="looks"))
    assert "clerk.li" not in text and "不予显示" in text
    assert [entry["kind"] for entry in entries(people)] == ["view", "refusal"]


def test_a_citizen_sees_who_looked_at_them(people: People) -> None:
    ask(drawn(people, "person", clerk()), "9")
    text = text_of(press(drawn(people, "looks", citizen()), "looks_ask"))
    assert "查看1次" in text and "clerk.li" in text


def test_a_clerk_is_not_told_who_looked(people: People) -> None:
    page = drawn(people, "looks", clerk())
    assert "由本人、审计人员" in text_of(page) and not page.text_input


def test_a_wrong_agreement_is_a_message_and_no_traceback(people: People) -> None:
    (people.root / "agreements" / "broken.yaml").write_text("title: [", encoding="utf-8")
    assert "数据池无法读取" in text_of(drawn(people, "sharing", clerk()))


@pytest.mark.parametrize("part", ["looks"])
def test_a_part_named_in_the_address_is_the_one_that_opens(people: People, part: str) -> None:
    page = drawn(people, part, clerk())
    assert page.session_state["data_group"] == "persons"
    assert page.session_state["data_person_part"] == say(f"part_{part}", "zh")


def test_every_rule_reason_and_ground_has_words() -> None:
    words = [f"linked_{rule}" for rule in Rule] + [f"doubt_{doubt}" for doubt in Doubt]
    words += [f"ground_{ground}" for ground in (*Ground, ONLY, AGREED, ROW_ORDER)]
    assert not [word for word in words if word not in WORDS]


VALUES = st.lists(st.builds(lambda value: Told(value, None, True, 0), st.sampled_from("abc")), max_size=3)  # type: ignore[arg-type]


@given(VALUES, VALUES)
def test_a_comparison_is_the_same_from_both_sides(one: Sequence[Told], other: Sequence[Told]) -> None:
    found = compared(one, other)
    assert found == compared(other, one)
    assert (found == "one_only") == (not one or not other)
    if one and one == other:
        assert found == "same"
