"""One gateway over HTTP: every wrong request has one clear answer, and the next right one is answered."""

import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.keys import draw_key
from core.principal import Role
from tests.serving.gateway.sites import Reply, Site, describe, running

BIG = 200 * 2**20
LIMITS = {"body_bytes": 100_000, "batch": 8, "connections": 60}
QUOTAS = {"default": {"per_second": 100_000, "burst": 100_000}, "poor": {"per_second": 0.2, "burst": 3}}
PARTS = ("count", "sum")
ID_NUMBER = "33010619490101123X"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    applications = {
        name: {"work_class": "edge_only", "roles": sorted(Role)} for name in ("echo", "slow", "broken", "hard")
    } | {"face": {"work_class": "edge_only", "roles": ["clerk"]}}
    folder = tmp_path_factory.mktemp("site") / "cloud"
    with running(describe(folder, applications=applications, limits=LIMITS, quotas=QUOTAS)) as site:
        yield site


@pytest.fixture(autouse=True)
def still_answers(site: Site) -> Iterator[None]:
    yield
    assert site.ask("echo", {"still": "here"}).json == {"still": "here"}


def test_an_answer_comes_back_with_an_id_and_says_from_where(site: Site) -> None:
    found = site.ask("echo", {"a": [1, "中"]}, headers={"x-request-id": "r-1"})
    assert (found.status, found.json) == (200, {"a": [1, "中"]})
    assert (found.headers["x-request-id"], found.headers["anlan-answered"]) == ("r-1", "site")
    assert site.ask("echo", 1).headers["x-request-id"] != site.ask("echo", 1).headers["x-request-id"]


def refused(found: Reply, status: int, code: str) -> None:
    assert (found.status, found.code) == (status, code), found.body
    assert found.headers["content-type"] == "application/problem+json"
    assert set(found.json) >= {"type", "title", "status", "code", "remedy", "request_id"}
    assert found.json["remedy"]


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ({"at": -9000.0, "lasts_s": 3600.0}, 401, "tokens.expired"),
        ({"at": 3600.0}, 401, "tokens.clocks_differ"),
        ({"region": "31"}, 403, "gateway.other_region"),
        ({"region": "34"}, 403, "gateway.other_region"),
        ({"audience": "elsewhere"}, 401, "tokens.refused"),
        ({"issuer": "somebody"}, 401, "tokens.refused"),
        ({"roles": (Role.AUDITOR,)}, 403, "gateway.no_role"),
    ],
)
def test_a_token_that_may_not_ask_is_told_why(token: dict[str, Any], status: int, code: str, site: Site) -> None:
    refused(site.ask("face", {}, token=site.issuer.token(**token)), status, code)


def test_a_region_that_holds_the_sites_or_lies_in_it_may_ask(site: Site) -> None:
    for region in ("33", "3301", "330106", "CN"):
        assert site.ask("face", {}, token=site.issuer.token(region=region)).status == 200
    citizen = site.issuer.token(region=None, roles=(Role.CITIZEN,))
    assert site.ask("echo", {}, token=citizen).status == 200


def test_a_token_of_an_unknown_key_is_refused(site: Site, tmp_path: Path) -> None:
    other = draw_key(tmp_path / "other.key")
    refused(site.ask("echo", {}, token=site.issuer.token(key=other)), 401, "tokens.refused")


@pytest.mark.parametrize("header", ["", "Basic eDp5", "Bearer", "Bearer x", "Bearer a.b.c", "Bearer " + "x" * 9000])
def test_no_token_or_a_broken_one_is_refused(header: str, site: Site) -> None:
    found = site.ask("echo", {}, token=None, headers={"authorization": header})
    assert found.status == 401 and found.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_token_is_refused_within_seconds_though_it_was_remembered(site: Site) -> None:
    token, good = site.issuer.token(), site.issuer.token()
    assert site.ask("echo", 1, token=token).status == 200
    id = json.loads(_decoded(token.split(".")[1]))["jti"]
    (site.folder / "revoked.txt").write_text(f"# left the office\n{id}\n")
    until = time.monotonic() + 5
    while site.ask("echo", 1, token=token).status == 200 and time.monotonic() < until:
        time.sleep(0.1)
    refused(site.ask("echo", 1, token=token), 401, "gateway.token_revoked")
    assert site.ask("echo", 1, token=good).status == 200


