"""``python -m unifyarray_conformance`` is ``unifyarray conformance``."""

from __future__ import annotations

import sys

from unifyarray.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["conformance", *sys.argv[1:]]))
