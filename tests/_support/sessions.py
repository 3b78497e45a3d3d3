"""Runs the sessions (``>>>``) of a document on a device: the output must be the same on each.

``<!-- needs: gradients -->`` before a session names a feature that the device must have; ``NEEDS`` lists the features.
"""

from __future__ import annotations

import doctest
import re
from typing import TYPE_CHECKING, Final

import unifyarray as ua
from tests._support import has_gradients

if TYPE_CHECKING:
    from collections.abc import Callable

#: The features that a session can need, and a function that tells whether a device has them.
NEEDS: Final[dict[str, Callable[[str], bool]]] = {
    "gradients": has_gradients,
    "shared memory": lambda spec: ua.namespace(spec).native.hooks.device == "cpu",
    "bfloat16": lambda spec: ua.bfloat16 in ua.namespace(spec).native.hooks.dtypes,
}
_SESSION: Final = re.compile(r"<!-- needs: ([\w ]+) -->\n```pycon\n.*?^```", re.DOTALL | re.MULTILINE)


class Checker(doctest.OutputChecker):
    """Compares the output without the names of backend and device, which are printed unless they are the default."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        want, got = (re.sub(r",\s+device='[\w:]+'", "", text) for text in (want, got))
        return super().check_output(want, got, optionflags)


def failures(spec: str, text: str) -> str:
    """Run the sessions of a document and return the failures."""
    said: list[str] = []
    runner = doctest.DocTestRunner(Checker(), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    text = _SESSION.sub(lambda found: found[0] if NEEDS[found[1]](spec) else "\n" * found[0].count("\n"), text)
    examples = doctest.DocTestParser().get_doctest(text, {}, spec, "document", 0)
    assert len(examples.examples) > 20
    with ua.use(spec):
        runner.run(examples, out=said.append)
    return "".join(said)
