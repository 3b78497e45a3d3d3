"""Deviations that a file declares: cases that a library is known to get wrong, each with a reason and a link."""

from __future__ import annotations

import fnmatch
import json
import tomllib
from typing import TYPE_CHECKING, Any, Final

from unifyarray._core.errors import message

from .plan import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from .plan import Result
    from .registry import Case

#: Statuses of cases that did not pass. A declaration turns them into "xfail".
FAILED: Final = frozenset({"fail", "error", "crash", "timeout"})
_KEYS: Final = frozenset({"id", "reason", "link"})


def read(path: Path) -> dict[str, str]:
    """Return the declarations of a TOML or JSON file: by pattern of ids, the reason and the link.

    Raises
    ------
    RunError
        The file cannot be read, or a declaration has no id or no reason.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content: Any = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise _unusable(path, str(error)) from error
    entries = content.get("deviation") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise _unusable(path, "it has no list 'deviation'")
    found: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not _KEYS.issuperset(entry) or not entry.get("reason"):
            raise _unusable(path, f"declaration {number} must have id and reason, and can have link: {entry}")
        text = ": ".join(str(entry[key]) for key in ("reason", "link") if entry.get(key))
        ids = [entry["id"]] if isinstance(entry.get("id"), str) else entry.get("id")
        if not isinstance(ids, list) or not ids or not all(isinstance(item, str) for item in ids):
            raise _unusable(path, f"declaration {number} has no id: {entry}")
        for item in ids:
            if item in found:
                raise _unusable(path, f"{item} is declared twice")
            found[item] = text
    return found


def matching(declared: Mapping[str, str], cases: Iterable[Case]) -> dict[str, str]:
    """Return the reason of each declared case by its id.

    A pattern is the id of a case, the id of a check, which stands for all its dtypes, or one of these with ``*``.

    Raises
    ------
    RunError
        A pattern matches no case.
    """
    known = list(cases)
    found: dict[str, str] = {}
    for pattern, reason in declared.items():
        plain = pattern.replace("[", "[[]")
        ids = [case.id for case in known if any(fnmatch.fnmatchcase(name, plain) for name in (case.id, case.check.id))]
        if not ids:
            fact = f"the deviation {pattern!r} matches no case"
            raise RunError(message(fact, "remove it, or correct its id: unifyarray conformance list --cases"))
        for item in ids:
            found.setdefault(item, reason)
    return found


def apply(declared: Mapping[str, str], result: Result) -> Result:
    """Return the result of a case; a declared case becomes ``xfail`` if it failed, and ``xpass`` if it passed."""
    reason = declared.get(result["id"])
    if reason is None:
        return result
    if result["status"] in FAILED:
        how = "" if result["status"] == "fail" else f" ({result['status']}: {result['reason']})"
        return result | {"status": "xfail", "reason": f"{reason}{how}"}
    if result["status"] == "pass":
        return result | {"status": "xpass", "reason": f"declared as a deviation: {reason}"}
    return result


def _unusable(path: Path, fact: str) -> RunError:
    hint = '[[deviation]] with id = "section/function/category[dtype]", reason = "..." and link = "https://..."'
    return RunError(message(f"{path} declares no deviations: {fact}", hint))


__all__ = ["FAILED", "apply", "matching", "read"]
