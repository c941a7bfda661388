"""What may happen to a case in which state, and what becomes of it: a case and an event in, the case after it out."""

import unicodedata
from dataclasses import replace
from datetime import date

from casework.alerts.acts import ActionTaken, Assigned, Closed, DocumentAdded, Event, PaidBack, Reported, Reviewed
from casework.alerts.case import RANDOM_AUDIT, Action, Case, Channel, Document, Finding, State, covers, parent_of
from casework.alerts.refusals import OutOfPlace, UnknownCase
from core.errors import ValueOutOfRange
from core.principal import NATION


def step(case: Case, event: Event) -> Case:
    """The case after an event. Raises OutOfPlace, with the reason, where it cannot happen to the case as it stands."""
    match case.state, event.act:
        case ((State.ISSUED | State.UNDER_CHECK), Assigned() as to):
            return _assigned(case, to, event.day)
        case ((State.UNDER_CHECK | State.REPORTED), DocumentAdded() as added):
            return _with_document(case, added)
        case State.UNDER_CHECK, Reported() as report:
            return _reported(case, report, event)
        case ((State.REPORTED | State.REVIEWED | State.CLOSED), ActionTaken(action)):
            _refuse_action(case, case.finding, action)
            actions = case.actions if action in case.actions else (*case.actions, action)
            return replace(case, actions=actions)
        case _, ActionTaken(action):
            raise OutOfPlace(
                case.id,
                f"{action} before an investigation has reported.",
                "Report what was found first: no benefit stops, and nothing follows, without an investigation.",
            )
        case State.REPORTED, Reviewed() as review:
            return _reviewed(case, review, event)
        case State.REVIEWED, Closed():
            return _closed(case, event)
        case ((State.REPORTED | State.REVIEWED | State.CLOSED), PaidBack() as paid):
            return _paid_back(case, paid, event)
    raise OutOfPlace(
        case.id, f"it is {case.state}; {event.act.what} has no place there.", "`anlan ledger show` tells how far it is."
    )


def same_person(one: str, other: str) -> bool:
    """Whether two subjects of tokens are one person's: capitals and look-alike forms of a letter make no second one."""
    return _folded(one) == _folded(other)


def _folded(subject: str) -> str:
    return unicodedata.normalize("NFKC", subject).casefold()


def _assigned(case: Case, to: Assigned, day: date) -> Case:
    if not to.unit.strip():
        raise OutOfPlace(case.id, "no unit is named.", "Name the office that has it from now on.")
    stays = to.region == case.holder
    goes_down = parent_of(to.region) == case.holder and to.region != NATION
    goes_up = to.region == parent_of(case.holder) and case.holder != case.origin
    if not (stays or goes_down or goes_up):
        raise OutOfPlace(
            case.id, f"{to.region} is not next to {case.holder}.", "Send it one level down or up, or keep it there."
        )
    if not (covers(to.region, case.region) or covers(case.region, to.region)):
        raise OutOfPlace(
            case.id, f"it belongs to {case.region}, not to {to.region}.", "Send it towards its own region."
        )
    if case.state is State.UNDER_CHECK and goes_down:
        raise OutOfPlace(case.id, "it is being checked.", "Send it back up first, or name another officer.")
    if stays and not to.officer:
        raise OutOfPlace(case.id, f"{to.region} has it already.", "Name an officer, or another region.")
    checked_already = case.state is State.UNDER_CHECK and stays
    return replace(
        case,
        state=State.UNDER_CHECK if to.officer else State.ISSUED,
        holder=to.region,
        unit=to.unit.strip(),
        unit_region=to.region,
        officer=to.officer,
        sent_on=case.sent_on or day,
        # A new officer does not get a new limit.
        due_on=case.due_on if checked_already else to.due_on,
    )


def _with_document(case: Case, added: DocumentAdded) -> Case:
    if any(each.sha256 == added.sha256 for each in case.documents):
        raise OutOfPlace(case.id, "it has this piece of evidence already.", "Each is given once.")
    return replace(case, documents=(*case.documents, Document(added.name, added.sha256, added.size)))


