"""Fits every family of funds again: `python -m simulation.countries.china.fund_fitting`."""

from simulation.countries.china.fund_fitting import medical, resident_pension, unemployment, work_injury
from simulation.countries.china.fund_fitting.base_year import write_fitted

if __name__ == "__main__":
    for module in (medical, resident_pension, unemployment, work_injury):
        write_fitted(module.FAMILY)
