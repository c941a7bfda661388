"""`python -m cli` is the `anlan` command."""

import sys

from cli.main import main

sys.exit(main())
