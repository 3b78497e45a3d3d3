"""``python -m unifyarray_conformance`` is ``unifyarray conformance``."""

from __future__ import annotations

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
