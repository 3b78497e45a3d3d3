"""The fake's functions: CuPy's names and signatures, NumPy's values, and the values in which CuPy differs."""

from __future__ import annotations

import cmath
import inspect
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ._ndarray import NAMES, copy_elements, ndarray, unwrapped, wrapped
from .cuda import driver
from .cuda.memory import allocate

if TYPE_CHECKING:
    from types import ModuleType

Function = Callable[..., Any]


class ufunc:  # noqa: N801 - CuPy's name
    """An elementwise function with CuPy's loops."""

    def __init__(self, name: str, loops: list[str], values: Function) -> None:
        self.__name__ = name
        self.types = loops
        self._values = values
        # NumPy does not have bfloat16, whose letter is E.
        self._inputs = [tuple(loop.partition("->")[0]) for loop in loops if "E" not in loop]
        self.nin = len(self._inputs[0])

    def __call__(self, *args: Any, out: Any = None, dtype: Any = None, casting: str = "same_kind") -> Any:
        if len(args) == self.nin + 1 and out is None:
            *args, out = args  # type: ignore[assignment]
        if len(args) != self.nin:
            raise TypeError(f"Wrong number of arguments for cupy_{self.__name__}")
        operands = [unwrapped(x) for x in args]
        if any(x is None or isinstance(x, (str, list, tuple)) for x in operands):
            raise TypeError(f"Unsupported type {[type(x) for x in operands]}")
        have = [x.dtype if hasattr(x, "dtype") else np.min_scalar_type(x) for x in operands]
        is_scalar = [not hasattr(x, "dtype") for x in operands]
        if not any(self._accepts(loop, have, is_scalar) for loop in self._inputs):
            raise TypeError(f"Wrong type ({have}) of arguments for cupy_{self.__name__}")
        driver.launchKernel()
        with np.errstate(all="ignore"):
            found = np.asarray(self._values(*operands))
            if dtype is not None:
                found = found.astype(dtype)
        if out is None:
            return wrapped(found)
        target = unwrapped(out)
        if not np.can_cast(found.dtype, target.dtype, casting):
            raise TypeError(f"output (typecode '{found.dtype.char}') could not be coerced to '{target.dtype.char}'")
        if found.shape != target.shape and np.broadcast_shapes(found.shape, target.shape) != target.shape:
            raise ValueError("Out shape is mismatched")
        shared = any(isinstance(x, np.ndarray) and x is not target and np.may_share_memory(x, target) for x in operands)
        if shared and len(operands) == 2:
            first, second = (np.broadcast_to(x, target.shape) for x in operands)
            for index in np.ndindex(
                target.shape
            ):  # like threads, which may read elements that other threads have written
                target[index] = self._values(first[index], second[index])
        else:
            target[...] = found
        return out

    @staticmethod
    def _accepts(loop: tuple[str, ...], have: list[Any], is_scalar: list[bool]) -> bool:
        kinds = "?buifc"
        return all(
            kinds.index(np.dtype(char).kind.replace("b", "?")) >= kinds.index(dtype.kind.replace("b", "?"))
            if scalar
            else np.can_cast(dtype, np.dtype(char))
            for char, dtype, scalar in zip(loop, have, is_scalar, strict=True)
        )


def function(name: str, parameters: str, values: Function) -> Function:
    """Return a function with CuPy's signature and NumPy's values."""
    scope: dict[str, Any] = {}
    exec(f"def {name}({parameters}): ...", scope)
    signature = inspect.signature(scope[name])

    def call(*args: Any, **kwargs: Any) -> Any:
        signature.bind(*args, **kwargs)
        with np.errstate(all="ignore"):
            return wrapped(values(*unwrapped(args), **{key: unwrapped(value) for key, value in kwargs.items()}))

    call.__name__ = call.__qualname__ = name
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def fill(target: ModuleType | dict[str, Any], section: str, library: Any, values: dict[str, Function]) -> None:
    """Give a module CuPy's names, if NumPy or ``values`` has an implementation for them."""
    space = target if isinstance(target, dict) else vars(target)
    for name, described in NAMES[section].items():
        own = values.get(name) or getattr(library, name, None)
        if name in space or own is None:
            continue
        if isinstance(described, list):
            space[name] = ufunc(name, described, own)
        elif isinstance(described, str):
            space[name] = function(name, described, own)
        elif isinstance(own, type):
            space[name] = own


