"""Makes tickets out of what an assessment found."""

from collections.abc import Iterator, Mapping

from datapool.quality.assessment import Assessment
from datapool.quality.tickets.ticket import Example, State, Ticket, ticket_number
from datapool.standards.sources import Table


def tickets_of(assessment: Assessment, tables: Mapping[str, Table]) -> Iterator[Ticket]:
    """One open ticket per department, table, rule and delivery that has errors, corrected since or not.

    tables  descriptions of the sources: a ticket names a column as the department does
    """
    for row in assessment.errors.to_pylist():
        names = _delivered_names(tables[row["table"]])
        examples = (
            Example(each["path"], each["line"], tuple(names.get(column, column) for column in each["columns"]))
            for each in row["examples"] or ()
        )
        yield Ticket(
            number=ticket_number(row["department"], row["table"], row["rule"], row["delivery"]),
            department=row["department"],
            table=row["table"],
            rule=row["rule"],
            delivery=row["delivery"],
            severity=str(assessment.rules[row["rule"]]["severity"]),
            state=State.OPEN,
            errors=int(row["errors"]),
            remaining=int(row["still_open"]),
            examples=tuple(examples),
        )


def records_to_correct(
    assessment: Assessment, tables: Mapping[str, Table], paths: Mapping[str, str]
) -> Mapping[str, list[Example]]:
    """[ticket] its records that are still wrong, by file and line, as far as the assessment keeps findings.

    paths  [batch] the delivered file
    """
    names = {name: _delivered_names(table) for name, table in tables.items()}
    findings = assessment.findings_table
    found: dict[str, list[Example]] = {}
    for row in findings.filter(findings.column("is_open")).to_pylist():
        number = ticket_number(row["department"], row["table"], row["rule"], row["home"])
        columns = tuple(names[row["table"]].get(column, column) for column in row["columns"])
        found.setdefault(number, []).append(Example(paths[row["batch"]], row["line"], columns))
    return found


def _delivered_names(table: Table) -> Mapping[str, str]:
    return {name: column.name for column in table.columns for name, _ in column.standard_columns}