def _reported(case: Case, report: Reported, event: Event) -> Case:
    if not same_person(event.who, case.officer):
        raise OutOfPlace(case.id, "another officer is in charge of it.", "They report, or are replaced first.")
    for action in report.actions:
        _refuse_action(case, report.finding, action)
    if report.due_fen < 0 or (report.due_fen and not report.finding.is_confirmed):
        raise ValueOutOfRange(
            f"case {case.id}: {report.due_fen} fen cannot be due.", remedy="Nothing is due where nothing was found."
        )
    if report.due_fen < case.recovered_fen:
        raise ValueOutOfRange(
            f"case {case.id}: less is due than came back already.", remedy="Pay back what was too much, then report."
        )
    if report.typology and case.channel is not Channel.AUDIT:
        raise OutOfPlace(case.id, "its typology is known.", "Only what a random audit found is named.")
    if case.typology == RANDOM_AUDIT and report.finding.is_confirmed and not report.typology:
        raise OutOfPlace(case.id, "it is not said what a random audit found.", "Name the typology.")
    return replace(
        _with_findings(case, report),
        state=State.REPORTED,
        holder=_one_up(case),
        finding=report.finding,
        actions=tuple(dict.fromkeys(report.actions)),
        note=report.note,
        due_fen=report.due_fen,
        due_on=report.due_on,
        typology=report.typology or case.typology,
        reported_by=event.who,
        reported_on=event.day,
    )


def _with_findings(case: Case, report: Reported) -> Case:
    known = {line.alert for line in case.lines}
    for alert in report.members:
        if alert not in known:
            raise UnknownCase(alert)
    opposite = {Finding.TRUE: Finding.FALSE, Finding.FALSE: Finding.TRUE}.get(report.finding)
    if report.finding is not Finding.PARTLY and set(report.members.values()) - {report.finding}:
        raise OutOfPlace(
            case.id, f"a member is said to be {opposite or Finding.PARTLY} of a case that is {report.finding}.",
            "Such a case is partly true.",
        )  # fmt: skip
    if report.finding is Finding.PARTLY and known and not any(
        report.members.get(alert, Finding.PARTLY).is_confirmed for alert in known
    ):  # fmt: skip
        raise OutOfPlace(case.id, "no member has anything to it.", "Such a case is false.")
    lines = tuple(replace(line, finding=report.members.get(line.alert)) for line in case.lines)
    return replace(case, lines=lines)


def _refuse_action(case: Case, finding: Finding | None, action: Action) -> None:
    if finding is None or not finding.is_confirmed:
        raise OutOfPlace(case.id, f"{action} of a case in which nothing was found.", "Nothing follows from it.")


def _one_up(case: Case) -> str:
    return case.holder if case.holder == case.origin else parent_of(case.holder)


def _reviewed(case: Case, review: Reviewed, event: Event) -> Case:
    if same_person(event.who, case.reported_by):
        raise OutOfPlace(case.id, "who reported it cannot review it.", "It takes a second person.")
    if review.is_accepted:
        if not case.documents:
            raise OutOfPlace(case.id, "it has no evidence.", "Add a document first: `anlan ledger report --evidence`.")
        return replace(
            case,
            state=State.REVIEWED,
            holder=case.origin,
            due_on=review.due_on,
            reviewed_by=event.who,
            reviewed_on=event.day,
        )
    if not review.note.strip():
        raise OutOfPlace(case.id, "it goes back without a reason.", "Say with --note what has to be found out.")
    return replace(
        case,
        state=State.UNDER_CHECK,
        holder=case.unit_region,
        finding=None,
        actions=(),
        typology=case.lines[0].typology if case.channel is Channel.AUDIT else case.typology,
        # What came back stays written down.
        due_fen=case.recovered_fen,
        due_on=review.due_on,
        reported_by="",
        reported_on=None,
        lines=tuple(replace(line, finding=None) for line in case.lines),
    )


def _closed(case: Case, event: Event) -> Case:
    if same_person(event.who, case.reported_by):
        raise OutOfPlace(case.id, "who reported it cannot close it.", "It takes a second person.")
    if not case.documents:
        raise OutOfPlace(case.id, "it has no evidence.", "Add a document first: `anlan ledger report --evidence`.")
    return replace(case, state=State.CLOSED, due_on=None, closed_by=event.who, closed_on=event.day)


def _paid_back(case: Case, paid: PaidBack, event: Event) -> Case:
    if paid.fen <= 0 or paid.fen > case.outstanding_fen:
        raise ValueOutOfRange(
            f"case {case.id}: {paid.fen / 100:.2f} yuan cannot have come back; "
            f"{case.outstanding_fen / 100:.2f} are outstanding.",
            remedy="Give an amount of at most that.",
        )
    if paid.paid_on > event.day:
        raise ValueOutOfRange(f"case {case.id}: {paid.paid_on} is still to come.", remedy="Give the day it was paid.")
    return replace(case, recovered_fen=case.recovered_fen + paid.fen)
