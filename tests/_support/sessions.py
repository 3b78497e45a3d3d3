"""Runs the sessions (``>>>``) of a document on a device: they print the same on every one.

``<!-- needs: gradients -->`` before a session says what a device must have for it; ``NEEDS`` lists what there is.
"""

from __future__ import annotations

import doctest
import re
from typing import TYPE_CHECKING, Final

import unifyarray as ua
from tests._support import has_gradients

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a session may need, and whether a device has it.
NEEDS: Final[dict[str, Callable[[str], bool]]] = {
    "gradients": has_gradients,
    "shared memory": lambda spec: ua.namespace(spec).native.hooks.device == "cpu",
    "bfloat16": lambda spec: ua.bfloat16 in ua.namespace(spec).native.hooks.dtypes,
}
_SESSION: Final = re.compile(r"<!-- needs: ([\w ]+) -->\n```pycon\n.*?^```", re.DOTALL | re.MULTILINE)


class Checker(doctest.OutputChecker):
    """Compares what is printed but for the name of the device, which is printed where it is not the CPU."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(want, re.sub(r", device='[\w:]+'", "", got), optionflags)


def failures(spec: str, text: str) -> str:
    """Run the sessions of a document and return what went wrong."""
    said: list[str] = []
    runner = doctest.DocTestRunner(Checker(), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    text = _SESSION.sub(lambda found: found[0] if NEEDS[found[1]](spec) else "\n" * found[0].count("\n"), text)
    examples = doctest.DocTestParser().get_doctest(text, {}, spec, "document", 0)
    assert len(examples.examples) > 20
    with ua.use(spec):
        runner.run(examples, out=said.append)
    return "".join(said)
