"""LitServe: `python -m benchmarks.serving_litserve PORT`, which gives back the JSON that it was sent at /predict."""

import sys
from typing import Any

import litserve  # type: ignore[import-not-found, unused-ignore]
from fastapi import Request, Response


class Echo(litserve.LitAPI):  # type: ignore[misc, unused-ignore]
    """The answer is what was asked."""

    def setup(self, device: str) -> None:
        """Nothing to load."""

    def decode_request(self, request: Request) -> Any:
        """As it came: by these words LitServe takes JSON and gives JSON, without a schema."""
        return request

    def predict(self, x: Any) -> Any:
        """The same."""
        return x

    def encode_response(self, output: Response) -> Response:
        """As it goes."""
        return output


if __name__ == "__main__":
    litserve.LitServer(Echo(), accelerator="cpu").run(
        host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False, log_level="warning"
    )
