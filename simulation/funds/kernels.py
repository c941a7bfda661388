"""A balance carried from year to year with interest on what is held."""

# mypy: allow-untyped-defs

from simulation.compiled import njit


@njit(cache=True)
def carry(net, opening, deposit_rate, investment_rate, entrusted_share, borrowing_rate, carried):
    """Fill interest, investment, borrowing and balance [year] of `carried`; see ledger.settle."""
    held = opening
    for year in range(net.size):
        invested = held + net[year] / 2.0
        entrusted = max(invested, 0.0) * entrusted_share[year]
        carried.investment[year] = entrusted * investment_rate[year]
        carried.interest[year] = (max(invested, 0.0) - entrusted) * deposit_rate[year]
        carried.borrowing[year] = max(-invested, 0.0) * borrowing_rate[year]
        held += net[year] + carried.interest[year] + carried.investment[year] - carried.borrowing[year]
        carried.balance[year] = held
