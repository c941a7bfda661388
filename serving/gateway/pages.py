"""What the gateway shows to anybody: its health, its metrics, its site, and what it can be asked."""

import json
from collections.abc import Callable

from serving.gateway.api import DOCS, openapi
from serving.gateway.configuration import GatewaySite
from serving.gateway.metrics import TYPE, Metrics
from serving.gateway.watch import Watch

Page = Callable[[], tuple[int, bytes, bytes]]
_JSON, _HTML = b"application/json", b"text/html; charset=utf-8"


class Pages:
    """Pages by their path; none of them says anything of a person."""

    def __init__(self, site: GatewaySite, watch: Watch, metrics: Metrics) -> None:
        self._watch, self._metrics = watch, metrics
        self._api = json.dumps(openapi(site), ensure_ascii=False).encode()
        self._found: dict[str, Page] = {
            "/healthz": self._health, "/metrics": self._counts, "/v1/site": self._site,
            "/docs": lambda: (200, _HTML, DOCS), "/openapi.json": lambda: (200, _JSON, self._api),
        }  # fmt: skip

    def find(self, path: str) -> Page | None:
        """The page under a path."""
        return self._found.get(path)

    def _health(self) -> tuple[int, bytes, bytes]:
        reasons = self._watch.reasons()
        plain = {"is_ready": not reasons, "reasons": reasons}
        return (503 if reasons else 200), _JSON, json.dumps(plain, ensure_ascii=False).encode()

    def _counts(self) -> tuple[int, bytes, bytes]:
        return 200, TYPE, self._metrics.page()

    def _site(self) -> tuple[int, bytes, bytes]:
        return 200, _JSON, json.dumps(self._watch.told(), ensure_ascii=False).encode()
