"""The pension of employees: the account, the pension at retirement, its yearly increase. Amounts in any one unit."""


def basic_pension(average_wage: float, index: float, years: float, accrual_rate: float) -> float:
    """Monthly basic pension (基础养老金): the mean of the area's and the person's indexed wage, a share of it per year.

    average_wage  the area's monthly wage for computing pensions (计发基数)
    index         the person's average contribution index
    years         years of contributions, deemed years included

    Law: 国发〔2005〕38号 第六条
    """
    return (average_wage + average_wage * index) / 2.0 * years * accrual_rate


def account_pension(balance: float, payout_months: float) -> float:
    """Monthly pension from the personal account (个人账户养老金).

    Law: 国发〔2005〕38号 第六条
    """
    return balance / payout_months


def transitional_pension(average_wage: float, index: float, deemed_years: float, rate: float) -> float:
    """Monthly transitional pension (过渡性养老金) for the years before personal accounts.

    Law: 国发〔2005〕38号 第六条
    """
    return average_wage * index * deemed_years * rate


def pension_total(basic: float, account: float, transitional: float) -> float:
    """Monthly pension, the sum of its parts.

    Law: 社会保险法 第十五条
    """
    return basic + account + transitional


def credited_balance(opening: float, contributions: float, rate: float, share_of_year: float) -> float:
    """The personal account at the end of a year.

    opening        balance at the end of the year before: earns the whole year's interest
    contributions  of the year: earn `share_of_year` of it
    rate           crediting rate of the year (记账利率)

    Law: 社会保险法 第十四条; 人社部发〔2017〕31号
    """
    return opening + opening * rate + contributions + contributions * rate * share_of_year


def indexed_pension(pension: float, rate: float) -> float:
    """Monthly pension after a yearly increase at the average rate.

    Law: 社会保险法 第十八条
    """
    return pension * (1.0 + rate)


def shortfall_years(years: float, minimum_years: float) -> float:
    """Years still to be paid before a monthly pension is due.

    Law: 社会保险法 第十六条; 国务院关于渐进式延迟法定退休年龄的办法 第二条
    """
    return max(minimum_years - years, 0.0)
