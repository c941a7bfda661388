"""Moving a pension relation between provinces, and the place that pays the pension."""

from rules.formulas.numbers import Numbers

HOUSEHOLD_PLACE = -1


def pooled_transfer(contribution_wages: float, rate: float) -> float:
    """The pooled money that moves with a person: a share of the wages on which contributions were paid.

    Law: 国办发〔2009〕66号 第四条
    """
    return contribution_wages * rate


def account_transfer(contribution_wages: float, rate: float) -> float:
    """The account money of a period, before interest, at the share of wages that the period credits.

    Law: 国办发〔2009〕66号 第四条
    """
    return contribution_wages * rate


def benefit_place(months: Numbers, household: int, required_months: float) -> int:
    """Which place of insurance pays the pension.

    months           [place, in order of time, the last being the current one] months paid and deemed there
    household        position of the place of household registration (户籍), -1 if it is none of them
    required_months  ten years
    returns          position of the place, -1 for the place of household registration

    Law: 国办发〔2009〕66号 第六条
    """
    current = len(months) - 1
    if current == household:
        return current
    for place in range(current, -1, -1):
        if months[place] >= required_months:
            return place
    return household


def opens_temporary_account(age_months: int, is_local: int, from_age_months: int) -> int:
    """1 when a newcomer gets a temporary account (临时账户) instead of a moved relation, else 0.

    Law: 国办发〔2009〕66号 第五条
    """
    return 1 if is_local == 0 and age_months >= from_age_months else 0
