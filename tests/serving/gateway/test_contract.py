"""The gateway does what its OpenAPI description says, for whatever is made up from it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.principal import Role
from tests.serving.gateway.sites import describe, running

# A deadline of a millisecond is missed, and the description says so: 504 is no failure; 500 is looked for in the log.
CHECKS = "status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.slow
def test_requests_made_up_from_the_description_are_answered_as_it_says(tmp_path: Path) -> None:
    applications = {"echo": {"work_class": "edge_only", "roles": sorted(Role)}}
    quotas = {"default": {"per_second": 1e6, "burst": 1e6}}
    with running(describe(tmp_path / "cloud", applications=applications, quotas=quotas)) as site:
        tool = Path(sys.executable).with_name("schemathesis")
        words = [
            str(tool), "run", f"http://{site.host}:{site.port}/openapi.json", "--checks", CHECKS,
            "--header", f"Authorization: Bearer {site.issuer.token()}", "--max-examples", "40", "--seed", "7",
            "--phases", "examples,coverage,fuzzing", "--no-color",
        ]  # fmt: skip
        home = {**os.environ, "HOME": str(tmp_path)}
        done = subprocess.run(words, cwd=tmp_path, env=home, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert "request_failed" not in site.log()
