"""OpenLineage events: what each must hold, that the package takes them back, and that they are the same every time."""

import json
import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlparse
from uuid import UUID

import attr
import pytest
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    dataset_version_dataset,
    error_message_run,
    job_type_job,
    output_statistics_output_dataset,
    schema_dataset,
)
from openlineage.client.serde import Serde

from core.errors import ValueOutOfRange
from datapool.intake.record import LANDED, REJECTED
from datapool.lineage.event_datasets import PRODUCER
from datapool.lineage.events import build_events, lines_of, namespace_of, run_id
from datapool.lineage.graph import Graph
from datapool.marts import Snapshot, open
from datapool.pool import Pool
from datapool.quality.store import load

NAMESPACE = "anlan://pool"
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
ENDS = ("COMPLETE", "FAIL")
FACETS = {
    "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet,
    "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet,
    "dataQualityMetrics": data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet,
    "version": dataset_version_dataset.DatasetVersionDatasetFacet,
    "errorMessage": error_message_run.ErrorMessageRunFacet,
    "jobType": job_type_job.JobTypeJobFacet,
    "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet,
    "schema": schema_dataset.SchemaDatasetFacet,
}


@pytest.fixture(scope="module")
def pool(laid_out: Path) -> Pool:
    snapshot = Snapshot(laid_out, date(2024, 12, 31))
    open("statistics", snapshot, who="a statistician", now=datetime(2025, 2, 1, tzinfo=UTC))
    return Pool.open(laid_out)


@pytest.fixture(scope="module")
def text(pool: Pool, graph: Graph) -> str:
    return lines_of(build_events(pool, graph, lambda path: NOON))


@pytest.fixture(scope="module")
def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def of_job(events: list[dict[str, Any]], job: str, state: str) -> list[dict[str, Any]]:
    return [event for event in events if event["job"]["name"] == job and event["eventType"] == state]


