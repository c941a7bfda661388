"""Questions asked of a casebook: figures of every subject, how unusual they are, and their links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rules.book import RuleBook
from training.risk.behaviour.question import Question
from training.risk.behaviour.unusual import UNUSUAL, unusualness
from training.risk.casebook import Casebook
from training.risk.choosing import fold_of, signs_of
from training.risk.network.blocks import block_density
from training.risk.network.company import COMPANY, company_of
from training.risk.network.links import Links, groups_of, links_of
from training.risk.network.neighbours import neighbour_risk
from training.risk.records.asking import Cases, ask
from training.risk.records.rule import REGION, ROWS, SUBJECT
from training.risk.scorer import Floats

_MONTHS_PER_YEAR, _PREFECTURE = 12, 4
# A connected group of more than this share of all subjects says nothing of who belongs together.
_LARGEST_GROUP = 0.1
_DENSITY = "density"
_KINDS = ("sum", "mean")


@dataclass(frozen=True, slots=True)
class Subjects:
    """Everybody whom one question is about.

    cases      their own figures, with those of UNUSUAL at the end
    links      [kind] by row of the cases
    company    [subject, COMPANY], no columns where nobody meets
    community  [subject] number of the group that keeps company
    organised  [kind of link to organisers] rows and names, None where the question has none
    """

    question: Question
    cases: Cases
    links: Mapping[str, Links]
    company: Floats
    community: NDArray[np.int64]
    organised: pa.Table | None

    @property
    def names(self) -> list[str]:
        """[subject]"""
        found: list[str] = self.cases.table[SUBJECT].to_pylist()
        return found

    def without_rows(self) -> "Subjects":
        """The same without the rows that cases rest on: what is learned needs none of them."""
        return replace(self, cases=replace(self.cases, table=self.cases.table.drop_columns([ROWS])))

    def bound(self) -> dict[str, Links]:
        """Links by which subjects belong together: those that the question names, and company."""
        bound = {kind: self.links[kind] for kind in self.question.binds}
        together = np.flatnonzero(self.company[:, 0] > 0) if self.company.size else np.empty(0, np.int64)
        if together.size:
            keys = np.unique(self.community[together], return_inverse=True)[1].astype(np.int64)
            order = np.lexsort((together, keys))
            bound["company"] = Links(together[order].astype(np.int64), keys[order], int(keys.max()) + 1)
        return bound

    def folds(self) -> NDArray[np.int64]:
        """[subject] the same for everybody in a connected group; of a group of nearly everybody, by prefecture."""
        group = groups_of(self.bound(), len(self.names))
        size = np.bincount(group, minlength=group.size)[group]
        names, regions = self.names, self.cases.table[REGION].to_pylist()
        wide = size > max(_LARGEST_GROUP * group.size, 1)
        return fold_of(
            [str(regions[at] or "")[:_PREFECTURE] if wide[at] else names[int(group[at])] for at in range(group.size)]
        )


def ask_question(casebook: Casebook, question: Question) -> Subjects:
    """Figures and links of everybody whom the question is about."""
    own = ask(casebook, question.rule)
    matrix = own.matrix()
    unusual = unusualness(matrix, signs_of(own.figures, question.expects))
    cases = with_figures(own, UNUSUAL, unusual)
    names = cases.table[SUBJECT].to_pylist()
    links = {
        kind: links_of(casebook.connection.sql(sql).to_arrow_table(), names) for kind, sql in question.links.items()
    }
    company, community = _company(question, links, len(names))
    organised = casebook.connection.sql(question.organisers).to_arrow_table() if question.organisers else None
    return Subjects(
        question, cases, {kind: one.shared(question.most) for kind, one in links.items()}, company, community, organised
    )


def set_law(casebook: Casebook, book: RuleBook, day: date) -> None:
    """The figures of the law that questions name as variables: pension ages, least years, contribution rates."""
    law = book.at(day)
    values = {
        "man_months": law.number("retirement.old_age.male"),
        "woman_months": law.number("retirement.old_age.female_worker"),
        "least_months": law.number("pension.minimum_years"),
    }
    for name, years in values.items():
        casebook.connection.execute(f"SET VARIABLE {name} = {round(float(years) * _MONTHS_PER_YEAR)}")
    rate = law.number("pension.contribution.employer_rate") + law.number("pension.contribution.employee_rate")
    casebook.connection.execute(f"SET VARIABLE pension_rate = {float(rate)!r}")


def network_figures(subjects: Subjects, risk: Floats) -> Cases:
    """The cases with the figures of the network added.

    risk  [subject] by models that were not told of the subject's connected group
    """
    names: list[str] = []
    columns: list[Floats] = []
    for kind, one in subjects.links.items():
        sums = neighbour_risk(one, risk)
        names += [f"{kind}_{what}" for what in _KINDS]
        columns += [sums[:, 1], sums[:, 2]]
    if subjects.links:
        dense = [block_density(one, risk) for kind, one in subjects.links.items() if kind in _dense(subjects.question)]
        names.append(_DENSITY)
        columns.append(np.max(dense, axis=0))
    if subjects.company.size:
        names += COMPANY
        columns += list(subjects.company.T)
        members = np.bincount(subjects.community, minlength=risk.size)
        total = np.bincount(subjects.community, weights=risk, minlength=risk.size)
        others = members[subjects.community] - 1
        names.append("company_risk")
        columns.append((total[subjects.community] - risk) / np.maximum(others, 1))
    added = np.column_stack(columns) if columns else np.empty((risk.size, 0))
    return with_figures(subjects.cases, names, added)


def expectations(question: Question, figures: Sequence[str]) -> NDArray[np.int64]:
    """[figure] as the question expects; what others do, and being unusual, speaks for a fraud."""
    own = dict(question.expects)
    extra = {f"{kind}_{what}": 1 for kind in question.links for what in _KINDS}
    return signs_of(figures, {**extra, **dict.fromkeys((*UNUSUAL, *COMPANY, _DENSITY, "company_risk"), 1), **own})


def with_figures(cases: Cases, names: Sequence[str], values: Floats) -> Cases:
    """The cases with columns added."""
    table = cases.table
    for place, name in enumerate(names):
        table = table.append_column(name, pa.array(values[:, place], pa.float64()))
    return replace(cases, table=table, figures=(*cases.figures, *names))


def _company(question: Question, links: Mapping[str, Links], subjects: int) -> tuple[Floats, NDArray[np.int64]]:
    if not question.meets or not subjects:
        return np.empty((subjects, 0)), np.arange(subjects, dtype=np.int64)
    # Occasions on which somebody was alone count, too: they tell how often one is met by chance.
    return company_of(links[question.meets[0]].shared(question.most, 1), subjects)


def _dense(question: Question) -> tuple[str, ...]:
    return question.meets or question.binds
