"""Gradients of functions, whoever holds the data: ``ua.grad`` and its kin.

A backend that declares ``autograd`` differentiates itself; every other is routed to one that does, on the same device.
This module is what users see; what it calls is loaded at the first use.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, ParamSpec, TypeVar

    P = ParamSpec("P")
    R = TypeVar("R")

__all__ = ["grad", "no_grad", "stop_gradient", "value_and_grad"]


def grad(
    function: Callable[..., Any], argnums: int | str | Sequence[int | str] = 0, *, has_aux: bool = False
) -> Callable[..., Any]:
    """Return the function that computes the gradient of a function of one real number's value.

    Works on arrays of every library. While the function runs, it is handed Arrays of a backend that differentiates:
    the arguments' own, else the one of highest priority on their device (``UNIFYARRAY_AUTOGRAD_BACKEND`` names
    another). That backend, the device and the widest real floating dtype of the arguments are current then.
    Gradients come back as the argument they belong to: of its type, backend, device and dtype. Data are shared both
    ways, not copied.

    Parameters
    ----------
    function : callable
        Takes Arrays, alone or in nested lists, tuples, dicts and dataclasses, and whatever else; returns a 0-d Array
        of a real floating dtype. What it closes over joins as constants. It does not write to its arguments.
    argnums : int, str or sequence of those, default 0
        Arguments to differentiate with respect to, by position or by name. In each, floating-point arrays are
        differentiated, and everything else is a constant. A Python float counts as a 0-d array where it is the
        argument itself.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``, where `aux` is anything and is handed on.

    Returns
    -------
    callable
        Of the function's parameters. Returns the gradient, for a sequence of `argnums` a tuple of them: each in the
        form of its argument, with None in place of constants. With `has_aux`, the pair of that and the aux.

    Raises
    ------
    TypeError
        When called: an argument to differentiate holds no floating-point array, or the value is no real number.
    ValueError
        When called: the value is no 0-d array, or `argnums` names no argument of the call.
    DeviceMismatchError
        When called: the arrays live in different places.
    BackendUnavailableError
        When called: no backend here differentiates on the device.

    See Also
    --------
    value_and_grad : the value as well.
    jacobian : functions of several values.

    Notes
    -----
    The function's result must depend on its arguments through functions of ``ua`` and operators alone. Inside,
    ``bool(x)`` works, so that values decide what is computed; ``float(x)``, ``x.item()``, ``ua.to_numpy(x)`` and the
    like raise TypeError, because what is computed from their result would have a wrong gradient:
    ``ua.stop_gradient(x)`` says that this is wanted.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> ua.grad(lambda x: ua.sum(x**2))(np.asarray([1.0, 2.0]))
    array([2., 4.])
    >>> ua.grad(lambda p: p["a"] ** 2 * p["b"])({"a": ua.asarray(3.0), "b": ua.asarray(1.0)})["a"]
    Array(6., dtype=float64)
    """
    from .transforms import value_and_grad

    return value_and_grad("ua.grad", function, argnums, has_aux, with_value=False)


def value_and_grad(
    function: Callable[..., Any], argnums: int | str | Sequence[int | str] = 0, *, has_aux: bool = False
) -> Callable[..., Any]:
    """Return the function that computes a function's value and its gradient, in one run.

    Parameters
    ----------
    function : callable
        As for ``grad``.
    argnums : int, str or sequence of those, default 0
        As for ``grad``.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    callable
        Of the function's parameters. Returns ``(value, gradient)``, with `has_aux` ``((value, aux), gradient)``.

    Raises
    ------
    TypeError, ValueError, DeviceMismatchError, BackendUnavailableError
        When called, as for ``grad``.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> X, y = np.asarray([[1.0, 2.0], [3.0, 4.0]]), np.asarray([1.0, 2.0])
    >>> loss = lambda w, X, y: ua.mean((X @ w - y) ** 2)
    >>> value, gradient = ua.value_and_grad(loss)(np.zeros(2), X, y)
    >>> value, gradient
    (array(2.5), array([ -7., -10.]))
    """
    from .transforms import value_and_grad

    return value_and_grad("ua.value_and_grad", function, argnums, has_aux, with_value=True)


def stop_gradient(x: Any) -> Any:
    """Return the same data as a constant: no gradient is tracked through what is returned.

    Parameters
    ----------
    x : Array or native array, alone or in nested lists, tuples, dicts and dataclasses
        The data.

    Returns
    -------
    Array or native array, in the same containers
        Over the same memory. What is no array is returned as it is.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.grad(lambda x: x * ua.stop_gradient(x))(3.0))
    3.0
    """
    from .imperative import stop_gradient

    return stop_gradient(x)


class no_grad:  # noqa: N801 - reads as torch's: `with ua.no_grad():`
    """A block, or a function, in which no gradient is tracked.

    Inside, what is computed from Arrays that require a gradient does not require one, and such Arrays can be updated
    in place. Every library that is loaded and differentiates is told.

    Examples
    --------
    >>> import unifyarray as ua
    >>> w = ua.asarray([1.0, 2.0], requires_grad=True)
    >>> with ua.no_grad():
    ...     w -= 0.5
    >>> w
    Array([0.5, 1.5], dtype=float64, requires_grad=True)
    """

    def __init__(self) -> None:
        self._open: list[Any] = []

    def __enter__(self) -> None:
        from .imperative import untracked

        self._open.append(untracked())

    def __exit__(self, *exc_info: object) -> None:
        self._open.pop().close()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Return the function, run in such a block."""
        import functools

        @functools.wraps(function)
        def inner(*args: P.args, **kwargs: P.kwargs) -> R:
            with no_grad():
                return function(*args, **kwargs)

        return inner