def facets_of(event: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = [*event["run"]["facets"].items(), *event["job"]["facets"].items()]
    for dataset in (*event["inputs"], *event["outputs"]):
        for kind in ("facets", "inputFacets", "outputFacets"):
            found += dataset.get(kind, {}).items()
    return found


def test_every_event_holds_what_the_standard_requires(events: list[dict[str, Any]]) -> None:
    for event in events:
        assert event["eventType"] in ("START", *ENDS)
        assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
        assert event["producer"] == PRODUCER
        assert event["schemaURL"].endswith("OpenLineage.json#/$defs/RunEvent")
        assert UUID(event["run"]["runId"]).version == 5
        assert event["job"]["namespace"] == NAMESPACE
        assert event["job"]["name"]
        for dataset in (*event["inputs"], *event["outputs"]):
            assert dataset["namespace"] == NAMESPACE
            assert dataset["name"]


def test_every_facet_is_of_a_known_kind_and_fits_its_class(events: list[dict[str, Any]]) -> None:
    seen = set()
    for event in events:
        for name, facet in facets_of(event):
            seen.add(name)
            own = {field.name for field in attr.fields(FACETS[name])}
            required = {field.name for field in attr.fields(FACETS[name]) if field.default is attr.NOTHING}
            assert required <= set(facet) <= own
            assert urlparse(facet["_producer"]).scheme == "https"
            assert facet["_schemaURL"] == FACETS[name]._get_schema()
    assert seen == set(FACETS)


def rebuilt(raw: Any, kind: Any) -> Any:
    """What was read, as an object of the package's own class: each field by the type that the class declares."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is list:
        return [rebuilt(each, get_args(kind)[0]) for each in raw]
    if get_origin(kind) is dict:
        return {key: rebuilt(each, get_args(kind)[1]) for key, each in raw.items()}
    if not attr.has(kind):
        return raw
    kinds = get_type_hints(kind)
    # A class says where its schema lies by itself; a field with a line before it is given without one.
    given = {key: rebuilt(each, kinds[key]) for key, each in raw.items() if key not in ("_schemaURL", "schemaURL")}
    # An empty list in place of what is not there would be written.
    absent = {each.name: None for each in attr.fields(kind) if isinstance(each.default, attr.Factory)}
    return kind(**{key.lstrip("_"): each for key, each in (absent | given).items()})


def facets_rebuilt(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: rebuilt(facet, FACETS[name]) for name, facet in raw.items()}


def event_rebuilt(event: dict[str, Any]) -> RunEvent:
    def dataset(raw: dict[str, Any], kind: Any) -> Any:
        facets = {key: facets_rebuilt(raw[key]) for key in raw if key.endswith(("facets", "Facets"))}
        return kind(raw["namespace"], raw["name"], **facets)

    return RunEvent(
        eventType=RunState[event["eventType"]],
        eventTime=event["eventTime"],
        run=Run(event["run"]["runId"], facets_rebuilt(event["run"]["facets"])),
        job=Job(event["job"]["namespace"], event["job"]["name"], facets_rebuilt(event["job"]["facets"])),
        inputs=[dataset(each, InputDataset) for each in event["inputs"]],
        outputs=[dataset(each, OutputDataset) for each in event["outputs"]],
        producer=event["producer"],
    )


def test_every_event_can_be_built_by_the_classes_of_the_standard_and_reads_the_same(text: str) -> None:
    for line in text.splitlines():
        event = json.loads(line)
        assert json.loads(Serde.to_json(event_rebuilt(event))) == event


def test_a_field_that_the_standard_does_not_know_or_asks_for_is_found_by_that(events: list[dict[str, Any]]) -> None:
    """So that the test above cannot pass whatever is written."""
    event = json.loads(json.dumps(of_job(events, "intake.hrss_insured", "COMPLETE")[0]))
    lineage = event["outputs"][0]["facets"]["columnLineage"]
    lineage["fields"]["sex"]["inputFields"][0]["table"] = "x"
    with pytest.raises(KeyError):
        event_rebuilt(event)
    del lineage["fields"]["sex"]["inputFields"][0]["table"]
    del lineage["fields"]["sex"]["inputFields"][0]["field"]
    with pytest.raises(TypeError):
        event_rebuilt(event)


def test_names_are_those_that_readers_of_events_take(events: list[dict[str, Any]]) -> None:
    """A namespace is an address; Marquez takes these characters in one, and a name and a type for every column."""
    for event in events:
        for named in (event["job"], *event["inputs"], *event["outputs"]):
            assert re.fullmatch(r"[a-z]+://[A-Za-z0-9:;=/_.@+-]{1,1000}", named["namespace"])
            assert re.fullmatch(r"\S{1,255}", named["name"])
        for name, facet in facets_of(event):
            if name == "schema":
                assert all(field["name"] and field["type"] for field in facet["fields"])
                listed = [field["name"] for field in facet["fields"]]
                assert len(set(listed)) == len(listed)
            if name == "columnLineage":
                own = [each for field in facet["fields"].values() for each in field["inputFields"]]
                assert {each["namespace"] for each in (*facet["dataset"], *own)} <= {NAMESPACE}


def test_an_assertion_about_a_column_names_one_of_its_dataset(events: list[dict[str, Any]]) -> None:
    (event,) = of_job(events, "quality", "COMPLETE")
    for dataset in event["inputs"]:
        columns = {field["name"] for field in dataset["facets"]["schema"]["fields"]}
        about = {each.get("column") for each in dataset["inputFacets"]["dataQualityAssertions"]["assertions"]}
        assert about - {None} <= columns, dataset["name"]


def test_pools_of_two_provinces_share_no_dataset_and_no_run(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "pool" / "batches").mkdir(parents=True)
    (tmp_path / "pool.yaml").write_text('province: "47"\n', encoding="utf-8")
    assert namespace_of(Pool.open(tmp_path)) == "anlan://47"
    assert namespace_of(pool) == NAMESPACE
    assert run_id("anlan://47", "quality", "x") != run_id("anlan://33", "quality", "x")


def test_every_run_starts_once_and_ends_once(events: list[dict[str, Any]]) -> None:
    starts = Counter(event["run"]["runId"] for event in events if event["eventType"] == "START")
    ends = Counter(event["run"]["runId"] for event in events if event["eventType"] in ENDS)
    assert starts == ends
    assert set(starts.values()) == {1}
    order = [(event["run"]["runId"], event["eventType"]) for event in events]
    assert all(order[at][0] == order[at + 1][0] and order[at][1] == "START" for at in range(0, len(order), 2))


def test_every_batch_and_every_step_is_told(events: list[dict[str, Any]], pool: Pool) -> None:
    jobs = Counter(event["job"]["name"] for event in events if event["eventType"] in ENDS)
    wanted = Counter(f"intake.{record.table}" for record in pool.batches())
    assert jobs == wanted + Counter({"quality": 1, "marts.statistics": 1})


def test_a_rejected_batch_fails_and_its_detail_is_not_told(events: list[dict[str, Any]], text: str, pool: Pool) -> None:
    (rejected,) = [record for record in pool.batches() if record.state == REJECTED and record.batch == "0" * 24]
    failed = of_job(events, f"intake.{rejected.table}", "FAIL")
    assert [event["run"]["facets"]["errorMessage"]["message"] for event in failed] == [
        "the delivery was rejected: columns"
    ]
    assert all(event["outputs"] == [] for event in failed)
    assert "张三" not in text
    assert "110101199003070134" not in text


def test_a_landed_batch_tells_its_rows_and_what_is_missing(events: list[dict[str, Any]], pool: Pool) -> None:
    record = next(each for each in pool.batches() if each.table == "hrss_insured" and each.state == LANDED)
    told = of_job(events, "intake.hrss_insured", "COMPLETE")
    own = next(each for each in told if each["outputs"][0]["facets"]["version"]["datasetVersion"] == record.batch)
    metrics = own["inputs"][0]["inputFacets"]["dataQualityMetrics"]
    assert metrics["rowCount"] == record.rows
    assert metrics["columnMetrics"]["姓名"]["nullCount"] == record.rows - record.items["person_name"].filled
    assert own["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == record.landed


def test_columns_are_told_with_value_and_influence_apart(events: list[dict[str, Any]]) -> None:
    output = of_job(events, "intake.hrss_insured", "COMPLETE")[0]["outputs"][0]
    lineage = output["facets"]["columnLineage"]
    names = {field["name"] for field in output["facets"]["schema"]["fields"]}
    assert set(lineage["fields"]) == names
    direct = [
        (each["name"], each["field"])
        for each in lineage["fields"]["sex"]["inputFields"]
        if each["transformations"] == [{"type": "DIRECT"}]
    ]
    assert direct == [("feed.hrss_insured", "性别")]
    everywhere = {each["field"] for each in lineage["dataset"] if each["name"] == "feed.hrss_insured"}
    assert "出生日期" in everywhere
    assert all(each["transformations"] == [{"type": "INDIRECT"}] for each in lineage["dataset"])
    assert not any("_faults" in each["field"] for each in lineage["dataset"])


def test_every_field_that_lineage_names_stands_in_a_schema_of_its_dataset(events: list[dict[str, Any]]) -> None:
    fields: dict[str, set[str]] = {}
    used: dict[str, set[str]] = {}
    for event in events:
        for dataset in (*event["inputs"], *event["outputs"]):
            listed = dataset["facets"].get("schema", {}).get("fields", ())
            fields.setdefault(dataset["name"], set()).update(field["name"] for field in listed)
            lineage = dataset["facets"].get("columnLineage", {"fields": {}})
            own = [each for field in lineage["fields"].values() for each in field["inputFields"]]
            for each in (*lineage.get("dataset", ()), *own):
                used.setdefault(each["name"], set()).add(each["field"])
    for name in used.keys() & fields.keys():
        assert used[name] <= fields[name], name


def test_findings_of_the_rules_are_told_as_assertions(events: list[dict[str, Any]], pool: Pool) -> None:
    assessment = load(pool.root)
    assert assessment is not None
    (event,) = of_job(events, "quality", "COMPLETE")
    told = {
        each["name"]: each
        for dataset in event["inputs"]
        for each in dataset["inputFacets"]["dataQualityAssertions"]["assertions"]
    }
    failed: Counter[str] = Counter()
    for row in assessment.counts.select(["check", "failed"]).to_pylist():
        failed[row["check"]] += row["failed"]
    assert any(failed.values())
    assert {name: not each["success"] for name, each in told.items()} == {name: failed[name] > 0 for name in told}


def test_a_release_is_told_at_the_moment_of_its_log(events: list[dict[str, Any]]) -> None:
    (event,) = of_job(events, "marts.statistics", "COMPLETE")
    assert event["eventTime"] == "2025-02-01T00:00:00.000Z"
    assert {each["name"].partition(".")[0] for each in event["outputs"]} == {"marts"}
    assert all("outputStatistics" in each["outputFacets"] for each in event["outputs"])
    assert {each["name"] for each in event["inputs"]} >= {"pool.hrss_insured"}


def test_the_same_pool_gives_the_same_text(text: str, pool: Pool, graph: Graph) -> None:
    assert lines_of(build_events(Pool.open(pool.root), graph, lambda path: NOON)) == text


def test_no_folder_of_this_machine_stands_in_the_events(text: str, pool: Pool) -> None:
    assert str(pool.root) not in text


def test_a_moment_without_a_time_zone_is_refused(pool: Pool, graph: Graph) -> None:
    with pytest.raises(ValueOutOfRange, match="time zone"):
        build_events(pool, graph, lambda path: datetime(2025, 1, 1))


def test_runs_of_different_content_have_different_names() -> None:
    names = {run_id(NAMESPACE, job, key) for job in ("a", "b") for key in ("x", "y")}
    assert len(names) == 4


def test_a_pool_of_which_nothing_was_made_yet_tells_its_batches_only(pool: Pool, graph: Graph, tmp_path: Path) -> None:
    shutil.copytree(pool.root / "pool" / "batches", tmp_path / "pool" / "batches")
    jobs = {event.job.name.partition(".")[0] for event in build_events(Pool.open(tmp_path), graph, lambda path: NOON)}
    assert jobs == {"intake"}
