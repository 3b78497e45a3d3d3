"""Repair: find the functions and kernels behind the failures of a report, and write them to a file.

``making.py`` runs failed cases in processes of their own (``asking.py``, ``process.py``), which compare each kernel or
function with the host's (``comparing.py``), until the cases pass or nothing more differs.
"""

from __future__ import annotations

from .making import Made, Remaining, make

__all__ = ["Made", "Remaining", "make"]
