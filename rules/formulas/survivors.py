"""What the survivors of an insured person receive who did not die of work."""


def grant_months(scale_months: float, years: float, scale_years: float, most_months: float) -> float:
    """Months of income: the scale's, and beyond its last year a month for every year paid, at most so many.

    scale_months  months by the scale
    years         contribution years
    scale_years   years at which the scale ends

    Law: 人社部发〔2021〕18号 第五条
    """
    return min(scale_months + max(years - scale_years, 0.0), most_months)


def grant_months_of_retired(months: float, years_drawn: float, months_per_year: float, least: float) -> float:
    """A pensioner's months: fewer for every year drawn, never below the least.

    Law: 人社部发〔2021〕18号 第五条
    """
    return max(months - years_drawn * months_per_year, least)


def survivors_amount(monthly_income: float, months: float) -> float:
    """So many months of urban disposable income.

    Law: 人社部发〔2021〕18号 第四条、第五条
    """
    return monthly_income * months
