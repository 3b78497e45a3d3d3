"""The result of a case: its line in a report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .plan import Result
    from .registry import Case


def result_of(case: Case, status: str, **fields: Any) -> Result:
    """Return the line of a report for a case; fields that are None keep their default."""
    result: Result = {
        "id": case.id,
        "check": case.check.id,
        "function": case.check.function,
        "dtype": case.dtype,
        "status": status,
        "grade": case.check.grade,
        "rows": list(case.check.rows),
        "beyond_standard": case.check.is_beyond_standard,
        "reason": None,
        "message": None,
        "ulp": None,
        "ulp_input": None,
        "calls": 0,
        "duration": 0.0,
        "script": None,
    }
    result |= {key: value for key, value in fields.items() if value is not None}
    result["duration"] = round(result["duration"], 4)
    for key in ("reason", "message", "ulp_input"):
        result[key] = None if result[key] is None else without_paths(result[key])
    return result


def without_paths(text: str) -> str:
    """Return a text without the folders of paths, which can name a user or a machine."""
    return re.sub(r"(?<![\w./])(?:[A-Za-z]:)?[/\\](?:[^/\\\s\"':,]+[/\\])+", "", text)
