"""Checks of result dtypes for every kind of argument, including those that the standard leaves open (row 33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import ALL, COMPLEX, INTEGER, REAL_FLOATING, SIGNED, UNSIGNED, real_dtype
from ..reference.standard import parameters

if TYPE_CHECKING:
    from ..harness.context import Context

#: By result dtypes for the five kinds of argument (bool, signed, unsigned, real floating and complex floating): the
#: functions. ``=`` is the argument's dtype, ``real`` the dtype of its real part, ``float`` the default float, and ``-``
#: means TypeError.
TABLE: Final = {
    "- = = = real": "abs real",
    "float float float = =": (
        "acos acosh asin asinh atan atanh cos cosh divide exp expm1 log log10 log1p log2 mean reciprocal sin sinh sqrt "
        "tan tanh"
    ),
    "bool = = = =": "add multiply unique_values",
    "- int64 int64 int64 -": "argmax argmin argsort searchsorted",
    "float float float = -": "atan2 copysign hypot logaddexp nextafter std var",
    "bool = = - -": "bitwise_and bitwise_invert bitwise_or bitwise_xor",
    "- = = - -": "bitwise_left_shift bitwise_right_shift",
    "- = = = -": "ceil clip floor floor_divide remainder sort trunc",
    "- = = = =": "conj diff matmul negative positive pow round sign square subtract vecdot",
    "int64 int64 int64 int64 int64": "count_nonzero",
    "int64 int64 uint64 = =": "cumulative_prod cumulative_sum prod sum",
    "bool bool bool bool bool": "all any equal not_equal",
    "bool bool bool bool -": "greater greater_equal less less_equal signbit",
    "- - - - real": "imag",
    "- bool bool bool bool": "isfinite isinf isnan",
    "bool - - - -": "logical_and logical_not logical_or logical_xor",
    "bool = = = -": "max maximum min minimum",
}
OUTCOMES: Final = {name: cells.split() for cells, names in TABLE.items() for name in names.split()}


def _kind(dtype: str) -> int:
    kinds = (("bool",), SIGNED, UNSIGNED, REAL_FLOATING, COMPLEX)
    return next(i for i, kind in enumerate(kinds) if dtype in kind)


@check("dtype_domains", "dtype", OUTCOMES, dtypes=ALL, rows=("33", "5", "14n"))
def outcome(context: Context) -> None:
    """Check that the result has the dtype in TABLE for arguments of one dtype, or that TypeError is raised."""
    dtype, name = context.dtype, context.function
    cell = OUTCOMES[name][_kind(dtype)]
    wanted = {"=": dtype, "real": real_dtype(dtype), "float": context.default_float}.get(cell, cell)
    count = sum("default" not in entry for entry in parameters(name) if entry["kind"] == "positional")
    call = Call(f"xp.{name}({', '.join(f'x{i}' for i in range(count))})", (Input(np.ones(2, dtype=dtype)),) * count)
    if cell == "-":
        context.raises(call, TypeError)
    elif wanted in ALL and context.has(wanted):
        context.ensure(call, f"assert str(result.dtype) == {wanted!r}, result.dtype")
        if wanted in INTEGER and name in ("sum", "prod", "all", "any", "max", "argmax", "count_nonzero"):
            context.ensure(call, "assert type(result) is ua.Array and result.shape == (), result")
