"""Creation functions with the default dtypes of unifyarray."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from unifyarray.plugin import default_dtype_of, dtype_of_data, override

from .dtypes import NATIVE

if TYPE_CHECKING:
    from unifyarray.plugin import Hooks

Function: TypeAlias = Callable[..., Any]


def _accumulates_error(first: Any, last: Any, step: Any, dtype: Any) -> bool:
    """Return whether NumPy's ``arange`` would multiply a step that is rounded at the size of the first number.

    NumPy takes the difference of the first two numbers, in the dtype, for the step. From 1e6 with the step 0.1, that is
    0.125 in float32 (https://github.com/numpy/numpy/issues/16251).
    """
    if not first or not step or type(first) is type(step) is int:
        return False
    if not all(isinstance(x, int | float | np.number) and math.isfinite(x) for x in (first, last, step)):
        return False
    wanted = np.dtype(dtype)
    if wanted.kind != "f" and wanted.name != "bfloat16":
        return False
    with np.errstate(all="ignore"):
        start, difference = wanted.type(first), wanted.type(step)
        return bool((start + difference) - start != difference)


def creation_overrides(
    lib: Any, on_device: Callable[[Hooks, Any, Function], Function], *, reason: str, module: str
) -> tuple[Function, ...]:
    """Return ``zeros``, ``ones``, ``empty``, ``eye``, ``arange`` and ``linspace``, as overrides.

    Parameters
    ----------
    lib : module
        The library.
    on_device : callable
        Takes the hooks, a ``device=`` argument that is not None and a function of the library; returns a function
        that creates its result on that device.
    reason : str
        What the library's functions do not do.
    module : str
        The section module that declares the overrides.
    """

    def declare(function: Function) -> Function:
        name = function.__name__
        function.__module__, function.__qualname__ = module, name
        return override(reason=reason, case=f"creation_functions/{name}/native-default", bound=True)(function)

    def filled(name: str, doc: str) -> Function:
        library = getattr(lib, name)

        def function(hooks: Hooks, shape: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
            make = library if device is None else on_device(hooks, device, library)
            return make(shape, NATIVE[hooks.default_float()] if dtype is None else dtype, **kwargs)

        function.__name__ = name
        function.__doc__ = doc
        return declare(function)

    @declare
    def eye(
        hooks: Hooks,
        n_rows: int,
        n_cols: int | None = None,
        /,
        *,
        k: int = 0,
        dtype: Any = None,
        device: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Return a matrix with ones on a diagonal."""
        make = lib.eye if device is None else on_device(hooks, device, lib.eye)
        return make(n_rows, n_cols, k, NATIVE[hooks.default_float()] if dtype is None else dtype, **kwargs)

    @declare
    def arange(
        hooks: Hooks,
        start: Any,
        /,
        stop: Any = None,
        step: Any = 1,
        *,
        dtype: Any = None,
        device: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Return evenly spaced values in a half-open interval."""
        make = lib.arange if device is None else on_device(hooks, device, lib.arange)
        if dtype is None:
            found = default_dtype_of(hooks, start, step, step if stop is None else stop)
            dtype = None if found is None else NATIVE[found]
        first, last = (0, start) if stop is None else (start, stop)
        if not kwargs and dtype is not None and _accumulates_error(first, last, step, dtype):
            values = make(max(0, math.ceil((last - first) / step)), dtype=np.float64)
            values *= step
            values += first
            return values.astype(dtype)
        return make(start, stop, step, dtype=dtype, **kwargs)

    @declare
    def linspace(
        hooks: Hooks,
        start: Any,
        stop: Any,
        /,
        num: int,
        *,
        dtype: Any = None,
        device: Any = None,
        endpoint: bool = True,
        **kwargs: Any,
    ) -> Any:
        """Return evenly spaced values in an interval."""
        make = lib.linspace if device is None else on_device(hooks, device, lib.linspace)
        if dtype is None:
            found = default_dtype_of(hooks, 0.0, start, stop)
            dtype = None if found is None else NATIVE[found]
        return make(start, stop, num, endpoint, dtype=dtype, **kwargs)

    return (
        filled("zeros", "Return an array of zeros."),
        filled("ones", "Return an array of ones."),
        filled("empty", "Return an array of arbitrary values."),
        eye,
        arange,
        linspace,
    )


def array_on_host(
    hooks: Hooks, obj: Any, dtype: np.dtype[Any] | None, copy: bool | None, kwargs: dict[str, Any]
) -> np.ndarray[Any, Any]:
    """Return a NumPy array of any object that NumPy can convert, Python scalars in the default dtypes.

    Parameters
    ----------
    hooks : Hooks
        Hooks of the device, which know the default dtypes.
    obj : object
        A scalar, nested lists, an array or a buffer.
    dtype : numpy.dtype or None
        The dtype of the array.
    copy : bool or None
        As in the standard's ``asarray``.
    kwargs : dict
        Further keywords of ``numpy.asarray``.
    """
    if dtype is None and not isinstance(obj, np.ndarray):
        found = default_dtype_of(hooks, obj) or dtype_of_data(hooks, obj)
        dtype = None if found is None else hooks.native_dtype(found)
    array = np.asarray(obj, dtype, copy=copy, **kwargs)
    if dtype is None and isinstance(obj, (list, tuple)) and array.dtype.char in "dD":
        default = hooks.default_complex() if array.dtype.char == "D" else hooks.default_float()
        array = array.astype(NATIVE[default], copy=False)
    return array
