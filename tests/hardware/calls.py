"""Calls on as many elements as asked, their inputs, and the library's own calls for the same.

The calls come from the table of example calls. The docstring of ``Row`` there describes their inputs. Besides these,
``f`` is the dtype of ``x`` in the library's own terms, ``place`` its device, and ``lib`` the library.
"""

from __future__ import annotations

import importlib
import math
import re
from typing import Any, Final

import numpy as np

import unifyarray as ua
from unifyarray_conformance.inputs.example_calls import ROWS
from unifyarray_conformance.reference.standard import FUNCTIONS

#: The names of arrays. An ``a`` before the name makes it the name in the Array tier.
_ARRAYS: Final = ("x", "y", "c", "d", "i", "j", "k", "w", "h", "q", "v", "r", "t", "m", "few")
_SIDE: Final = 32

#: By function: the standard's call of it.
CALLS: Final[dict[str, str]] = {name: row.many for name, row in ROWS.items() if row.many is not None}

#: The library's own call, if its name or arguments differ from the standard's: the first of these that runs. Order
#: matters, because `lib.equal` is another function in one of the libraries.
_RAW: Final[dict[str, tuple[str, ...]]] = {
    **{
        name: (f"lib.arc{name[1:]}(x)", f"lib.{name}(x)")
        for name in ("acos", "acosh", "asin", "asinh", "atan", "atanh")
    },
    "arange": ("lib.arange(n, device=place)", "lib.arange(n)"),
    "argsort": ("lib.argsort(x, stable=True)", "lib.argsort(x)"),
    "asarray": ("x.clone()", "x.copy()"),
    "astype": ("x.to(lib.int32)", "x.astype(lib.int32)"),
    "atan2": ("lib.arctan2(x, y)",),
    "bitwise_invert": ("lib.bitwise_not(i)", "lib.invert(i)"),
    "bitwise_left_shift": ("lib.left_shift(i, j)", "lib.bitwise_left_shift(i, j)"),
    "bitwise_right_shift": ("lib.right_shift(i, j)", "lib.bitwise_right_shift(i, j)"),
    "concat": ("lib.concatenate([x, y])",),
    "cumulative_prod": ("lib.cumprod(x, 0)",),
    "cumulative_sum": ("lib.cumsum(x, 0)",),
    "equal": ("lib.eq(x, y)", "lib.equal(x, y)"),
    "eye": ("lib.eye(s, dtype=f, device=place)", "lib.eye(s, dtype=f)"),
    "fft.fftfreq": ("lib.fft.fftfreq(n, dtype=f, device=place)", "lib.fft.fftfreq(n)"),
    "fft.rfftfreq": ("lib.fft.rfftfreq(n, dtype=f, device=place)", "lib.fft.rfftfreq(n)"),
    "flip": ("lib.flip(x, (0,))",),
    "full": ("lib.full((n,), 1.5, dtype=f, device=place)", "lib.full((n,), 1.5, dtype=f)"),
    "linalg.matrix_norm": ("lib.linalg.matrix_norm(m)", "lib.linalg.norm(m, axis=(-2, -1))"),
    "linalg.outer": ("lib.outer(h, h)",),
    "linalg.svdvals": ("lib.linalg.svdvals(m)", "lib.linalg.svd(m, compute_uv=False)"),
    "linalg.trace": ("lib.trace(t, axis1=-2, axis2=-1)", "lib.linalg.diagonal(t).sum(-1)"),
    "linalg.vector_norm": ("lib.linalg.vector_norm(x)", "lib.linalg.norm(x)"),
    "linspace": ("lib.linspace(0.0, 1.0, n, dtype=f, device=place)", "lib.linspace(0.0, 1.0, n, dtype=f)"),
    "nonzero": ("lib.nonzero(c, as_tuple=True)", "lib.nonzero(c)"),
    "ones": ("lib.ones(n, dtype=f, device=place)", "lib.ones(n, dtype=f)"),
    "pow": ("lib.power(x, y)", "lib.pow(x, y)"),
    "repeat": ("lib.repeat_interleave(x, 2)", "lib.repeat(x, 2)"),
    "sort": ("lib.sort(x, stable=True)", "lib.sort(x)"),
    "std": ("lib.std(x, correction=0)", "lib.std(x)"),
    "take": ("lib.index_select(x, 0, k)", "lib.take(x, k, axis=0)"),
    "take_along_axis": ("lib.take_along_dim(x, k, 0)", "lib.take_along_axis(x, k, 0)"),
    "tensordot": ("lib.tensordot(q, q, 1)",),
    "unique_all": (
        "lib.unique(i, return_index=True, return_inverse=True, return_counts=True)",
        "lib.unique(i, return_inverse=True, return_counts=True)",
    ),
    "unique_counts": ("lib.unique(i, return_counts=True)",),
    "unique_inverse": ("lib.unique(i, return_inverse=True)",),
    "unique_values": ("lib.unique(i)",),
    "var": ("lib.var(x, correction=0)", "lib.var(x)"),
    "vecdot": ("lib.linalg.vecdot(r, r)", "lib.einsum('ij,ij->i', r, r)"),
    "zeros": ("lib.zeros(n, dtype=f, device=place)", "lib.zeros(n, dtype=f)"),
}

