"""Shell firms: tiny employers whose agent, address and account a ring shares with others, honest firms among them."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER
from datapool.synthetic.draws import PROVINCE
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.province import BUSINESS, ENTERPRISE, Employers, Province

Index = NDArray[np.int64]
_SMALLEST, _SHARES_ACCOUNT, _REAL_FIRM = 0.6, 0.6, 0.35
_SHELLS_BEFORE, _SHELLS_SINCE = (1, 3), (2, 7)
_PERSONS_PER_SHELL = 4
_OWNERS_OF_SEVERAL = 0.05
_HANDS = 3


def own_copy(province: Province) -> Province:
    """The same province with employers of its own, so that the plan may change them."""
    employers = province.employers
    names = ("size", "opened", "closed", "address", "agent_phone", "account", "honest", "pays_tax")
    return replace(province, employers=replace(employers, **{n: getattr(employers, n).copy() for n in names}))


def place_shells(province: Province, rings: list[Ring]) -> None:
    """Give each ring its shells and its agent; a third of the shells are real firms that take hangers-on, too."""
    draw = province.draws(PROVINCE).generator("shells")
    employers = province.employers
    free = _small_firms(employers)
    _own_several(draw, employers, free)
    used: set[int] = set()
    for ring in rings:
        low, high = _SHELLS_SINCE if ring.is_varied else _SHELLS_BEFORE
        most = max(1, ring.size // _PERSONS_PER_SHELL)
        count = min(int(draw.integers(low, high)), most)
        pool = np.array([firm for firm in free if int(firm) not in used and _is_near(province, int(firm), ring)])
        pool = pool if pool.size >= count else np.array([firm for firm in free if int(firm) not in used])
        shells = np.sort(draw.choice(pool, min(count, pool.size), replace=False))
        used.update(int(shell) for shell in shells)
        ring.employers = [int(shell) for shell in shells]
        _share(draw, employers, shells, ring)


def place_workshops(province: Province, rings: list[Ring], late_joiners: float) -> Index:
    """Small honest firms, open throughout, for the elderly who join late: as many as they fill by threes.

    late_joiners  honest persons per member of the rings
    """
    draw = province.draws(PROVINCE).generator("workshops")
    employers = province.employers
    free = np.setdiff1d(_small_firms(employers), [shell for ring in rings for shell in ring.employers])
    wanted = int(np.ceil(sum(ring.size for ring in rings) * late_joiners / _HANDS))
    chosen = np.sort(draw.choice(free, min(wanted, free.size // 3), replace=False))
    employers.size[chosen] = 0.0
    employers.opened[chosen] = np.minimum(employers.opened[chosen], -1)
    employers.closed[chosen] = NEVER
    return chosen


def _small_firms(employers: Employers) -> Index:
    private = np.isin(employers.kind, (ENTERPRISE, BUSINESS))
    bound = np.quantile(employers.size[private], _SMALLEST)
    # Anchors of a market must stay: they are the ones that opened 120 months before history and never close.
    anchor = (employers.opened == -120) & (employers.closed == NEVER)
    return np.flatnonzero(private & (employers.size <= bound) & ~anchor).astype(np.int64)


def _is_near(province: Province, firm: int, ring: Ring) -> bool:
    return bool(province.counties.prefecture[province.employers.county[firm]] == ring.prefecture)


def _share(draw: np.random.Generator, employers: Employers, shells: Index, ring: Ring) -> None:
    """Open while the ring works; the agent also keeps the books of honest firms, at the same address."""
    clients = np.flatnonzero(np.bincount(_dense(employers.agent_phone))[_dense(employers.agent_phone)] > 2)
    host = int(draw.choice(clients)) if clients.size else int(shells[0])
    ring.agent = int(employers.agent_phone[host])
    employers.agent_phone[shells] = ring.agent
    lives_there = draw.random(shells.size) < 0.6
    employers.address[shells[lives_there]] = employers.address[host]
    shared = draw.random(shells.size) < _SHARES_ACCOUNT
    employers.account[shells[shared]] = employers.account[shells[0]]
    ring.accounts = [int(employers.account[shell]) for shell in shells]
    hollow = draw.random(shells.size) >= _REAL_FIRM
    employers.size[shells[hollow]] = 0.0
    employers.opened[shells] = np.minimum(employers.opened[shells], ring.start - 1)
    employers.closed[shells] = NEVER
    employers.pays_tax[shells[hollow]] = True


def _own_several(draw: np.random.Generator, employers: Employers, small: Index) -> None:
    """Some honest owners have two or three firms with one account and one agent."""
    count = int(small.size * _OWNERS_OF_SEVERAL)
    owners = draw.choice(small, count, replace=False) if count else np.empty(0, np.int64)
    for owner in owners:
        others = draw.choice(small, int(draw.integers(1, 3)), replace=False)
        employers.account[others] = employers.account[owner]
        employers.agent_phone[others] = employers.agent_phone[owner]


def _dense(values: NDArray[np.int64]) -> Index:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)
