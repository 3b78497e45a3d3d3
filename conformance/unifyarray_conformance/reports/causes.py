"""Failures grouped by cause, so that one wrong kernel is read once and not sixty times."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from .report import STATUSES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

Result = dict[str, Any]

#: The end of an error message that names the call, which differs between calls with one cause.
_IN_CALL: Final = re.compile(r",? in [\w.]+\(.*\)\.?$", re.DOTALL)
_KERNEL: Final = re.compile(r"\baten::\w+")
_RAISED: Final = re.compile(r"^raised (\w+)(?: instead of (\w+))?: ?(.*)$", re.DOTALL)
_SILENT: Final = re.compile(r"instead of raising \w+")
_DTYPE: Final = re.compile(
    r"\b(?:u?int\d+|b?float\d+|complex\d+|Complex(?:Half|Float|Double)|BFloat16|Half|Float|Double|Long|Int|Short|Byte"
    r"|Char)\b"
)
_NUMBER: Final = re.compile(r"[-+±]?\b(?:\d[\d.]*(?:e[-+]?\d+)?j?|inf|nan)\b")


@dataclass
class Cause:
    """Failures that most likely have one cause.

    Attributes
    ----------
    title : str
        The cause in a line: ``"acosh: wrong values"``, ``"TypeError: linalg.svd: Expected a floating point tensor"``.
    results : list of dict
        The results of the cases that failed.
    """

    title: str
    results: list[Result] = field(default_factory=list)

    @property
    def functions(self) -> list[str]:
        """The functions whose checks failed, most failures first."""
        return [name for name, _ in Counter(result["function"] for result in self.results).most_common()]

    @property
    def dtypes(self) -> list[str]:
        """The dtypes of the cases that failed."""
        return list(dict.fromkeys(result["dtype"] for result in self.results if result["dtype"]))

    @property
    def statuses(self) -> list[str]:
        """The statuses of the cases that failed."""
        return list(dict.fromkeys(result["status"] for result in self.results))


def failures(results: Iterable[Result]) -> list[Result]:
    """Return the results that do not hold."""
    return [result for result in results if not STATUSES[result["status"]]]


def causes(results: Iterable[Result]) -> list[Cause]:
    """Group results that do not hold by cause; the cause with most failures is first.

    Errors with the same message have one cause, whichever function they come from. So have missing kernels of the same
    name. Wrong values of a function have one cause, whichever check and dtype they come from.
    """
    found: dict[Hashable, Cause] = {}
    for result in failures(results):
        key, title = _classify(result)
        found.setdefault(key, Cause(title)).results.append(result)
    return sorted(found.values(), key=lambda cause: -len(cause.results))


def reason(result: Result) -> str:
    """Return why a case does not hold, in a line: what was seen, without the call."""
    text = (result["message"] or "").strip()
    if result["status"] == "fail":
        return _in_a_line(result["reason"] or _clause(text))
    if result["status"] == "error":
        last = text.rpartition("\n")[2].strip()
        return last if result["reason"] is None or last.startswith(result["reason"]) else f"{result['reason']}: {last}"
    return _in_a_line(result["reason"] or text or result["status"])


def _classify(result: Result) -> tuple[Hashable, str]:
    """Return a key that failures of one cause share, and the title of the cause."""
    why, function, status = reason(result), result["function"], result["status"]
    if status in ("crash", "timeout", "xpass"):
        words = {"timeout": "no answer in time", "xpass": "declared as a deviation, but holds"}.get(status, why)
        return (status, function, _normalised(words)), f"{function}: {words}"
    kernel = _KERNEL.search(why)
    if kernel is not None:
        return kernel[0], f"{kernel[0]}: {_IN_CALL.sub('', why)}"
    raised = _RAISED.match(why)
    if raised is not None:
        wanted = f" instead of {raised[2]}" if raised[2] else ""
        title = f"{raised[1]}{wanted}: {_IN_CALL.sub('', raised[3])}"
        return _normalised(title), title
    if status == "error":
        return _normalised(why), why
    silent = _SILENT.search(why)
    if silent is not None:
        return (function, silent[0]), f"{function}: returned a result {silent[0]}"
    if "got " in why and "expected " in why:
        return (function, "values"), f"{function}: wrong values"
    return (function, _normalised(why)), f"{function}: {why}"


def _clause(message: str) -> str:
    """Return the end of a message, after the call and its inputs, for reports whose failures have no reason."""
    last = message.rpartition("\n")[2]
    found = list(re.finditer(r": (?=element \(|got |raised |returned |the |its |assert )", last))
    return last[found[0].end() :] if found else last


def _normalised(text: str) -> str:
    """Return a text without numbers and dtypes, which differ between failures with one cause."""
    return _NUMBER.sub("#", _DTYPE.sub("dtype", text))


def _in_a_line(text: str) -> str:
    return " ".join(text.split())
