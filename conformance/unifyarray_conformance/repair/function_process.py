"""The process that compares functions on a device whose kernels were compared before; see ``process.py``."""

from __future__ import annotations

from . import process


def main() -> None:
    """Answer requests until the pipe is closed. The first line is the plan."""
    process.main(functions=True)
