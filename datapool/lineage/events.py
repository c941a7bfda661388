"""What a build did, as OpenLineage events: one run for each batch, assessment, publication and release.

Nothing here asks the clock: times are handed in, and a run is named after what it left behind, so that the same pool
gives the same events.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import error_message_run, job_type_job
from openlineage.client.serde import Serde

from core.errors import ValueOutOfRange
from datapool.aggregates.storing import DESCRIPTION, PLACE, current_batches
from datapool.aggregates.storing import current_version as current_aggregates
from datapool.intake.record import LANDED, REJECTED, BatchRecord, Places, read_records
from datapool.lineage.event_datasets import PRODUCER, Datasets
from datapool.lineage.graph import Graph
from datapool.marts.opening import marts_folder
from datapool.marts.release_log import releases
from datapool.pool import Pool
from datapool.profiles.storing import current_version as current_profiles
from datapool.profiles.storing import profiles_folder
from datapool.quality.assessment import Assessment
from datapool.quality.store import RULES, load, quality_folder
from datapool.standards.regions import POOL_FILE, load_regions

# When the step was done that left this file behind.
When = Callable[[Path], datetime]
_OF_RUNS = UUID("6f9a1c52-8d0e-5a47-9b5b-0d6f3a1e7c24")


@dataclass(frozen=True, slots=True)
class Step:
    """One run of one job.

    key      what names the run: the same content is the same run
    at       when it was done
    failed   why nothing came of it; None where something did
    """

    job: str
    key: str
    at: datetime
    inputs: Sequence[InputDataset] = ()
    outputs: Sequence[OutputDataset] = ()
    failed: str | None = None
    kind: str = field(default="JOB")


def build_events(pool: Pool, graph: Graph, when: When) -> list[RunEvent]:
    """Start and end of everything that the records of a pool tell, in the order of the steps of a build.

    graph  what each column comes from: `pool_graph(pool)`
    when   given the file that a step left behind, the moment it was done; with a time zone
    Raises ValueOutOfRange for a moment without one.
    """
    namespace = namespace_of(pool)
    datasets = Datasets(graph, pool.tables(), namespace)
    steps = (
        *_intake(pool, datasets, when),
        *_quality(pool, datasets, when),
        *_aggregates(pool, datasets, when),
        *_profiles(pool, datasets, when),
        *_marts(pool, datasets),
    )
    return [event for step in steps for event in events_of(step, namespace)]


def namespace_of(pool: Pool) -> str:
    """The address under which datasets and jobs of a pool are known, by its province, as in anlan://47.

    So two provinces that tell their events in one place share no table; of a pool without a province: anlan://pool.
    """
    own = pool.root / POOL_FILE
    return f"anlan://{load_regions(own if own.is_file() else None).province or 'pool'}"


def events_of(step: Step, namespace: str) -> Iterator[RunEvent]:
    """A start that names the datasets, and an end that tells what is known of them."""
    ended = RunState.COMPLETE if step.failed is None else RunState.FAIL
    failure = {}
    if step.failed is not None:
        failure["errorMessage"] = error_message_run.ErrorMessageRunFacet(step.failed, "Python", producer=PRODUCER)
    put = partial(_event, step=step, namespace=namespace)
    bare_inputs = [InputDataset(each.namespace, each.name) for each in step.inputs]
    bare_outputs = [OutputDataset(each.namespace, each.name) for each in step.outputs]
    yield put(RunState.START, {}, inputs=bare_inputs, outputs=bare_outputs)
    yield put(ended, failure, inputs=list(step.inputs), outputs=list(step.outputs))


def lines_of(events: Iterable[RunEvent]) -> str:
    """One JSON object in each line, keys in order: the same text for the same events."""
    return "".join(f"{Serde.to_json(event)}\n" for event in events)


def run_id(namespace: str, job: str, key: str) -> str:
    """The name of a run: a UUID of version 5 over where it ran and what it left behind."""
    return str(uuid5(_OF_RUNS, f"{namespace}\n{job}\n{key}"))


def _event(
    state: RunState,
    facets: Mapping[str, error_message_run.ErrorMessageRunFacet],
    *,
    step: Step,
    namespace: str,
    inputs: list[InputDataset],
    outputs: list[OutputDataset],
) -> RunEvent:
    kind = job_type_job.JobTypeJobFacet("BATCH", "ANLAN", step.kind, producer=PRODUCER)
    return RunEvent(
        eventType=state,
        eventTime=_utc(step.at),
        run=Run(run_id(namespace, step.job, step.key), dict(facets)),
        job=Job(namespace, step.job, {"jobType": kind}),
        inputs=inputs,
        outputs=outputs,
        producer=PRODUCER,
    )


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueOutOfRange("this moment has no time zone.", remedy="Give one, such as 2025-01-31T08:00:00+08:00.")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _intake(pool: Pool, datasets: Datasets, when: When) -> Iterator[Step]:
    """One run for each file: a rejected one fails, a duplicate ends with nothing new."""
    places = Places(pool.root)
    for name, record in read_records(places).items():
        at, table = when(places.records / name), record.table
        if table not in pool.tables():
            continue
        outputs = [datasets.landed(record)] if record.state == LANDED else []
        yield Step(
            job=f"intake.{table}",
            key=f"{name} {record.path} {record.standards}",
            at=at,
            inputs=[datasets.delivered(record)],
            outputs=outputs,
            failed=_why(record) if record.state == REJECTED else None,
        )


def _why(record: BatchRecord) -> str:
    """One word: the sentence beside it may repeat what stands in the file."""
    return f"the delivery was rejected: {record.reason}"


def _quality(pool: Pool, datasets: Datasets, when: When) -> Iterator[Step]:
    assessment = load(pool.root)
    if assessment is None:
        return
    judged = _judged(pool, assessment)
    yield Step(
        job="quality",
        key=assessment.version,
        at=when(quality_folder(pool.root) / assessment.version / RULES),
        inputs=[datasets.judged(table, assessment) for table in judged],
        outputs=[datasets.made(f"quality.{table}", assessment.version) for table in judged],
    )


def _judged(pool: Pool, assessment: Assessment) -> list[str]:
    return sorted(set(assessment.counts.column("table").to_pylist()) & set(pool.tables()))


def _aggregates(pool: Pool, datasets: Datasets, when: When) -> Iterator[Step]:
    folder = pool.root / PLACE
    version = current_aggregates(folder)
    described = current_batches(folder)
    if version is None or described is None:
        return
    outputs = [datasets.made(name, version) for name in datasets.tables_of("aggregates")]
    inputs = datasets.read_by(outputs)
    yield Step("aggregates", version, when(folder / version / DESCRIPTION), inputs, outputs)


def _profiles(pool: Pool, datasets: Datasets, when: When) -> Iterator[Step]:
    version = current_profiles(pool.root)
    if version is None:
        return
    outputs = [datasets.made(name, version) for name in datasets.tables_of("profiles")]
    inputs = datasets.read_by(outputs)
    yield Step("profiles", version, when(profiles_folder(pool.root) / f"{version}.json"), inputs, outputs)


def _marts(pool: Pool, datasets: Datasets) -> Iterator[Step]:
    """Each release as its log has it, at the moment that is written there."""
    for number, release in enumerate(releases(marts_folder(pool.root)), start=1):
        outputs = [
            datasets.released(release["purpose"], table, columns, release)
            for table, columns in sorted(release["columns"].items())
        ]
        job = f"marts.{release['purpose']}"
        at = datetime.fromisoformat(release["at"])
        yield Step(job, f"{number} {release['data_hash']}", at, datasets.read_by(outputs), outputs)
