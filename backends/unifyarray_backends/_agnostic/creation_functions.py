"""Creation functions of libraries with NumPy's names, and which dtype new arrays have where none is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from unifyarray._backend.backend import override
from unifyarray._core import dtypes

if TYPE_CHECKING:
    from unifyarray._backend.hooks import Hooks
    from unifyarray._core.dtypes import DType

Function: TypeAlias = Callable[..., Any]


def default_dtype(hooks: Hooks, *values: object) -> DType | None:
    """Return the default dtype that goes with Python scalars; None where other things decide."""
    kinds = {type(value) for value in values}
    if complex in kinds:
        return hooks.default_complex()
    if float in kinds:
        return hooks.default_float()
    return dtypes.int64 if kinds == {int} else None


def overrides(
    lib: Any, native: Mapping[DType, Any], on: Callable[[Hooks, Any, Function], Function], *, reason: str, module: str
) -> tuple[Function, ...]:
    """Return ``zeros``, ``ones``, ``empty``, ``eye``, ``arange`` and ``linspace``, as overrides.

    Parameters
    ----------
    lib : module
        The library: NumPy, or one with its functions and their parameters.
    native : mapping of DType to dtype of the library
        Its dtypes.
    on : callable
        From the hooks, a ``device=`` argument that is not None and a function of the library, the function that lands
        there.
    reason : str
        What the library's functions do not do.
    module : str
        The section module that declares the overrides.
    """

    def declared(function: Function) -> Function:
        name = function.__name__
        function.__module__, function.__qualname__ = module, name
        return override(reason=reason, case=f"creation_functions/{name}/native-default", bound=True)(function)

    def filled(name: str, doc: str) -> Function:
        library = getattr(lib, name)

        def function(hooks: Hooks, shape: Any, *, dtype: Any = None, device: Any = None, **kwargs: Any) -> Any:
            make = library if device is None else on(hooks, device, library)
            return make(shape, native[hooks.default_float()] if dtype is None else dtype, **kwargs)

        function.__name__ = name
        function.__doc__ = doc
        return declared(function)

    @declared
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
        make = lib.eye if device is None else on(hooks, device, lib.eye)
        return make(n_rows, n_cols, k, native[hooks.default_float()] if dtype is None else dtype, **kwargs)

    @declared
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
        """Return evenly spaced values of a half-open interval."""
        make = lib.arange if device is None else on(hooks, device, lib.arange)
        if dtype is None:
            found = default_dtype(hooks, start, step, step if stop is None else stop)
            dtype = None if found is None else native[found]
        return make(start, stop, step, dtype=dtype, **kwargs)

    @declared
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
        """Return evenly spaced values of an interval."""
        make = lib.linspace if device is None else on(hooks, device, lib.linspace)
        if dtype is None:
            found = default_dtype(hooks, 0.0, start, stop)
            dtype = None if found is None else native[found]
        return make(start, stop, num, endpoint, dtype=dtype, **kwargs)

    return (
        filled("zeros", "Return an array of zeros."),
        filled("ones", "Return an array of ones."),
        filled("empty", "Return an array of arbitrary values."),
        eye,
        arange,
        linspace,
    )