# -- values that differ ------------------------------------------------------------------------------


def _floor_divide(x: Any, y: Any) -> Any:
    if np.result_type(x, y).kind == "f":
        return np.floor(np.divide(x, y))
    return np.floor_divide(x, y)  # 0 for a divisor of 0, as in CuPy


def _remainder(x: Any, y: Any) -> Any:
    if np.result_type(x, y).kind == "f":
        return x - np.floor(np.divide(x, y)) * y
    return np.remainder(x, y)


def _shift(values: Function) -> Function:
    """Shift like a processor: by the count modulo the width of the register."""

    def shifted(x: Any, count: Any) -> Any:
        dtype = np.result_type(x, count)
        wide = np.dtype(f"{dtype.kind}{max(dtype.itemsize, 4)}")
        count = np.asarray(count).astype(wide) & (wide.itemsize * 8 - 1)
        return values(np.asarray(x).astype(wide), count).astype(dtype)

    return shifted


def _power(x: Any, y: Any) -> Any:
    kind = np.result_type(x, y).kind
    if kind in "iu":
        return np.power(x, max(y, 0) if isinstance(y, int) else np.maximum(y, 0))
    out = np.power(x, y)
    if kind == "f":  # NumPy uses a square root if all exponents are the same 1/2
        return np.where(np.equal(y, 0.5) & (np.equal(x, 0) | np.equal(x, -np.inf)), np.abs(x), out).astype(out.dtype)
    logarithm = _log(np.asarray(x, out.dtype))
    return np.where(np.equal(y, 0), 1, np.exp(logarithm * y)).astype(out.dtype)


def _sign(x: Any) -> Any:
    """Return 0 for NaN, and NaN for a complex 0, as CuPy before 14.2: https://github.com/cupy/cupy/pull/10034."""
    x = np.asarray(x)
    if x.dtype.kind == "c":
        return x / np.abs(x)
    return np.nan_to_num(np.sign(x), nan=0.0) if x.dtype.kind == "f" else np.sign(x)


def _complex(name: str, values: Callable[[complex], complex]) -> Function:
    """Return NumPy's function, with complex values from C: NumPy's complex values depend on the platform."""
    plain = getattr(np, name)
    each = np.frompyfunc(values, 1, 1)

    def function(x: Any) -> Any:
        x = np.asarray(x)
        return np.asarray(each(x.astype(np.complex128)), x.dtype) if x.dtype.kind == "c" else plain(x)

    return function


def _acosh(z: complex) -> complex:
    return complex(math.nan, math.nan) if z.real == 0 and math.isnan(z.imag) else cmath.acosh(z)


def _atanh(z: complex) -> complex:
    return complex(math.copysign(math.inf, z.real), z.imag) if z in (1, -1) else cmath.atanh(z)


def _log(x: Any) -> Any:
    """Return NaN, not infinity, for a complex number of an infinity and NaN."""
    out = np.log(x)
    if out.dtype.kind == "c":
        out = np.asarray(out)
        out.real[np.isnan(x)] = math.nan
    return out


def _log2(x: Any) -> Any:
    """Divide the logarithm by a complex number."""
    if np.asarray(x).dtype.kind != "c":
        return np.log2(x)
    out = np.asarray(_log(x))
    real, imag = out.real / math.log(2), out.imag / math.log(2)
    out.real, out.imag = real + imag * 0, imag - real * 0
    return out


def _log10(x: Any) -> Any:
    if np.asarray(x).dtype.kind != "c":
        return np.log10(x)
    out = np.asarray(_log(x))
    out.real, out.imag = out.real / math.log(10), out.imag / math.log(10)
    return out


def _log1p(x: Any) -> Any:
    return _log(x + np.ones((), np.asarray(x).dtype)) if np.asarray(x).dtype.kind == "c" else np.log1p(x)


def _expm1(x: Any) -> Any:
    return np.exp(x) - np.ones((), np.asarray(x).dtype) if np.asarray(x).dtype.kind == "c" else np.expm1(x)


def _aliases(values: dict[str, Function]) -> dict[str, Function]:
    pairs = {"mod": "remainder", "left_shift": "bitwise_left_shift", "right_shift": "bitwise_right_shift"}
    pairs |= {"power": "pow", "arccosh": "acosh", "arctanh": "atanh", "concatenate": "concat"}
    return values | {other: values[name] for other, name in pairs.items() if name in values}


