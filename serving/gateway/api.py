"""What the gateway can be asked, as OpenAPI 3.1 and as a page, both made from one table."""

from typing import Any

from core.principal import Role
from core.work import (
    DEADLINE_HEADER,
    IDEMPOTENCY_HEADER,
    LONGEST_DEADLINE_MS,
    REQUEST_HEADER,
    SHORTEST_DEADLINE_MS,
    USUAL_DEADLINE_MS,
    Answered,
    WorkClass,
)
from serving.gateway.configuration import GatewaySite

_PROBLEMS = {
    "400": "what was sent is wrong", "401": "nobody known asks", "403": "another role or region is needed",
    "404": "there is no such thing", "408": "the body did not arrive in time", "413": "too much was sent",
    "421": "the application would rather have the site above asked", "422": "the key was used for something else",
    "429": "the quota is used up; see Retry-After", "431": "the headers are too long", "500": "it failed",
    "502": "the application gave no answer", "503": "away or overloaded; see Retry-After",
    "504": "no answer within the deadline", "507": "the disk is full",
}  # fmt: skip
_TEXT = {"type": "string"}
_PARAMETERS = {
    "deadline": {
        "name": DEADLINE_HEADER, "in": "header", "required": False,
        "description": "milliseconds that the caller goes on waiting",
        "schema": {
            "type": "integer", "minimum": SHORTEST_DEADLINE_MS, "maximum": LONGEST_DEADLINE_MS,
            "default": USUAL_DEADLINE_MS,
        },
    },
    "key": {
        "name": IDEMPOTENCY_HEADER, "in": "header", "required": False,
        "description": "the same key and request have the same answer",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$"},
    },
    "request": {
        "name": REQUEST_HEADER, "in": "header", "required": False,
        "description": "names the request in the answer and the log; one with eleven digits in a row is not taken",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"},
    },
}  # fmt: skip
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "remedy", "request_id"],
    "properties": {
        "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "code": _TEXT, "remedy": _TEXT,
        "request_id": _TEXT,
    },
}  # fmt: skip
_RECEIPT = {
    "type": "object",
    "required": ["id", "state", "application", "accepted_at"],
    "properties": {
        "id": _TEXT, "state": {"enum": ["waiting", "done"]}, "application": _TEXT,
        "accepted_at": {"type": "string", "format": "date-time"},
        "done_at": {"type": "string", "format": "date-time"}, "status": {"type": "integer"}, "answer": {},
    },
}  # fmt: skip
_ROW = {
    "type": "object",
    "required": ["status", "answered", "body"],
    "properties": {"status": {"type": "integer"}, "answered": _TEXT, "body": {}},
}
DOCS = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>安澜 Anlan</title>
<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}code{background:#eee}
td{padding:.2rem 1rem .2rem 0;vertical-align:top}</style>
<h1>安澜接口 Anlan API</h1><p><a href="/openapi.json">openapi.json</a> · <a href="/healthz">healthz</a> ·
<a href="/metrics">metrics</a> · <a href="/v1/site">v1/site</a></p><table id="paths"></table>
<script>fetch("/openapi.json").then(r=>r.json()).then(api=>{const table=document.getElementById("paths");
for(const[path,acts]of Object.entries(api.paths))for(const[act,one]of Object.entries(acts)){
const row=table.insertRow();const code=document.createElement("code");code.textContent=act.toUpperCase()+" "+path;
row.insertCell().append(code);row.insertCell().textContent=one.summary}})</script></html>
""".encode()


def openapi(site: GatewaySite) -> dict[str, Any]:
    """The description of the API of a site, OpenAPI 3.1."""
    paths: dict[str, Any] = {}
    for name, served in sorted(site.applications.items()):
        where = {
            WorkClass.EDGE_ONLY: "at this site only",
            WorkClass.EDGE_FIRST: "at this site, what is hard above",
            WorkClass.CLOUD_ONLY: "in the cloud",
        }[served.work_class]
        roles = ", ".join(sorted(served.roles))
        one = _post(name, f"ask {name}, answered {where}; roles: {roles}", {}, {"200": ({}, "the answer")})
        later = {"202": (_RECEIPT, "kept on disk, answered when the line is back")}
        if served.work_class is WorkClass.CLOUD_ONLY:
            one["responses"] |= _responses(later)
        paths[f"/v1/{name}"] = {"post": one}
        rows = {"type": "object", "required": ["answers"], "properties": {"answers": {"type": "array", "items": _ROW}}}
        batch = {"type": "array", "minItems": 1, "maxItems": site.limits.batch}
        paths[f"/v1/{name}/batch"] = {
            "post": _post(f"{name}_batch", f"ask {name} for each of a list", batch, {"200": (rows, "in order")})
        }
        kept = {"202": (_RECEIPT, "it is on disk")}
        paths[f"/v1/submissions/{name}"] = {
            "post": _post(f"{name}_submit", f"have {name} answer later, once and for sure", {}, kept)
        }
    paths["/v1/submissions/{id}"] = {"get": _submission()}
    for path, what, statuses in (
        ("/healthz", "whether the site is ready, or why not", ("200", "503")),
        ("/v1/site", "the site: applications, releases, queues, line", ("200",)),
    ):
        described = {status: {"description": what, "content": _content({"type": "object"})} for status in statuses}
        paths[path] = {"get": {"operationId": path.strip("/").replace("/", "_"), "summary": what,
                               "security": [], "responses": described}}  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Anlan, site {site.name}", "version": "1", "license": {"name": "Apache-2.0"}},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": {"Problem": _PROBLEM, "Role": {"enum": sorted(Role)}, "Answered": {"enum": sorted(Answered)}},
        },
    }


def _post(id: str, summary: str, body: dict[str, Any], good: dict[str, tuple[Any, str]]) -> dict[str, Any]:
    return {
        "operationId": id,
        "summary": summary,
        "parameters": list(_PARAMETERS.values()),
        "requestBody": {"required": True, "content": _content(body)},
        "responses": _responses(good) | _problems("404"),
    }


def _submission() -> dict[str, Any]:
    id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}
    return {
        "operationId": "submission",
        "summary": "where a submission stands, and its answer",
        "parameters": [id, _PARAMETERS["deadline"], _PARAMETERS["request"]],
        "responses": _responses({"200": (_RECEIPT, "as it stands")}) | _problems(),
    }


def _responses(good: dict[str, tuple[Any, str]]) -> dict[str, Any]:
    return {status: {"description": said, "content": _content(schema)} for status, (schema, said) in good.items()}


def _problems(*without: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": said, "content": content} for status, said in _PROBLEMS.items() if status not in without
    }


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
