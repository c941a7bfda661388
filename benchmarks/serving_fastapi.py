"""FastAPI on uvicorn: `python -m benchmarks.serving_fastapi PORT RELEASE TRUST`, without any check.

/echo gives back the JSON that it was sent. /risk gives the answers of our application, asked for one request at a time.
/score asks the bare model of the release for the chance of one case: no reasons, no articles, no sentences.
"""

import json
import sys
from pathlib import Path

import numpy as np
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from core.keys import read_trust
from core.releases import Release, open_release
from serving.application import Setup
from serving.frames import Ask
from serving.risk.scoring import open_risk
from training.risk.learned import Chance
from training.risk.reading import read_models

_LONG_MS = 60_000.0


def build(release: Release) -> FastAPI:
    """The program."""
    app = FastAPI()
    risk = open_risk(Setup("benchmark", "CN", release))
    models = {name: model for name, model in read_models(release).items() if isinstance(model, Chance)}

    @app.post("/echo")
    async def echo(request: Request) -> JSONResponse:
        return JSONResponse(await request.json())

    @app.post("/risk")
    async def answers(request: Request) -> Response:
        (answer,) = risk.answer([Ask("", _LONG_MS, "", await request.body())])
        return Response(answer.body, answer.status, media_type="application/json")

    @app.post("/score")
    async def score(request: Request) -> JSONResponse:
        chances = []
        for case in json.loads(await request.body())["cases"]:
            model = models[case["rule"]]
            figures = np.array([[case["figures"][name] for name in model.figures]], np.float64)
            chances.append(float(model.chance(figures)[0]))
        return JSONResponse({"chances": chances})

    return app


def main(port: int, release: Path, trust: Path) -> None:
    """Serve until the process is ended."""
    app = build(open_release(release, read_trust(trust)))
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
