"""Which clerks handle and approve: of the county's office, or of the province where it has none."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.fraud.stage import Scene
from datapool.synthetic.province import Province

Index = NDArray[np.int64]
HANDLES, APPROVES = 1, 2
OFFICE_HOURS = (9 * 3600, 17 * 3600)
SECONDS_PER_DAY = 86_400


def officers(scene: Scene, draw: np.random.Generator, county: NDArray[np.int32]) -> tuple[Index, Index]:
    """A handling and an approving clerk for each case."""
    chosen = [np.empty(county.size, np.int64) for _ in range(2)]
    clerks = scene.province.clerks
    for place in np.unique(county):
        here = county == place
        for post, found in zip((HANDLES, APPROVES), chosen, strict=True):
            at_office = np.flatnonzero((clerks.post == post) & (clerks.county == place))
            pool = at_office if at_office.size else np.flatnonzero(clerks.post == post)
            found[here] = draw.choice(pool, int(here.sum()))
    return chosen[0], chosen[1]


def colluders(province: Province, draw: np.random.Generator, prefecture: int) -> tuple[int, list[int]]:
    """A county of the prefecture, and one who handles and one who approves for it."""
    clerks, counties = province.clerks, province.counties
    places = np.flatnonzero(counties.prefecture == prefecture)
    county = int(draw.choice(places, p=counties.share[places] / counties.share[places].sum()))
    chosen = []
    for post in (HANDLES, APPROVES):
        at_office = np.flatnonzero((clerks.post == post) & (clerks.county == county))
        chosen.append(int(draw.choice(at_office if at_office.size else np.flatnonzero(clerks.post == post))))
    return county, chosen
