"""Work injury: disability, care and death."""


def own_wage(wage: float, average_wage: float, floor_share: float, ceiling_share: float) -> float:
    """The person's own wage (本人工资) that counts: a year's mean, held between shares of the area's average.

    Law: 工伤保险条例 第六十四条
    """
    return min(max(wage, average_wage * floor_share), average_wage * ceiling_share)


def one_off_grant(wage: float, months: float) -> float:
    """So many months of a wage, paid once.

    Law: 工伤保险条例 第三十五条至第三十七条、第三十九条
    """
    return wage * months


def disability_pension(wage: float, share: float, minimum_wage: float) -> float:
    """Monthly disability pension (伤残津贴), made up to the local minimum wage; none without a share.

    Law: 工伤保险条例 第三十五条、第三十六条
    """
    if share == 0.0:
        return 0.0
    return max(wage * share, minimum_wage)


def care_allowance(average_wage: float, share: float) -> float:
    """Monthly allowance for daily care (生活护理费).

    Law: 工伤保险条例 第三十四条
    """
    return average_wage * share


def death_grant(urban_income: float, multiple: float) -> float:
    """The one-off death grant (一次性工亡补助金): years of last year's national urban income per head.

    Law: 工伤保险条例 第三十九条
    """
    return urban_income * multiple


def dependants_share(
    spouses: int, others: int, alone: int, spouse_share: float, other_share: float, alone_share: float, most: float
) -> float:
    """The dependants' pension as a share of the dead person's wage.

    spouses, others  dependants of each kind
    alone            those of them who are orphans or old people without kin
    alone_share      is paid on top for one who is alone
    most             the sum is never more

    Law: 工伤保险条例 第三十九条
    """
    return min(spouses * spouse_share + others * other_share + alone * alone_share, most)
