"""What moves with a person between provinces, and which place pays the pension?"""

from typing import Any

from core.errors import UnknownKey, WrongType
from core.months import MONTHS_PER_YEAR, Month
from rules.bilingual import Bilingual
from rules.formulas import transfer as formulas
from rules.questions.inputs import AGE, COUNT, MONEY, MONTH, Given, Kind, ask, by_year, choice, may
from rules.questions.question import Outputs, Question
from rules.questions.working import Working

FIRST_YEAR = 1998
_PLACE_KEYS = {"place", "months", "temporary"}


def _answer_transfer(working: Working, given: Given) -> Outputs:
    month = given.get("month", working.at)
    rate = working.number("transfer.pooled_rate", month)
    counted = {year: wages for year, wages in given["bases"].items() if year >= FIRST_YEAR}
    pooled = working.apply(formulas.pooled_transfer, contribution_wages=sum(counted.values()), rate=rate)
    account = given.get("account_before_1998", 0.0)
    for year, wages in sorted(counted.items()):
        credited = working.number("pension.contribution.account_rate", Month.of(year, 1))
        account += working.apply(formulas.account_transfer, contribution_wages=wages, rate=credited)
    account += given.get("account_interest", 0.0)
    return {
        "pooled_transfer": working.money(pooled, month),
        "account_transfer": working.money(account, month),
        "total": working.money(pooled + account, month),
    }


def _answer_place(working: Working, given: Given) -> Outputs:
    month, places = given.get("month", working.at), given["places"]
    # A temporary account is no pension relation: it is gathered back to where the relation is.
    relations = [each for each in places if not each["temporary"]]
    names = [each["place"] for each in relations]
    position = working.apply(
        formulas.benefit_place,
        months=tuple(float(_gathered(places, each)) for each in relations),
        household=_last_position(names, given["household"]),
        required_months=working.number("transfer.required_years", month) * MONTHS_PER_YEAR,
    )
    outputs: dict[str, Any] = {"place": given["household"] if position < 0 else names[position]}
    if "age" in given and "category" in given:
        outputs["temporary_account"] = _temporary(working, given)
    return outputs


def _last_position(names: list[str], household: str) -> int:
    """Where the household's place stands last: who left it and came back has the relation there again."""
    positions = [position for position, name in enumerate(names) if name == household]
    return positions[-1] if positions else formulas.HOUSEHOLD_PLACE


def _gathered(places: list[dict[str, Any]], relation: dict[str, Any]) -> int:
    return sum(each["months"] for each in places if each["place"] == relation["place"])


def _temporary(working: Working, given: Given) -> bool:
    sex = "male" if given["category"] == "male" else "female"
    from_age = working.mapping("transfer.temporary_account_age", given.get("month", working.at))[sex]
    answer = working.apply(
        formulas.opens_temporary_account,
        age_months=given["age"].months,
        is_local=int(given.get("new_place") == given["household"]),
        from_age_months=int(from_age * MONTHS_PER_YEAR),
    )
    return answer == 1


def _read_places(raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list) or not raw:
        raise WrongType(f"{raw!r} is not a list of places.", remedy="Give [{place: CN-31, months: 130}, …].")
    return [_read_place(each) for each in raw]


def _read_place(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict) or not {"place", "months"} <= set(raw) <= _PLACE_KEYS:
        raise UnknownKey(f"{raw!r} is not a place of insurance.", remedy="Write {place: CN-31, months: 130}.")
    return {
        "place": str(raw["place"]),
        "months": COUNT.read(raw["months"]),
        "temporary": bool(raw.get("temporary", False)),
    }


def _read_word(raw: Any) -> str:
    return str(raw)


PLACE = Kind("place (a region code)", _read_word)
PLACES = Kind("list of {place, months, temporary}, in order of time", _read_places)

TRANSFER = Question(
    name="transfer",
    title=Bilingual("养老保险关系跨省转移资金", "Money that moves with a pension relation"),
    inputs=(
        ask("bases", by_year(MONEY), "各年度实际缴费工资总额", "wages on which contributions were paid, by year"),
        may("account_before_1998", MONEY, "1998年前个人缴费累计本息", "own contributions before 1998, with interest"),
        may("account_interest", MONEY, "1998年以来个人账户利息", "interest credited since 1998"),
        may("month", MONTH, "转移年月", "month of the transfer"),
    ),
    outputs=("pooled_transfer", "account_transfer", "total"),
    answer=_answer_transfer,
)

BENEFIT_PLACE = Question(
    name="benefit_place",
    title=Bilingual("基本养老保险待遇领取地", "The place that pays the pension"),
    inputs=(
        ask("places", PLACES, "历次参保地及月数（按时间先后）", "places of insurance with months, in order of time"),
        ask("household", PLACE, "户籍所在地", "place of household registration"),
        may("age", AGE, "转入时年龄", "age on moving to the new place"),
        may("category", choice("male", "female"), "性别", "sex"),
        may("new_place", PLACE, "新参保地", "the new place"),
        may("month", MONTH, "确定年月", "month of the decision"),
    ),
    outputs=("place",),
    answer=_answer_place,
)