def _decoded(part: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(part + "==")


@pytest.mark.parametrize("raw", [b"", b"{", b"[1,", b"nul", b"\xff\xfe", b"[" * 50_000, b"NaN", b"[1] 2", b"9" * 5000])
def test_malformed_json_is_refused_and_not_repeated(raw: bytes, site: Site) -> None:
    found = site.ask("echo", None, raw=raw)
    refused(found, 400, "gateway.not_json")
    for path in ("/v1/echo/batch", "/v1/submissions/echo"):
        refused(site.call("POST", path, raw=raw), 400, "gateway.not_json")


@pytest.mark.parametrize("deadline", ["0", "-1", "x", "1.5", "120001", "9" * 40, " ", "１００"])
def test_a_deadline_that_is_none_is_refused(deadline: str, site: Site) -> None:
    headers = {"anlan-deadline-ms": deadline.encode().decode("latin-1")}
    refused(site.ask("echo", 1, headers=headers), 400, "gateway.deadline_wrong")


@pytest.mark.parametrize("key", ["a b", "x" * 129, "é", "{}"])
def test_an_idempotency_key_that_is_none_is_refused(key: str, site: Site) -> None:
    refused(site.ask("echo", 1, headers={"idempotency-key": key}), 400, "gateway.key_wrong")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "/v1/nothing", 404, "gateway.no_application"),
        ("POST", "/v1/submissions/nothing", 404, "gateway.no_application"),
        ("GET", "/v1/echo", 405, "gateway.no_method"),
        ("DELETE", "/v1/echo", 405, "gateway.no_method"),
        ("PUT", "/v1/submissions/echo", 405, "gateway.no_method"),
        ("POST", "/healthz", 405, "gateway.no_method"),
        ("GET", "/", 404, "gateway.no_route"),
        ("GET", "/v1", 404, "gateway.no_route"),
        ("POST", "/v1/", 404, "gateway.no_application"),
        ("POST", "/v1/echo/frame", 404, "gateway.no_route"),
        ("POST", "/echo/frame", 404, "gateway.no_route"),
        ("POST", "/v1/echo/batch/", 404, "gateway.no_route"),
        ("POST", "/v1/%2e%2e/echo", 404, "gateway.no_route"),
        ("GET", "/v1/submissions/0123", 404, "gateway.no_submission"),
    ],
)
def test_a_path_or_method_that_is_none_is_refused(method: str, path: str, status: int, code: str, site: Site) -> None:
    found = site.call(method, path, 1)
    if path == "/v1/":
        assert found.status == 404
    else:
        refused(found, status, code)


def test_a_body_of_200_mb_is_told_so_and_never_read_into_memory(site: Site) -> None:
    assert site.gateway is not None
    before = _memory_mb(site.gateway.pid)
    for said in (True, False):
        connection = http.client.HTTPConnection(site.host, site.port, timeout=30)
        head = {"authorization": f"Bearer {site.issuer.token()}"}
        if said:
            head["content-length"] = str(BIG)
        connection.request("POST", "/v1/echo", _stream(BIG), head, encode_chunked=not said)
        answer = connection.getresponse()
        assert answer.status == 413
        assert json.loads(answer.read())["code"] == "gateway.body_too_long"
        connection.close()
    assert _memory_mb(site.gateway.pid) - before < 30


@pytest.mark.parametrize("path", ["/v1/echo", "/v1/nothing", "/healthz"])
def test_whoever_may_not_ask_and_sends_for_ever_is_told_and_cut_off(path: str, site: Site) -> None:
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    begun = time.monotonic()
    found = raw(site, head, *[b"10\r\n0123456789abcdef\r\n"] * 60, pause_s=0.1)
    assert found.startswith((b"HTTP/1.1 401", b"HTTP/1.1 404", b"HTTP/1.1 405")) and b"connection: close" in found
    assert time.monotonic() - begun < 12


