"""NumPy's own functions on an Array: NEP 13 for its ufuncs, NEP 18 for all others.

For a ufunc that the standard has, the function of ``ua`` runs: ``numpy.sin(x)`` is ``ua.sin(x)``, on the device of
``x``. Other NumPy functions, and ufuncs of other libraries (SciPy, numba), run on the host, with NumPy arrays as
arguments and as result; the copy from an accelerator obeys the transfer policy (contract row 22).
"""

from __future__ import annotations

import numpy as np

from .._core.errors import message
from .._core.pytree import tree_map
from .._runtime.python_scalars import as_python
from ._late import ua, ufunc_counterparts
from .operators import refuse_native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from .array import Array

#: By the name of a NumPy ufunc: the name of the function in the standard, if it differs.
_RENAMED: Final = {
    "absolute": "abs",
    "arccos": "acos",
    "arccosh": "acosh",
    "arcsin": "asin",
    "arcsinh": "asinh",
    "arctan": "atan",
    "arctan2": "atan2",
    "arctanh": "atanh",
    "conjugate": "conj",
    "invert": "bitwise_invert",
    "left_shift": "bitwise_left_shift",
    "power": "pow",
    "right_shift": "bitwise_right_shift",
    "rint": "round",
}
#: NumPy functions that read only shapes and dtypes: no data are copied for them, and tracked Arrays are allowed.
_OF_SHAPES_AND_DTYPES: Final = frozenset(
    {
        *(np.shape, np.ndim, np.size, np.iscomplexobj, np.isrealobj, np.result_type, np.can_cast, np.common_type),
        *(np.empty_like, np.zeros_like, np.ones_like, np.full_like),
    }
)
_FUNCTIONS: Final = ufunc_counterparts()


def apply_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call the function of ``ua`` that corresponds to a ufunc of NumPy, and a ufunc of another library on the host.

    Raises
    ------
    TypeError
        The ufunc is NumPy's, and an input is a NumPy array (``ndarray + Array`` also comes here) or ``ua`` has no such
        function; or the call writes into an Array (``out=``).
    """
    own = str(ufunc.__name__)
    if vars(np).get(own) is not ufunc:
        call = own if method == "__call__" else f"{own}.{method}"
        if method == "at":  # it writes into its first argument
            kwargs = {"out": inputs[0], **kwargs}
        return _call_on_host(getattr(ufunc, method), call, inputs, kwargs, _on_host)
    name = _RENAMED.get(own, own)
    # NumPy converts its scalars to 0-d arrays first: `numpy.float64(2) * x`.
    inputs = tuple(x[()] if type(x) is np.ndarray and x.ndim == 0 else x for x in inputs)
    for x in (*inputs, *(kwargs.get("out") or ())):
        if type(x) is not ua.Array and as_python(x) is None:
            refuse_native(name, x)
    if method != "__call__" or name not in _FUNCTIONS or kwargs:
        call = f"numpy.{own}" + ("" if method == "__call__" else f".{method}")
        keywords = f" with {', '.join(kwargs)}=" if kwargs else ""
        raise TypeError(
            message(
                f"{call}{keywords} needs NumPy arrays, got a ua.Array",
                f"a function of ua, or on the host: {call}(ua.to_numpy(x))",
            )
        )
    return getattr(ua, name)(*inputs)


def apply_function(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a NumPy function with each Array among the arguments converted to a read-only NumPy array.

    Raises
    ------
    TypeError
        The call writes into an Array (``out=``), or an Array is in a container that is not searched.
    """
    convert = _empty_copy if function in _OF_SHAPES_AND_DTYPES else _on_host
    return _call_on_host(function, f"{function.__module__}.{function.__name__}", args, kwargs, convert)


def _call_on_host(
    function: Callable[..., Any],
    name: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    convert: Callable[[Array], Any],
) -> Any:
    """Call a function with each Array among the arguments converted."""
    out = kwargs.get("out")  # of a ufunc it is a tuple
    if any(type(x) is ua.Array for x in (out if isinstance(out, tuple) else (out,))):
        raise TypeError(
            message(f"{name} does not write into a ua.Array", f"x[...] = ua.asarray({name}(ua.to_numpy(x)))")
        )
    found = 0

    def converted(leaf: Any) -> Any:
        nonlocal found
        if type(leaf) is not ua.Array:
            return leaf
        found += 1
        return convert(leaf)

    args, kwargs = tree_map(converted, args), tree_map(converted, kwargs)
    if not found:
        raise TypeError(message(f"{name} met a ua.Array in a container of another kind", "a list or a tuple of Arrays"))
    return function(*args, **kwargs)


def _on_host(x: Array) -> Any:
    host = x.__array__().view()
    host.flags.writeable = False  # writes to a copy would be lost
    return host


def _empty_copy(x: Array) -> Any:
    """Return a NumPy array of the same shape and dtype without the data."""
    return np.broadcast_to(np.zeros((), dtype=x.dtype.dtype), x.shape)