def _var(x: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False) -> Any:
    if dtype is not None and x.dtype.kind in "iub":
        mean = np.mean(x, axis, x.dtype, keepdims=True)  # converted to an integer for integers, like CuPy's
        return np.mean(np.square(x - mean.astype(dtype)), axis, dtype, keepdims=keepdims)
    wide = x.astype(np.longdouble) if x.dtype.kind == "f" else x
    out = np.asarray(np.var(wide, axis, dtype, ddof=ddof, keepdims=keepdims))
    out = out.astype(x.dtype) if x.dtype.kind == "f" else out
    count = x.size // np.mean(x, axis).size if x.size else 0
    return out if count > ddof else np.full_like(out, np.nan)


def _in_tree(values: Function) -> Function:
    """Accumulate in a wider dtype: GPUs add in trees, so that errors do not grow with the length."""

    def function(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = None) -> Any:
        options = {} if keepdims is None else {"keepdims": keepdims}
        result = a.dtype if dtype is None else np.dtype(dtype)
        if result.kind not in "fc" or a.dtype.kind not in "fc":
            return values(a, axis, dtype, **options)
        wide = np.clongdouble if result.kind == "c" else np.longdouble
        return np.asarray(values(a, axis, wide, **options)).astype(result)

    return function


def _trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    return _in_tree(np.sum)(np.diagonal(a, offset, axis1, axis2), -1, dtype)


def _diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    given = {name: x for name, x in (("prepend", prepend), ("append", append)) if x is not None}
    return np.diff(a, n, axis, **given)


def _diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    out = np.diagonal(a, offset, axis1, axis2)
    out.flags.writeable = True
    return out


def _broadcast_to(array: Any, shape: Any) -> Any:
    return as_strided(array, shape if isinstance(shape, tuple) else tuple(shape), np.broadcast_to(array, shape).strides)


def _broadcast_arrays(*args: Any) -> Any:
    shape = np.broadcast_shapes(*(x.shape for x in args))
    return [_broadcast_to(x, shape) for x in args]


def _unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: None = None,
    *,
    equal_nan: bool = True,
) -> Any:
    """Find distinct elements with one stable sort."""
    flat = ar.ravel()
    order = np.argsort(flat, kind="stable")
    row = flat[order]
    first = np.ones(row.shape, bool)
    first[1:] = (row[1:] != row[:-1]) & ~(equal_nan & np.isnan(row[:-1]))
    inverse = np.empty(row.shape, np.intp)
    inverse[order] = np.cumsum(first) - 1
    counts = np.diff(np.append(np.flatnonzero(first), row.size))
    extras = ((return_index, order[first]), (return_inverse, inverse.reshape(ar.shape)), (return_counts, counts))
    found = (row[first], *(x for wanted, x in extras if wanted))
    return found if len(found) > 1 else found[0]


def _full(shape: Any, value: Any, dtype: Any = None, order: str = "C") -> Any:
    dtype = np.asarray(value).dtype if dtype is None else np.dtype(dtype)
    out = wrapped(allocate(np.empty, shape, dtype))
    out.fill(dtype.type(value))
    return out._np


def _full_like(x: Any, value: Any, dtype: Any = None, *_: Any, shape: Any = None, **__: Any) -> Any:
    return _full(x.shape if shape is None else shape, value, x.dtype if dtype is None else dtype)


def _sort(x: Any, axis: Any = -1, kind: Any = None) -> Any:
    _check_kind(kind)
    return np.sort(x, axis, kind="stable")


def _argsort(x: Any, axis: Any = -1, kind: Any = None) -> Any:
    _check_kind(kind)
    return np.argsort(x, axis, kind="stable")


def _check_kind(kind: Any) -> None:
    if kind not in (None, "stable"):
        raise ValueError("kind can only be None or 'stable'")


def _take(x: Any, indices: Any, axis: Any = None, out: Any = None) -> Any:
    return np.take(x, indices, axis, mode="wrap")


def _take_along_axis(x: Any, indices: Any, axis: int) -> Any:
    return np.take_along_axis(x, indices % x.shape[axis] if x.shape[axis] else indices, axis)


