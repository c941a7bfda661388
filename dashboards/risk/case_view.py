"""One case: why it is one, by which article, on which rows, what would clear the subject, and what was done."""

from collections import Counter
from datetime import UTC, datetime
from html import escape

import streamlit as st

from casework.alerts.case import Case, Line
from casework.alerts.words import rule_title, word
from core.evidence import Article
from dashboards.data.choosing import choose
from dashboards.data.text_column import text_column
from dashboards.drawing import CONFIG
from dashboards.figures import percent, plain
from dashboards.risk.case_rows import rows_shown
from dashboards.risk.ledger_view import title_of
from dashboards.risk.month_strip import month_strip
from dashboards.risk.neighbourhood import neighbourhood, things_of, things_table
from dashboards.risk.opened import YUAN, Opened, by_loss
from dashboards.risk.payments_chart import legend as payments_legend
from dashboards.risk.payments_chart import payments_chart, rows_of
from dashboards.risk.rows_table import rows_html
from dashboards.tables import Cell, Row, table
from dashboards.words import of, say
from datapool.standards.sources import load_sources
from training.risk.reasons import sentence, words

_ROWS_SHOWN = 12
LOOKED = "looked_at_case"


def draw_case(seen: Opened, language: str) -> None:
    """A choice, then the case whole."""
    cases = {case.id: case for case in by_loss(seen.cases)}
    chosen = choose(
        say("risk_choose", language),
        list(cases),
        key="risk_case",
        title=lambda name: f"{name}  {title_of(cases[name].typology, language)}",
    )
    case = looked_at(seen, chosen)
    st.html(case_html(case, language))
    _draw_rows(seen, case, language)
    st.html(history_table(seen, case, language))
    st.caption(say("risk_evidence", language))


def looked_at(seen: Opened, chosen: str) -> Case:
    """The case; that it is looked at is in the log, once for as long as it stays open."""
    look = (str(seen.ledger.folder), chosen, None if seen.who is None else seen.who.subject)
    if st.session_state.get(LOOKED) == look:
        return seen.ledger.case(chosen, who=seen.who)
    case = seen.ledger.look(chosen, who=seen.who, now=datetime.now(UTC))
    st.session_state[LOOKED] = look
    return case


def _draw_rows(seen: Opened, case: Case, language: str) -> None:
    """Payments by month, the neighbourhood, and what stands in the rows: as far as somebody may read them."""
    st.html(f'<h3 class="al-title" id="contents">{escape(say("risk_contents", language))}</h3>')
    shown = rows_shown(seen, case, language)
    rows = [] if shown is None else rows_of(shown)
    figure = payments_chart(rows, language)
    if figure is not None:
        title = say("risk_payments", language)
        st.html(f'<h3 class="al-title">{escape(title)}</h3>{payments_legend(rows, language)}')
        st.plotly_chart(figure, theme=None, config=CONFIG, key="risk_payments_chart", alt=title)
    things = things_of(case, shown)
    if things:
        st.html(f'<h3 class="al-title" id="net">{escape(say("risk_net", language))}</h3>')
        st.html(neighbourhood(things, language))
        st.html(things_table(things, language))
    if shown is not None:
        st.html(rows_html(rows, language))
        missing = sum(len(view.missing) for view in shown.views.values())
        if missing or shown.unknown:
            st.info(say("risk_rows_missing", language, rows=missing, persons=shown.unknown))


def case_html(case: Case, language: str) -> str:
    """Everything the case says."""
    title = f"{title_of(case.typology, language)}  {case.id}"
    parts = [
        f'<h2 class="al-title" id="case">{escape(title)}</h2>',
        f'<p class="al-sub">{escape(_summary(case, language))}</p>',
        month_strip(case, language),
    ]
    parts += [_line_html(line, language) for line in case.lines[:20]]
    return "".join(parts)


def history_table(seen: Opened, case: Case, language: str) -> str:
    """What was done, the newest last."""
    rows = [
        Row(
            each.at[:16].replace("T", " "),
            [
                Cell(word("acts", each.act, of(language)), css="text"),
                Cell(each.who, below=each.tenant, css="text"),
            ],
        )
        for each in seen.ledger.history(case.id, who=seen.who)
    ]
    heads = [text_column("risk_act", language), text_column("risk_who", language)]
    return table(say("risk_history", language), say("risk_when", language), heads, rows, css="cards")


def _summary(case: Case, language: str) -> str:
    parts = [
        case.masked,
        case.region,
        say("risk_chance", language, chance=percent(case.probability, digits=0)),
        f"{say('risk_paid', language)} {plain(case.paid_fen / YUAN, digits=2)}",
        f"{say('risk_loss', language)} {plain(case.expected_loss_fen / YUAN)}",
        word("states", case.state, of(language)),
    ]
    return say("between", language).join(parts)


def _line_html(line: Line, language: str) -> str:
    reasons = "".join(_reason_html(sentence(reason, of(language)), reason.weight) for reason in line.reasons)
    articles = "".join(f"<li>{escape(_article(article, language))}</li>" for article in line.articles)
    clears = "".join(
        f"<li>{escape(words()['clears'][code].text(of(language)))}</li>"
        for code in line.clears
        if code in words()["clears"]
    )
    limit = f"{say('risk_limit', language)}：{rule_title(line.rule, of(language))}" if line.rule else ""
    return (
        f'<section class="al-case"><h3>{escape(say("risk_reasons", language))}</h3>'
        f'<ul class="al-reasons">{reasons}</ul>'
        f"<h3>{escape(say('risk_articles', language))}</h3><ul>{articles}</ul>"
        f'<p class="al-sub">{escape(limit)}</p>'
        f"<h3>{escape(say('risk_clears', language))}</h3><ul>{clears}</ul>"
        f"{_rows_html(line, language)}</section>"
    )


def _reason_html(text: str, weight: float) -> str:
    """The sentence, and how it moves the chance: to the right towards suspicion, to the left away from it."""
    width = min(abs(weight), 3.0) / 3.0 * 100
    side = "for" if weight > 0 else "against"
    bar = f'<span class="al-weigh {side}" style="--w:{width:.0f}%" title="{weight:+.2f}"></span>' if weight else ""
    return f"<li>{escape(text)}{bar}</li>"


def _article(article: Article, language: str) -> str:
    mark = "" if article.status == "verified" else f"〔{say('risk_unverified', language)}〕"
    return f"{article}{mark}"


def _rows_html(line: Line, language: str) -> str:
    sources = load_sources()
    counts = Counter(row.split(":")[0] for row in line.rows)
    items = []
    for name, count in sorted(counts.items()):
        titled = sources[name].title.text(of(language)) if name in sources else name
        mine = [row.split(":", 1)[1] for row in line.rows if row.startswith(f"{name}:")]
        more = " …" if count > _ROWS_SHOWN else ""
        listed = "、".join(mine[:_ROWS_SHOWN])
        items.append(
            f"<li><details><summary>{escape(say('risk_rows_of', language, table=titled, count=count))}</summary>"
            f'<p class="al-sub">{escape(listed)}{more}</p></details></li>'
        )
    head = f"<h3>{escape(say('risk_rows', language))}</h3>"
    return f'{head}<ul>{"".join(items)}</ul><p class="al-sub">{escape(say("risk_rows_caption", language))}</p>'
