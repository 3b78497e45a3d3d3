"""A call of every function that works on elements, on as many of them as asked, and what it is compared with.

``x`` and ``y`` hold floating-point numbers, ``c`` and ``d`` booleans, ``i`` int64 numbers below 1000, ``j`` below 8,
``k`` indices of ``x``, ``w`` numbers in order, ``h`` as many numbers as a side of the square matrix ``q``; ``v`` holds
vectors of 3, ``r`` rows of 100, ``t`` matrices of 2 x 2, ``m`` positive definite ones of 32 x 32; ``few`` are some of
the numbers in ``i``. ``n`` is the number of elements, ``s`` the side of ``q``, ``f`` the dtype of ``x`` as
the library has it and ``place`` its device.
"""

from __future__ import annotations

import importlib
import math
import re
from typing import Any, Final

import numpy as np

import unifyarray as ua
from unifyarray_conformance.reference.standard import FUNCTIONS

#: Arrays: in the Array tier each has an ``a`` before its name.
_ARRAYS: Final = ("x", "y", "c", "d", "i", "j", "k", "w", "h", "q", "v", "r", "t", "m", "few")
_SIDE: Final = 32

_UNARY: Final = (
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "exp", "expm1", "floor",
    "isfinite", "isinf", "isnan", "log", "log10", "log1p", "log2", "negative", "reciprocal", "round", "sign", "signbit",
    "sin", "sinh", "sqrt", "square", "tan", "tanh", "trunc", "argmax", "argmin", "argsort", "cumulative_prod",
    "cumulative_sum", "diff", "flip", "max", "mean", "min", "ones_like", "prod", "sort", "std", "sum", "var",
    "zeros_like", "fft.fft", "fft.ifft", "fft.fftn", "fft.ifftn", "fft.rfft", "fft.irfft", "fft.rfftn", "fft.irfftn",
    "fft.hfft", "fft.ihfft", "fft.fftshift", "fft.ifftshift", "linalg.vector_norm",
)  # fmt: skip
_BINARY: Final = (
    "add", "atan2", "copysign", "divide", "equal", "floor_divide", "greater", "greater_equal", "hypot", "less",
    "less_equal", "logaddexp", "maximum", "minimum", "multiply", "nextafter", "not_equal", "pow", "remainder",
    "subtract",
)  # fmt: skip

#: By function: the standard's call of it.
CALLS: Final[dict[str, str]] = {
    **{name: f"xp.{name}(x)" for name in _UNARY},
    **{name: f"xp.{name}(x, y)" for name in _BINARY},
    **{f"bitwise_{name}": f"xp.bitwise_{name}(i, j)" for name in ("and", "left_shift", "or", "right_shift", "xor")},
    **{f"logical_{name}": f"xp.logical_{name}(c, d)" for name in ("and", "or", "xor")},
    **{f"unique_{name}": f"xp.unique_{name}(i)" for name in ("all", "counts", "inverse", "values")},
    **{
        f"linalg.{name}": f"xp.linalg.{name}(m)"
        for name in ("cholesky", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matrix_norm", "matrix_rank")
    },
    **{f"linalg.{name}": f"xp.linalg.{name}(m)" for name in ("pinv", "qr", "slogdet", "svd", "svdvals")},
    "all": "xp.all(c)",
    "any": "xp.any(c)",
    "arange": "xp.arange(n)",
    "asarray": "xp.asarray(x, copy=True)",
    "astype": "xp.astype(x, xp.int32)",
    "bitwise_invert": "xp.bitwise_invert(i)",
    "clip": "xp.clip(x, 0.7, 1.2)",
    "concat": "xp.concat([x, y])",
    "count_nonzero": "xp.count_nonzero(c)",
    "eye": "xp.eye(s)",
    "fft.fftfreq": "xp.fft.fftfreq(n)",
    "fft.rfftfreq": "xp.fft.rfftfreq(n)",
    "full": "xp.full(n, 1.5)",
    "full_like": "xp.full_like(x, 1.5)",
    "isin": "xp.isin(i, few)",
    "linalg.cross": "xp.linalg.cross(v, v)",
    "linalg.matrix_power": "xp.linalg.matrix_power(m, 3)",
    "linalg.outer": "xp.linalg.outer(h, h)",
    "linalg.solve": "xp.linalg.solve(m, m)",
    "linalg.trace": "xp.linalg.trace(t)",
    "linspace": "xp.linspace(0.0, 1.0, n)",
    "logical_not": "xp.logical_not(c)",
    "matmul": "xp.matmul(q, q)",
    "nonzero": "xp.nonzero(c)",
    "ones": "xp.ones(n)",
    "repeat": "xp.repeat(x, 2)",
    "roll": "xp.roll(x, 1)",
    "searchsorted": "xp.searchsorted(w, x)",
    "stack": "xp.stack([x, y])",
    "take": "xp.take(x, k, axis=0)",
    "take_along_axis": "xp.take_along_axis(x, k, axis=0)",
    "tensordot": "xp.tensordot(q, q, axes=1)",
    "tile": "xp.tile(x, (2,))",
    "tril": "xp.tril(q)",
    "triu": "xp.triu(q)",
    "vecdot": "xp.vecdot(r, r)",
    "where": "xp.where(c, x, y)",
    "zeros": "xp.zeros(n)",
}

#: What the libraries call it, where that is not what the standard does: the first of these that runs. `lib.equal` of
#: one library is another function, so that the order counts.
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

#: What is not measured, and why.
LEFT_OUT: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("__array_namespace_info__", "broadcast_shapes", "can_cast", "finfo", "iinfo", "isdtype", "result_type"),
        "looks at no element",
    ),
    **dict.fromkeys(("empty", "empty_like"), "writes no element"),
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
    """Return what a function is compared with: the first that runs is meant."""
    return _RAW.get(name, (re.sub(r"\bxp\.", "lib.", CALLS[name]),))


def of_arrays(call: str) -> str:
    """Return a call of the native tier as the one of the Array tier."""
    found = re.sub(rf"\b({'|'.join(_ARRAYS)})\b", r"a\1", call)
    return re.sub(r"\bxp\.", "bound.", found)


def names(spec: str, elements: int) -> dict[str, Any]:
    """Return the names of all calls on a device."""
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
    """Return positive definite matrices whose eigenvalues differ."""
    return m @ m.mT / _SIDE + eye * 0.1


def missing() -> set[str]:
    """Return the functions of the standard that are neither measured nor left out for a reason."""
    return set(FUNCTIONS) - set(CALLS) - set(LEFT_OUT)