def array(obj: Any, dtype: Any = None, copy: Any = True, order: Any = "K", subok: Any = False, ndmin: int = 0) -> Any:
    """Return an array on the current device."""
    from .cuda.device import get_device_id

    if isinstance(obj, ndarray):
        if obj.device_id != get_device_id():
            obj, copy = wrapped(obj._np.copy()), None
        return obj.astype(obj.dtype if dtype is None else dtype, copy=copy)
    values = np.array(obj if isinstance(obj, np.ndarray) else _nested(obj), dtype)
    if values.dtype.kind not in "biufc":
        raise ValueError(f"Unsupported dtype {values.dtype}")
    if values.ndim == 0 and values == 0:
        values = np.zeros((), values.dtype)  # filled, by memset
    get_device_id()
    return wrapped(values.astype(values.dtype.newbyteorder("=")))


def _nested(obj: Any) -> Any:
    if isinstance(obj, ndarray):
        return unwrapped(obj)
    return [_nested(one) for one in obj] if isinstance(obj, (list, tuple)) else obj


def asarray(a: Any, dtype: Any = None, order: Any = None, *, copy: Any = None, blocking: bool = False) -> Any:
    """Return an array on the current device; return the argument itself if it is already there."""
    return array(a, dtype, copy)


def from_dlpack(array: Any, *, device: Any = None, copy: Any = None) -> Any:
    """Return an array that shares the memory of an array on a GPU."""
    from .cuda import runtime
    from .cuda.device import Device

    kind, index = array.__dlpack_device__()
    if device is not None:
        raise NotImplementedError("from_dlpack() does not support device yet.")
    if int(kind) != 2:
        raise TypeError("CPU arrays cannot be directly imported to CuPy.")

    class OnTheHost:
        def __dlpack_device__(self) -> tuple[int, int]:
            return 1, 0

        def __dlpack__(self, **_: Any) -> Any:
            return array.__dlpack__(stream=runtime.streamLegacy, max_version=(1, 0), copy=copy)

    with Device(index):
        return wrapped(np.from_dlpack(OnTheHost()))


def may_share_memory(a: ndarray, b: ndarray, max_work: Any = None) -> bool:
    """Return whether two arrays may share memory."""
    return bool(np.may_share_memory(a._np, b._np))


def copyto(dst: ndarray, src: Any, casting: str = "same_kind", where: Any = None) -> None:
    """Copy values into an array."""
    if where is None:
        copy_elements(unwrapped(dst), np.asarray(unwrapped(src)))
    else:
        np.copyto(unwrapped(dst), unwrapped(src), casting, where=unwrapped(where))  # type: ignore[call-overload]


VALUES: Final = _aliases(
    {
        "acosh": _complex("acosh", _acosh),
        "argsort": _argsort,
        "atanh": _complex("atanh", _atanh),
        "bitwise_left_shift": _shift(np.left_shift),
        "bitwise_right_shift": _shift(np.right_shift),
        "broadcast_arrays": _broadcast_arrays,
        "broadcast_to": _broadcast_to,
        "count_nonzero": lambda a, axis=None: np.asarray(np.count_nonzero(a, axis)),
        "cumprod": _in_tree(np.cumprod),
        "cumsum": _in_tree(np.cumsum),
        "mean": _in_tree(np.mean),
        "sum": _in_tree(np.sum),
        "diagonal": _diagonal,
        "diff": _diff,
        "empty": lambda shape, dtype=float, order="C": allocate(np.empty, shape, dtype, order),
        "expm1": _expm1,
        "floor_divide": _floor_divide,
        "full": _full,
        "full_like": _full_like,
        "log": _log,
        "log10": _log10,
        "log1p": _log1p,
        "log2": _log2,
        "ones": lambda shape, dtype=float, order="C": allocate(np.ones, shape, dtype, order),
        "pow": _power,
        "remainder": _remainder,
        "sign": _sign,
        "sort": _sort,
        "sqrt": _complex("sqrt", cmath.sqrt),
        "std": lambda *args, **kwargs: np.sqrt(_var(*args, **kwargs)),
        "take": _take,
        "take_along_axis": _take_along_axis,
        "trace": _trace,
        "unique": _unique,
        "var": _var,
        "zeros": lambda shape, dtype=float, order="C": allocate(np.zeros, shape, dtype, order),
    }
)
