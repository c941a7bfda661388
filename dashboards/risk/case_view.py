"""One case: why it is one, by which article, on which rows, what would clear the subject, and what was done."""

from collections import Counter
from html import escape

import streamlit as st

from casework.alerts.case import Case, Line
from casework.alerts.words import rule_title, word
from core.evidence import Article
from dashboards.data.choosing import choose
from dashboards.data.text_column import text_column
from dashboards.figures import percent, plain
from dashboards.risk.ledger_view import title_of
from dashboards.risk.month_strip import month_strip
from dashboards.risk.opened import YUAN, Opened, by_loss
from dashboards.tables import Cell, Row, table
from dashboards.words import of, say
from datapool.standards.sources import load_sources
from training.risk.alerting import sentence, words

_ROWS_SHOWN = 12


def draw_case(seen: Opened, language: str) -> None:
    """A choice, then the case whole."""
    cases = {case.id: case for case in by_loss(seen.cases)}
    chosen = choose(
        say("risk_choose", language),
        list(cases),
        key="risk_case",
        title=lambda name: f"{name}  {title_of(cases[name].typology, language)}",
    )
    case = seen.ledger.case(chosen, who=seen.who)
    st.html(case_html(case, language))
    st.html(history_table(seen, case, language))
    st.caption(say("risk_evidence", language))


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
