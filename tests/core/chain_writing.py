"""A writer that a test kills: appends one entry after another and says the number of each that was acknowledged."""

import sys
from pathlib import Path

from core.chain import Chain


def main() -> None:
    name, size = sys.argv[2], int(sys.argv[3])
    log = Chain(Path(sys.argv[1]), segment_bytes=20_000)
    while True:
        written = log.append({"by": name, "text": "文" * size}, {"by": name, "second": True})
        sys.stdout.write("".join(f"{entry.number} {entry.hash}\n" for entry in written))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
