"""Gradients of functions, whoever holds the data: ``ua.grad`` and its kin.

A backend that declares ``autograd`` differentiates itself; every other is routed to one that does, on the same device.
This module is what users see; what it calls is loaded at the first use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .._core import lazy_typing as t

TYPE_CHECKING = False

__all__ = ["grad", "hessian", "jacobian", "jvp", "no_grad", "stop_gradient", "value_and_grad", "vjp"]


def grad(
    function: Callable[t.P, t.Any], argnums: int | str | Sequence[int | str] = 0, *, has_aux: bool = False
) -> t.PortableFunction[t.P, t.Any]:
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
    from .differentiation import value_and_grad

    return value_and_grad("ua.grad", function, argnums, has_aux, with_value=False)


def value_and_grad(
    function: Callable[t.P, t.R], argnums: int | str | Sequence[int | str] = 0, *, has_aux: bool = False
) -> t.PortableFunction[t.P, tuple[t.R, t.Any]]:
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
    from .differentiation import value_and_grad

    return value_and_grad("ua.value_and_grad", function, argnums, has_aux, with_value=True)


def jacobian(
    function: Callable[t.P, t.Any],
    argnums: int | str | Sequence[int | str] = 0,
    *,
    mode: t.Literal["reverse", "forward"] = "reverse",
    has_aux: bool = False,
) -> t.PortableFunction[t.P, t.Any]:
    """Return the function that computes the Jacobian: the derivative of each element of the value by each argument's.

    Parameters
    ----------
    function : callable
        As for ``grad``, of values of any shape; several in a list, tuple, dict or dataclass. Real numbers.
    argnums : int, str or sequence of those, default 0
        As for ``grad``.
    mode : {"reverse", "forward"}
        Whether rows are computed one after the other, which takes less time where the value has fewer elements than
        the argument, or columns. The result is the same up to rounding.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    callable
        Of the function's parameters. Returns an array of the shape of the value followed by that of the argument; in
        the form of the value, in each place of which is the form of the argument, or for a sequence of `argnums` a
        tuple of those. With `has_aux`, the pair of that and the aux.

    Raises
    ------
    TypeError
        When called: an argument to differentiate holds no floating-point array, or something is complex.
    ValueError
        `mode` is not valid; when called: `argnums` names no argument of the call.
    DeviceMismatchError, BackendUnavailableError
        When called, as for ``grad``.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> ua.jacobian(lambda x: x**2)(np.asarray([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    """
    from .differentiation import jacobian

    return jacobian("ua.jacobian", function, argnums, mode, has_aux)


def hessian(
    function: Callable[t.P, t.Any], argnums: int | str | Sequence[int | str] = 0, *, has_aux: bool = False
) -> t.PortableFunction[t.P, t.Any]:
    """Return the function that computes the second derivatives of a function of one real number's value.

    Parameters
    ----------
    function : callable
        As for ``grad``. Real numbers.
    argnums : int, str or sequence of those, default 0
        As for ``grad``.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    callable
        Of the function's parameters. Returns an array of the argument's shape, twice; for containers and sequences
        of `argnums`, their form in each place of their form. With `has_aux`, the pair of that and the aux.

    Raises
    ------
    TypeError, ValueError, DeviceMismatchError, BackendUnavailableError
        When called, as for ``grad``.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> ua.hessian(lambda x: x[0] ** 2 * x[1])(np.asarray([1.0, 3.0]))
    array([[6., 2.],
           [2., 0.]])
    """
    from .differentiation import jacobian, value_and_grad

    gradient = value_and_grad("ua.hessian", function, argnums, has_aux, with_value=False)
    return jacobian("ua.hessian", gradient, argnums, "reverse", has_aux)


if TYPE_CHECKING:

    @t.overload
    def vjp(
        function: Callable[..., t.Any], *primals: t.Any, has_aux: t.Literal[False] = False
    ) -> tuple[t.Any, Callable[[t.Any], tuple[t.Any, ...]]]: ...

    @t.overload
    def vjp(
        function: Callable[..., t.Any], *primals: t.Any, has_aux: t.Literal[True]
    ) -> tuple[t.Any, Callable[[t.Any], tuple[t.Any, ...]], t.Any]: ...

    @t.overload
    def vjp(function: Callable[..., t.Any], *primals: t.Any, has_aux: bool) -> tuple[t.Any, ...]: ...


def vjp(function: Callable[..., t.Any], *primals: t.Any, has_aux: bool = False) -> tuple[t.Any, ...]:
    """Return a function's value and the map from a cotangent of it to gradients of the arguments.

    The map is multiplication by the transposed Jacobian, which is never formed.

    Parameters
    ----------
    function : callable
        As for ``grad``, of values of any shape; several in a list, tuple, dict or dataclass.
    *primals : Array, native array, scalar, or container of them
        The arguments. All floating-point arrays among them are differentiated.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    value : Array or native array
        What the function returned.
    pullback : callable
        From a cotangent, of the form and shapes of the value, to a tuple of gradients, one per argument and in its
        form, with None for constants. May be called any number of times. None in a cotangent stands for zeros.
    aux : object
        With `has_aux` alone.

    Raises
    ------
    TypeError
        No argument holds a floating-point array.
    DeviceMismatchError, BackendUnavailableError
        As for ``grad``.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> value, pullback = ua.vjp(lambda x, y: x * y, np.asarray([1.0, 2.0]), np.asarray([3.0, 4.0]))
    >>> pullback(np.asarray([1.0, 10.0]))
    (array([ 3., 40.]), array([ 1., 20.]))
    """
    from .differentiation import vjp

    return vjp(function, primals, has_aux)


if TYPE_CHECKING:

    @t.overload
    def jvp(
        function: Callable[..., t.Any],
        primals: Sequence[t.Any],
        tangents: Sequence[t.Any],
        *,
        has_aux: t.Literal[False] = False,
    ) -> tuple[t.Any, t.Any]: ...

    @t.overload
    def jvp(
        function: Callable[..., t.Any], primals: Sequence[t.Any], tangents: Sequence[t.Any], *, has_aux: t.Literal[True]
    ) -> tuple[t.Any, t.Any, t.Any]: ...

    @t.overload
    def jvp(
        function: Callable[..., t.Any], primals: Sequence[t.Any], tangents: Sequence[t.Any], *, has_aux: bool
    ) -> tuple[t.Any, ...]: ...


def jvp(
    function: Callable[..., t.Any], primals: Sequence[t.Any], tangents: Sequence[t.Any], *, has_aux: bool = False
) -> tuple[t.Any, ...]:
    """Return a function's value and its derivative in a direction.

    Parameters
    ----------
    function : callable
        As for ``vjp``.
    primals : tuple
        The arguments.
    tangents : tuple
        The direction: for each argument something of its form and shapes; None for constants and for zeros.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    value, tangent : Array or native array
        What the function returned, and its derivative, of the same form; None where it has integers.
    aux : object
        With `has_aux` alone.

    Raises
    ------
    TypeError
        No argument holds a floating-point array.
    ValueError
        A tangent has not the form or the shape of its argument.
    DeviceMismatchError, BackendUnavailableError
        As for ``grad``.

    Examples
    --------
    >>> import unifyarray as ua
    >>> value, tangent = ua.jvp(lambda x: x**3, (2.0,), (1.0,))
    >>> float(value), float(tangent)
    (8.0, 12.0)
    """
    from .differentiation import jvp

    return jvp(function, primals, tangents, has_aux)


def stop_gradient(x: t.Any) -> t.Any:
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


class _Untracked:
    """The block of ``no_grad``, and a decorator."""

    def __init__(self) -> None:
        self._open: list[t.Any] = []

    def __enter__(self) -> None:
        from .imperative import untracked

        self._open.append(untracked())

    def __exit__(self, *exc_info: object) -> None:
        self._open.pop().close()

    def __call__(self, function: Callable[t.P, t.R]) -> Callable[t.P, t.R]:
        """Return the function, run in such a block."""
        import functools
        from inspect import iscoroutinefunction

        from .._runtime.selection import refuse_generator

        refuse_generator(function, "with ua.no_grad(): inside of it")
        if iscoroutinefunction(function):

            @functools.wraps(function)
            async def coroutine(*args: t.P.args, **kwargs: t.P.kwargs) -> t.Any:
                with _Untracked():
                    return await function(*args, **kwargs)

            return coroutine  # type: ignore[return-value]  # R is what awaiting gives

        @functools.wraps(function)
        def inner(*args: t.P.args, **kwargs: t.P.kwargs) -> t.R:
            with _Untracked():
                return function(*args, **kwargs)

        return inner


if TYPE_CHECKING:

    @t.overload
    def no_grad() -> _Untracked: ...

    @t.overload
    def no_grad(function: Callable[t.P, t.R], /) -> Callable[t.P, t.R]: ...


def no_grad(function: t.Any = None, /) -> t.Any:
    """Return a block in which no gradient is tracked, or a function that runs in one.

    Inside, what is computed from Arrays that require a gradient does not require one, and such Arrays can be updated
    in place. Arrays of a library without gradients join those of one that has them, on the same device.

    Parameters
    ----------
    function : callable, optional
        What ``@ua.no_grad`` is written before; ``@ua.no_grad()`` does the same.

    Returns
    -------
    context manager, or callable
        The function, where one is given.

    Raises
    ------
    TypeError
        As a decorator, of a generator or of what is no function.

    Examples
    --------
    >>> import unifyarray as ua
    >>> w = ua.asarray([1.0, 2.0], requires_grad=True)
    >>> with ua.no_grad():
    ...     w -= 0.5
    >>> w
    Array([0.5, 1.5], dtype=float64, requires_grad=True)
    """
    block = _Untracked()
    if function is None:
        return block
    if not callable(function):
        from .._core.errors import message, shown

        fact = f"ua.no_grad takes a function or nothing, not {shown(function)}"
        raise TypeError(message(fact, "with ua.no_grad(): before a block, @ua.no_grad before a function"))
    return block(function)
