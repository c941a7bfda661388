"""Moving between provinces: 国办发〔2009〕66号 第四条至第六条, with 人社部规〔2016〕5号 on years that count."""

from fractions import Fraction
from typing import Any

from .quantities import exact, yuan

POOLED_PERCENT = 12
FIRST_YEAR, EIGHT_PERCENT_FROM = 1998, 2006
TEN_YEARS = 120
TEMPORARY_FROM_AGE = {"male": 50, "female": 40}


def answer_transfer(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """Twelve percent of the wages paid on since 1998; of the account eleven percent until 2005, then eight."""
    pooled = Fraction(0)
    account = exact(inputs.get("account_before_1998", 0)) + exact(inputs.get("account_interest", 0))
    for year, wages in inputs["bases"].items():
        if int(year) >= FIRST_YEAR:
            pooled += exact(wages) * POOLED_PERCENT / 100
            account += exact(wages) * (8 if int(year) >= EIGHT_PERCENT_FROM else 11) / 100
    return {"pooled_transfer": yuan(pooled), "account_transfer": yuan(account), "total": yuan(pooled + account)}


def pays(places: list[dict[str, Any]], household: str) -> str:
    """The four branches of 第六条, in its order. A temporary account is no relation; repeated stays are added up."""
    relations = [each["place"] for each in places if not each.get("temporary")]
    current = relations[-1]
    if current == household:
        return household
    paid = {name: sum(each["months"] for each in places if each["place"] == name) for name in relations}
    if paid[current] >= TEN_YEARS:
        return current
    long_enough = [name for name in reversed(relations) if paid[name] >= TEN_YEARS]
    return long_enough[0] if long_enough else household


def answer_benefit_place(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    out: dict[str, Any] = {"place": pays(inputs["places"], inputs["household"])}
    if "age" in inputs:
        newcomer = inputs["new_place"] != inputs["household"]
        out["temporary_account"] = newcomer and inputs["age"]["years"] >= TEMPORARY_FROM_AGE[inputs["category"]]
    return out
