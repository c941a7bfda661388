"""How long and how much unemployment benefit is paid."""


def benefit_months(months_of_scale: float, months_left_over: float, longest: float) -> float:
    """Months of benefit: by contributions, with those left over from last time, never beyond the longest.

    Law: 社会保险法 第四十六条
    """
    return min(months_of_scale + months_left_over, longest)


def unemployment_benefit(minimum_wage: float, level_share: float, subsistence: float) -> float:
    """Monthly benefit: a share of the local minimum wage, not below the subsistence allowance (低保).

    Law: 社会保险法 第四十七条; 失业保险条例 第十八条
    """
    return max(minimum_wage * level_share, subsistence)
