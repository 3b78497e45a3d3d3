"""What NumPy's own functions do with an Array: NEP 13 for its ufuncs, NEP 18 for everything else.

A ufunc that the standard has is the function of ``ua``: ``numpy.sin(x)`` is ``ua.sin(x)``, on the device of ``x``. Any
other function of NumPy computes on the host, with NumPy arrays as arguments and as result; the copy from an accelerator
obeys the transfer policy, as any other (contract row 22).
"""

from __future__ import annotations

import numpy as np

import unifyarray as ua

from . import elementwise_functions, linear_algebra_functions
from ._array import Array
from ._errors import message
from ._operators import refuse_native
from ._rules import scalars

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
_FUNCTIONS: Final = frozenset({*elementwise_functions.__all__, *linear_algebra_functions.__all__})


def apply_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call the function of ``ua`` that a ufunc stands for.

    Raises
    ------
    TypeError
        A NumPy array is among the inputs (``ndarray + Array`` comes here, too), or the call has no counterpart.
    """
    name = _RENAMED.get(ufunc.__name__, ufunc.__name__)
    # NumPy makes 0-d arrays of its scalars before it asks: `numpy.float64(2) * x`.
    inputs = tuple(x[()] if type(x) is np.ndarray and x.ndim == 0 else x for x in inputs)
    for x in (*inputs, *(kwargs.get("out") or ())):
        if type(x) is not Array and scalars.as_python(x) is None:
            refuse_native(name, x)
    if getattr(np, ufunc.__name__, None) is not ufunc:
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
        The result is to be written into an Array.
    """
    out = kwargs.get("out")
    if type(out) is Array:
        name = f"{function.__module__}.{function.__name__}"
        raise TypeError(
            message(f"{name} does not write into a ua.Array", f"x[...] = ua.asarray({name}(ua.to_numpy(x)))")
        )
    return function(*[_on_host(x) for x in args], **{name: _on_host(x) for name, x in kwargs.items()})


def _on_host(x: Any) -> Any:
    if type(x) is Array:
        host = x.__array__().view()
        host.flags.writeable = False  # what NumPy writes would be lost where it is a copy
        return host
    if type(x) in (list, tuple):
        return type(x)([_on_host(item) for item in x])
    if type(x) is dict:
        return {key: _on_host(value) for key, value in x.items()}
    return x
