"""The page Risk: its parts, for whoever reads the ledger."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.data.asked_person import CHINA
from dashboards.data.claims import read_claims
from dashboards.parts import open_part
from dashboards.refusals import draw_refusal
from dashboards.risk.case_view import draw_case
from dashboards.risk.drift_view import draw_drift
from dashboards.risk.fairness_view import draw_fairness
from dashboards.risk.ledger_view import draw_ledger
from dashboards.risk.opened import Opened, opened
from dashboards.risk.rates_view import draw_rates
from dashboards.risk.stake_view import draw_stake
from dashboards.words import say

PART = "risk_part"
PARTS: dict[str, Callable[[Opened, str], None]] = {
    "ledger": draw_ledger,
    "case": draw_case,
    "stake": draw_stake,
    "rates": draw_rates,
    "drift": draw_drift,
    "fairness": draw_fairness,
}


def draw_risk(folder: Path | None, language: str, *, claims: Path | None = None, pool: Path | None = None) -> None:
    """Draw the page of the ledger in `folder`, or what to do to have one.

    claims  the file that says who reads it; None: whoever owns the files
    pool    folder of the pool in which the rows of the cases lie
    """
    if folder is None:
        st.html(f'<div class="al-empty"><b>{say("risk_no_ledger", language)}</b></div>')
        st.markdown(say("risk_invitation", language))
        return
    try:
        who = None if claims is None else read_claims(claims)
        seen = opened(folder, who, datetime.now(CHINA).date(), pool=pool)
    except InputError as err:
        draw_refusal(err, language, what="risk_refused")
        return
    if not seen.cases:
        st.info(say("risk_empty", language))
        return
    _draw_parts(seen, language)


@st.fragment
def _draw_parts(seen: Opened, language: str) -> None:
    remember()
    for name in open_part(PART, tuple(PARTS), language):
        try:
            PARTS[name](seen, language)
        except InputError as err:
            draw_refusal(err, language, what="risk_refused")
