"""Only what a gateway tells passes for a site."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from core.work import WorkClass
from serving.seeing.told import NoGateway, ReasonTold, read_told
from tests.serving.seeing.looks import plain_application, plain_site


def test_a_site_is_read_as_its_gateway_tells_it() -> None:
    line = {"state": "open", "cuts": 2}
    full = {"about": "store", "application": "", "code": "gateway.disk_full", "why": "the disk takes nothing (full)."}
    reasons = [full, {"about": "application risk", "why": "it hurts."}]
    site = read_told(plain_site(line=line, reasons=reasons, role="edge", region="4701"))
    assert (site.name, site.role, site.region, site.line, site.cuts) == ("cloud", "edge", "4701", "open", 2)
    # A gateway that tells no code, or no application apart, is understood as far as it tells.
    assert site.reasons == (ReasonTold(**full), ReasonTold("application risk", "", "", "it hurts."))
    assert (site.submissions, site.oldest_s, site.lag_s) == (2, 1.5, 0.0004)
    risk = site.applications["risk"]
    assert (risk.work_class, risk.replicas, risk.waiting, risk.on_the_way) == (WorkClass.EDGE_FIRST, 2, 3, 1)
    assert risk.release.version == "7"


def test_an_application_that_nothing_reaches_is_not_well_whatever_it_told_before() -> None:
    site = read_told(plain_site(applications={"risk": plain_application(breaker="open")}))
    assert not site.applications["risk"].is_well


def test_what_is_done_above_and_a_site_without_replicas_told_are_read() -> None:
    older = plain_application()
    del older["replicas"]
    above = {"work_class": "cloud_only", "place": "above"}
    site = read_told(plain_site(applications={"risk": older, "big": above}))
    assert site.applications["big"].is_above
    assert site.applications["risk"].replicas == 0


def _spoiled() -> Iterator[tuple[str, Any]]:
    whole = plain_site()
    for key in whole:
        rest = {name: value for name, value in whole.items() if name != key}
        yield f"without {key}", rest
        if key != "line":
            yield f"{key} is nothing", {**whole, key: None}
    for key in plain_application():
        if key in ("replicas", "per_request_ms", "requests_in_a_frame", "code"):
            continue
        spoiled = deepcopy(whole)
        del spoiled["applications"]["risk"][key]
        yield f"application without {key}", spoiled
    yield "another role", {**whole, "role": "moon"}
    yield "another work class", {**whole, "applications": {"x": plain_application(work_class="anywhere")}}
    yield "another line", {**whole, "line": {"state": "wet", "cuts": 0}}
    yield "a name that is none", {**whole, "name": ["cloud"]}
    yield "a reason that is none", {**whole, "reasons": ["because"]}
    yield "a reason of no word", {**whole, "reasons": [{"about": "store", "why": "full.", "code": 507}]}
    yield "a list", [whole]
    yield "nothing", None
    yield "a word", "site"


@pytest.mark.parametrize(("spoiled"), [each for _, each in _spoiled()], ids=[name for name, _ in _spoiled()])
def test_anything_else_is_no_site(spoiled: Any) -> None:
    with pytest.raises(NoGateway):
        read_told(spoiled)
