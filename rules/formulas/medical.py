"""What the medical fund pays of a bill."""


def covered_amount(amount: float, deductible: float, room: float) -> float:
    """The part of the bill within the catalogue that the fund shares in.

    deductible  what the person pays first (起付标准)
    room        what is left below the year's ceiling (支付限额)

    Law: 社会保险法 第二十八条
    """
    return min(max(amount - deductible, 0.0), max(room, 0.0))


def reimbursed_amount(covered: float, rate: float) -> float:
    """The fund's share (支付比例) of what is covered.

    Law: 社会保险法 第二十八条
    """
    return covered * rate