#: Functions that are not measured, and why.
LEFT_OUT: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("__array_namespace_info__", "broadcast_shapes", "can_cast", "finfo", "iinfo", "isdtype", "result_type"),
        "reads no elements",
    ),
    **dict.fromkeys(("empty", "empty_like"), "writes no elements"),
    **dict.fromkeys(
        ("broadcast_arrays", "broadcast_to", "conj", "expand_dims", "from_dlpack", "imag", "linalg.diagonal"),
        "returns a view in some library",
    ),
    **dict.fromkeys(
        ("linalg.matrix_transpose", "matrix_transpose", "meshgrid", "moveaxis", "permute_dims", "positive", "real"),
        "returns a view in some library",
    ),
    **dict.fromkeys(("reshape", "squeeze", "unstack"), "returns a view in some library"),
    **dict.fromkeys(("linalg.matmul", "linalg.tensordot", "linalg.vecdot"), "is measured in the main namespace"),
}


def raw(name: str) -> tuple[str, ...]:
    """Return the library's own calls of a function; the first that runs is compared."""
    return _RAW.get(name, (re.sub(r"\bxp\.", "lib.", CALLS[name]),))


def of_arrays(call: str) -> str:
    """Return a call of the native tier with the names of the Array tier."""
    found = re.sub(rf"\b({'|'.join(_ARRAYS)})\b", r"a\1", call)
    return re.sub(r"\bxp\.", "bound.", found)


def names(spec: str, elements: int) -> dict[str, Any]:
    """Return the names that the calls use, with arrays on a device."""
    rng = np.random.default_rng(0)
    bound = ua.namespace(spec)
    native = bound.native
    side = math.isqrt(elements)

    def floats(*shape: int) -> Any:
        return bound.asarray(rng.random(math.prod(shape), dtype=np.float32).reshape(shape) + 0.5, dtype=dtype)

    def integers(high: int) -> Any:
        return bound.asarray(rng.integers(0, high, elements))

    dtype = native.hooks.default_float()
    x = floats(elements)
    found = {
        "x": x,
        "y": floats(elements),
        "c": bound.less(floats(elements), 1.0),
        "d": bound.less(floats(elements), 1.0),
        "i": integers(1000),
        "j": integers(8),
        "k": integers(elements),
        "w": bound.linspace(0.5, 1.5, elements),
        "h": x[:side],
        "q": bound.reshape(x[: side * side], (side, side)),
        "v": bound.reshape(x[: elements // 3 * 3], (-1, 3)),
        "r": bound.reshape(x[: elements // 100 * 100], (-1, 100)),
        "t": bound.reshape(x[: elements // 4 * 4], (-1, 2, 2)),
        "m": _definite(floats(max(1, elements // _SIDE**2), _SIDE, _SIDE), bound.eye(_SIDE, dtype=dtype)),
        "few": bound.asarray(np.arange(0, 1000, 7)),
    }
    return {
        **{name: ua.native(a) for name, a in found.items()},
        **{f"a{name}": a for name, a in found.items()},
        "bound": bound,
        "xp": native,
        "lib": importlib.import_module(native.__name__),
        "n": elements,
        "s": side,
        "f": native.hooks.native_dtype(dtype),
        "place": getattr(ua.native(x), "device", None),
    }


def _definite(m: Any, eye: Any) -> Any:
    """Return positive definite matrices with distinct eigenvalues."""
    return m @ m.mT / _SIDE + eye * 0.1


def missing() -> set[str]:
    """Return the functions of the standard that are not measured, and have no reason in LEFT_OUT."""
    return set(FUNCTIONS) - set(CALLS) - set(LEFT_OUT)
