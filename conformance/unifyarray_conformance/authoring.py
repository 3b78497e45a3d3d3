"""The public names for authors of checks.

A check is a function of a ``Context``. ``check`` gives it an id, ``section/function/category``, and runs it once for
each function and each dtype that it names:

>>> import numpy as np
>>> from unifyarray_conformance.authoring import Call, Context, Expected, Input, check
>>> @check("rounding", "halves", ["round"], dtypes=("float32", "float64"), rows=("12n",))
... def halves(context: Context) -> None:
...     x = np.array([0.5, 1.5, -0.5, 2.5], dtype=context.dtype)
...     nearest_even = np.array([0.0, 2.0, -0.0, 2.0], dtype=context.dtype)
...     context.expect(Call("xp.round(x0)", (Input(x),)), Expected.exactly(nearest_even))

``Call``, ``Input``, ``LAYOUTS``, ``supports_layout``
    A call as Python source, its inputs, and how they lie in memory.
``Expected``, ``Component``
    The expected dtype, shape and values, with a tolerance for each element.
``Context``
    ``expect``, ``raises`` and ``ensure`` check a call. ``has`` and ``needs`` ask for the dtypes, capabilities and
    functions that the backend declares. ``rng`` and ``given`` draw inputs, the same in every run.
``expect_both``, ``both_raise``, ``expect_promotion``
    The same call on Arrays and on native arrays.
``values``, ``strategies``
    Modules that draw elements, shapes and indices.
``compare``, ``compare_values``, ``Difference``
    The comparison behind ``context.expect``.
``Skipped``, ``Unsupported``
    End a check that does not apply on this machine, or needs something that the backend declares to lack.
``Check``, ``Case``, ``Subject``, ``run_case``
    Try a check in this process: ``run_case(Context(Subject.load("numpy"), case, seed=0, examples=4))``.
``sections``
    The sections of the suite, for tests that run one section each.

A module of checks that is not part of the suite is named when the suite is run:

.. code-block:: sh

    unifyarray conformance run --backend numpy --checks rounding --select 'rounding/*'
"""

from __future__ import annotations

from .harness.both_tiers import both_raise, expect_both, expect_promotion
from .harness.calls import LAYOUTS, Call, Input, supports_layout
from .harness.comparison import Difference, compare, compare_values
from .harness.context import Context
from .harness.outcomes import Failure, Skipped, Unsupported
from .harness.registry import Case, Check, check, sections
from .harness.subject import Subject
from .harness.worker import run_case
from .inputs import strategies, values
from .reference.expected import Component, Expected

__all__ = [
    "LAYOUTS",
    "Call",
    "Case",
    "Check",
    "Component",
    "Context",
    "Difference",
    "Expected",
    "Failure",
    "Input",
    "Skipped",
    "Subject",
    "Unsupported",
    "both_raise",
    "check",
    "compare",
    "compare_values",
    "expect_both",
    "expect_promotion",
    "run_case",
    "sections",
    "strategies",
    "supports_layout",
    "values",
]