def _stream(size: int) -> Iterator[bytes]:
    piece = b"x" * 2**16
    for _ in range(size // len(piece)):
        yield piece


def _memory_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def raw(site: Site, *parts: bytes, pause_s: float = 0.0) -> bytes:
    with socket.create_connection((site.host, site.port), timeout=30) as sending:
        try:
            for part in parts:
                sending.sendall(part)
                time.sleep(pause_s)
        except OSError:
            pass
        found = b""
        try:
            while piece := sending.recv(65536):
                found += piece
        except OSError:
            pass
        return found


def test_headers_that_are_too_long_are_refused_whether_they_end_or_not(site: Site) -> None:
    refused(site.ask("echo", 1, headers={"x-long": "x" * 20_000}), 431, "gateway.headers_too_long")
    many = {f"x-{n}": "y" * 50 for n in range(400)}
    refused(site.ask("echo", 1, headers=many), 431, "gateway.headers_too_long")
    endless = raw(site, b"POST /v1/echo HTTP/1.1\r\nx: ", *[b"x" * 65536] * 20)
    assert b" 431 " in endless and b"gateway.headers_too_long" in endless


@pytest.mark.parametrize(
    "line", [b"hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03"]
)
def test_what_is_no_http_is_told_so(line: bytes, site: Site) -> None:
    assert b"gateway.no_http" in raw(site, line)


def test_a_body_that_never_ends_is_given_up_at_the_deadline(site: Site) -> None:
    token = site.issuer.token().encode()
    head = b"POST /v1/echo HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + token
    head += b"\r\nanlan-deadline-ms: 300\r\nconnection: close\r\ncontent-length: 50\r\n\r\n{"
    begun = time.monotonic()
    assert b"gateway.body_late" in raw(site, head)
    assert time.monotonic() - begun < 2


def test_two_lengths_for_one_body_smuggle_nothing(site: Site) -> None:
    token = site.issuer.token().encode()
    head = b"POST /v1/echo HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + token
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
    both = b"\r\ncontent-length: %d\r\ntransfer-encoding: chunked\r\n\r\n" % len(smuggled)
    assert raw(site, head + both + smuggled).count(b"HTTP/1.1 200") == 0


def test_one_connection_too_many_is_turned_away_and_the_others_stay(site: Site) -> None:
    held = [socket.create_connection((site.host, site.port)) for _ in range(LIMITS["connections"])]
    try:
        with socket.create_connection((site.host, site.port), timeout=5) as last:
            assert b"gateway.connections" in last.recv(65536)
    finally:
        for each in held:
            each.close()
    time.sleep(0.2)


def test_an_answer_is_never_later_than_the_deadline(site: Site) -> None:
    begun = time.monotonic()
    refused(site.ask("slow", {"ms": 3000}, headers={"anlan-deadline-ms": "200"}), 504, "gateway.too_late")
    assert time.monotonic() - begun < 1.0


def test_what_an_application_says_goes_out_as_it_came(site: Site) -> None:
    assert site.ask("broken", {"a": 1}).status == 500
    assert site.ask("hard", {"best": 2}).status == 421


def test_a_batch_has_an_answer_for_each_in_order(site: Site) -> None:
    found = site.call("POST", "/v1/echo/batch", [1, "二", None, {"a": []}])
    assert [row["body"] for row in found.json["answers"]] == [1, "二", None, {"a": []}]
    assert {row["status"] for row in found.json["answers"]} == {200}


@pytest.mark.parametrize("body", [[], {}, 1, "x", False])
def test_a_batch_that_is_no_list_is_refused(body: Any, site: Site) -> None:
    refused(site.call("POST", "/v1/echo/batch", body), 400, "gateway.not_a_list")


def test_a_batch_that_is_too_long_is_refused(site: Site) -> None:
    refused(site.call("POST", "/v1/echo/batch", [0] * 9), 413, "gateway.batch_too_long")


def test_a_tenant_over_its_quota_is_told_when_to_come_back_and_others_are_served(site: Site) -> None:
    poor = site.issuer.token(tenant="poor")
    statuses = [site.ask("echo", 1, token=poor).status for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    found = site.ask("echo", 1, token=poor)
    refused(found, 429, "gateway.over_quota")
    assert int(found.headers["retry-after"]) >= 1
    assert site.call("POST", "/v1/echo/batch", [1, 2], token=poor).status == 429


def test_the_same_key_and_request_have_the_same_answer_and_are_done_once(site: Site) -> None:
    before, headers = site.calls()["slow"], {"idempotency-key": "same"}
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: site.ask("slow", {"ms": 150}, headers=headers), range(6)))
    found.append(site.ask("slow", {"ms": 150}, headers=headers))
    assert {(each.status, each.body) for each in found} == {(200, b'{"ms": 150}')}
    assert site.calls()["slow"] == before + 1


def test_the_same_key_for_another_request_is_refused_and_for_another_tenant_is_another(site: Site) -> None:
    headers = {"idempotency-key": "once"}
    assert site.ask("echo", 1, headers=headers).json == 1
    for path, body in (("/v1/echo", 2), ("/v1/slow", 1)):
        refused(site.call("POST", path, body, headers=headers), 422, "gateway.key_used")
    assert site.ask("echo", 2, headers=headers, token=site.issuer.token(tenant="tax")).json == 2


def test_an_answer_under_a_key_that_came_too_late_is_not_the_answer_for_ever(site: Site) -> None:
    late = {"idempotency-key": "late", "anlan-deadline-ms": "100"}
    assert site.ask("slow", {"ms": 400}, headers=late).status == 504
    time.sleep(0.5)
    assert site.ask("slow", {"ms": 400}, headers={"idempotency-key": "late"}).status == 200


