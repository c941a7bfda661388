"""The residents' pension."""


def resident_pension(minimum: float, local_addition: float, account: float) -> float:
    """Monthly pension: the national minimum, what the place adds, and the account's part.

    Law: 国发〔2014〕8号 第六条
    """
    return minimum + local_addition + account


def credited_to_account(grade: float, subsidy: float) -> float:
    """What a year adds to a resident's account: the grade paid and the state's subsidy.

    Law: 国发〔2014〕8号 第五条
    """
    return grade + subsidy
