"""What NumPy's own functions do with an Array: NEP 13 for its ufuncs, NEP 18 for everything else.

A ufunc that the standard has is the function of ``ua``: ``numpy.sin(x)`` is ``ua.sin(x)``, on the device of ``x``. Any
other function of NumPy computes on the host, with NumPy arrays as arguments and as result; the copy from an accelerator
obeys the transfer policy, as any other (contract row 22).
"""

from __future__ import annotations

import numpy as np

import unifyarray as ua

from .._core.errors import message
from .._core.pytree import tree_map
from .._functions import elementwise_functions, linear_algebra_functions
from .._rules import scalars
from .array import Array
from .operators import refuse_native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

#: Ufuncs that have another name in the standard.
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
#: Functions that do not look at the data: nothing is copied for them, and no gradient is in the way.
_OF_SHAPES_AND_DTYPES: Final = frozenset(
    {
        *(np.shape, np.ndim, np.size, np.iscomplexobj, np.isrealobj, np.result_type, np.can_cast, np.common_type),
        *(np.empty_like, np.zeros_like, np.ones_like, np.full_like),
    }
)
_FUNCTIONS: Final = frozenset({*elementwise_functions.__all__, *linear_algebra_functions.__all__})


def apply_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call the function of ``ua`` that a ufunc stands for.

    Raises
    ------
    TypeError
        A NumPy array is among the inputs (``ndarray + Array`` comes here, too), or the call has no counterpart.
    """
    own = str(ufunc.__name__)
    name = _RENAMED.get(own, own)
    # NumPy makes 0-d arrays of its scalars before it asks: `numpy.float64(2) * x`.
    inputs = tuple(x[()] if type(x) is np.ndarray and x.ndim == 0 else x for x in inputs)
    for x in (*inputs, *(kwargs.get("out") or ())):
        if type(x) is not Array and scalars.as_python(x) is None:
            refuse_native(name, x)
    is_numpys = getattr(np, ufunc.__name__, None) is ufunc
    if not is_numpys:
        given = ", ".join([type(x).__name__ if type(x) is not Array else "ua.Array" for x in inputs])
        raise TypeError(
            message(
                f"the ufunc {ufunc.__name__}, which is not NumPy's, does not take {given}",
                "SCIPY_ARRAY_API=1 in the environment, before SciPy is imported, where it is SciPy's; "
                f"or on the host: {ufunc.__name__}(ua.to_numpy(x))",
            )
        )
    if method != "__call__" or name not in _FUNCTIONS or kwargs:
        call = f"numpy.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
        keywords = f" with {', '.join(kwargs)}=" if kwargs else ""
        raise TypeError(
            message(
                f"{call}{keywords} is not there for a ua.Array",
                f"a function of ua, or on the host: {call}(ua.to_numpy(x))",
            )
        )
    return getattr(ua, name)(*inputs)


def apply_function(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a function of NumPy with every Array among the arguments as a NumPy array that cannot be written to.

    Raises
    ------
    TypeError
        The result is to be written into an Array, or an Array is in a container that is not looked into.
    """
    name = f"{function.__module__}.{function.__name__}"
    if type(kwargs.get("out")) is Array:
        raise TypeError(
            message(f"{name} does not write into a ua.Array", f"x[...] = ua.asarray({name}(ua.to_numpy(x)))")
        )
    there = _like if function in _OF_SHAPES_AND_DTYPES else _on_host
    found = 0

    def one(leaf: Any) -> Any:
        nonlocal found
        if type(leaf) is not Array:
            return leaf
        found += 1
        return there(leaf)

    args, kwargs = tree_map(one, args), tree_map(one, kwargs)
    if not found:
        raise TypeError(message(f"{name} met a ua.Array in a container of another kind", "a list or a tuple of Arrays"))
    return function(*args, **kwargs)


def _on_host(x: Array) -> Any:
    host = x.__array__().view()
    host.flags.writeable = False  # what NumPy writes would be lost where it is a copy
    return host


def _like(x: Array) -> Any:
    """Return a NumPy array of the same shape and dtype without the data."""
    return np.broadcast_to(np.zeros((), dtype=x.dtype.dtype), x.shape)