def test_a_submission_is_kept_done_and_shown_to_its_tenant_alone(site: Site) -> None:
    receipt = site.call("POST", "/v1/submissions/echo", {"q": 1})
    assert receipt.status == 202 and receipt.json["state"] == "waiting"
    found = done(site, receipt.headers["location"])
    assert (found["status"], found["answer"], found["id"]) == (200, {"q": 1}, receipt.json["id"])
    other = site.call("GET", receipt.headers["location"], token=site.issuer.token(tenant="tax"))
    refused(other, 404, "gateway.no_submission")
    assert site.call("GET", receipt.headers["location"], token=None).status == 401


def done(site: Site, path: str) -> Any:
    until = time.monotonic() + 10
    while (found := site.call("GET", path).json)["state"] != "done":
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found


def test_submissions_under_one_key_are_one(site: Site) -> None:
    headers = {"idempotency-key": "sub-1"}
    found = {site.call("POST", "/v1/submissions/echo", {"q": 1}, headers=headers).json["id"] for _ in range(3)}
    assert len(found) == 1
    refused(site.call("POST", "/v1/submissions/echo", {"q": 2}, headers=headers), 422, "gateway.key_used")


def test_the_id_of_a_request_that_might_be_a_persons_number_is_not_taken(site: Site) -> None:
    for id in (ID_NUMBER, "13800138000", "x y", "a" * 65):
        assert site.ask("echo", 1, headers={"x-request-id": id}).headers["x-request-id"] != id


def test_no_line_of_the_log_and_no_error_repeats_what_somebody_sent(site: Site) -> None:
    token, secret = site.issuer.token(), "S3CRET-" + ID_NUMBER
    found = [
        site.ask("echo", None, raw=f'{{"id": "{secret}'.encode(), token=token),
        site.ask(secret, {}, token=token),
        site.ask("broken", {"id": secret}, token=token),
        site.ask("echo", 1, token=token + secret),
        site.ask("echo", 1, headers={"idempotency-key": secret + " "}, token=token),
        site.ask("echo", 1, headers={"x-request-id": secret, "anlan-deadline-ms": secret}, token=token),
        site.call("GET", f"/v1/submissions/{secret}", token=token),
    ]
    log = site.log()
    assert all(secret not in each.body.decode() for each in found if each.status != 500)
    for words in (secret, ID_NUMBER, token, token.split(".")[2], "clerk-7"):
        assert words not in log
    assert all(json.loads(line)["event"] for line in log.splitlines())


def test_the_pages_say_what_there_is_and_nothing_of_persons(site: Site) -> None:
    health = site.call("GET", "/healthz", token=None)
    assert (health.status, health.json) == (200, {"is_ready": True, "reasons": []})
    told = site.call("GET", "/v1/site", token=None).json
    assert told["applications"]["echo"]["release"]["version"] == "7" and told["line"] is None
    docs = site.call("GET", "/docs", token=None)
    assert docs.headers["content-type"].startswith("text/html") and b"openapi.json" in docs.body
    api = site.call("GET", "/openapi.json", token=None).json
    assert api["openapi"] == "3.1.0" and "/v1/echo/batch" in api["paths"]
    assert "clerk-7" not in json.dumps(told)


def test_the_metrics_count_by_application_release_and_region(site: Site) -> None:
    text = site.call("GET", "/metrics", token=None).body.decode()
    labels = 'application="echo",region="33",release="7"'
    for line in (
        f'anlan_requests_total{{answered="site",{labels},status="200"}}',
        'anlan_request_seconds_bucket{application="echo",le="0.005",region="33",release="7"}',
        f"anlan_gateway_cpu_seconds_total{{{labels}}}",
        f"anlan_application_cpu_seconds_total{{{labels}}}",
        'anlan_frame_requests_bucket{application="echo",le="1"}',
        'anlan_waiting_requests{of="echo"} 0.0',
        'anlan_refusals_total{code="tokens.expired"}',
    ):
        assert line in text, line
    assert "clerk-7" not in text


def test_requests_that_wait_together_go_in_one_frame(site: Site) -> None:
    def frames() -> tuple[float, float]:
        text = site.call("GET", "/metrics", token=None).body.decode()
        count, sum_ = (re.search(rf'anlan_frame_requests_{part}{{application="echo"}} (.+)', text) for part in PARTS)
        assert count is not None and sum_ is not None
        return float(count[1]), float(sum_[1])

    flights, requests = frames()
    assert site.call("POST", "/v1/echo/batch", [0] * 8).status == 200
    assert frames() == (flights + 1, requests + 8)
