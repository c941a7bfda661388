"""What is paid on a wage. Amounts in any one unit."""


def contribution_base(wage: float, average_wage: float, floor_share: float, ceiling_share: float) -> float:
    """The wage that counts, between a floor and a ceiling that are shares of the area's average wage.

    Law: 国办发〔2019〕13号 第三条
    """
    return min(max(wage, average_wage * floor_share), average_wage * ceiling_share)


def contribution(base: float, rate: float) -> float:
    """What is due on a base.

    Law: 社会保险法 第十二条
    """
    return base * rate


def floated_rate(class_rate: float, float_share: float) -> float:
    """An employer's work-injury rate: its industry's, floated by its own record.

    Law: 工伤保险条例 第八条; 人社部发〔2015〕71号 第三条
    """
    return class_rate * float_share


def monthly_wage(annual_wage: float) -> float:
    """A twelfth of an annual average wage.

    Law: 社会保险法 第十二条
    """
    return annual_wage / 12.0


def employer_due(contribution_due: float, reduction: float) -> float:
    """What an employer still owes under a temporary relief.

    reduction  share of the contribution that is waived, 0 to 1

    Law: 人社部发〔2020〕11号; 人社部发〔2020〕49号
    """
    return contribution_due * (1.0 - reduction)
