"""The public gradient functions: ``ua.grad``, ``ua.jacobian``, ``ua.vjp``, ``ua.no_grad`` and the like.

If a backend has no autograd, a backend that has it on the same device computes the gradients. The modules that do the
work are imported at first use.
"""

from __future__ import annotations

from _thread import get_ident

from .._core import lazy_typing as t
from .._runtime.selection import Guard, GuardedExit, guards

TYPE_CHECKING = False

__all__ = ["grad", "hessian", "jacobian", "jvp", "no_grad", "stop_gradient", "value_and_grad", "vjp"]


def grad(
    function: t.Callable[t.P, t.Any], argnums: int | str | t.Sequence[int | str] = 0, *, has_aux: bool = False
) -> t.PortableFunction[t.P, t.Any]:
    """Return a function that computes the gradient of a function whose value is one real number.

    Works on arrays of every library. The function receives Arrays of a backend with autograd: the backend of the
    arguments if it has autograd, otherwise the backend of highest priority on their device. Set
    ``UNIFYARRAY_AUTOGRAD_BACKEND`` to choose another one. While the function runs, that backend, the device and the
    widest real floating dtype of the arguments are the current ones.

    Each gradient has the type, backend, device and dtype of its argument. Data are shared in both directions, not
    copied.

    Parameters
    ----------
    function : callable
        Takes Arrays, also in nested lists, tuples, dicts and dataclasses, and any other objects. Must return a 0-d
        Array of a real floating dtype, and must not write to its arguments. Arrays that it closes over are constants.
    argnums : int, str or sequence of those, default 0
        Arguments to differentiate with respect to, by position or by name. The floating-point arrays in them are
        differentiated, and everything else is a constant. A Python float is a 0-d array if it is the argument itself,
        and a constant if it is in a container.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``. `aux` can be any object and is returned without derivatives.

    Returns
    -------
    callable
        A function with the same parameters. It returns the gradient in the containers of the argument, with None in
        place of constants. If `argnums` is a sequence, it returns a tuple with one gradient for each argument. With
        `has_aux`, it returns ``(gradient, aux)``.

    Raises
    ------
    TypeError
        When called: an argument to differentiate holds no floating-point array, or the value is not a real number.
    ValueError
        When called: the value is not a 0-d array, or `argnums` does not name an argument of the call.
    DeviceMismatchError
        When called: the arrays live on different devices, or on backends that cannot be combined.
    BackendUnavailableError
        When called: no available backend has autograd on the device.

    See Also
    --------
    value_and_grad : Also returns the value.
    jacobian : Differentiates functions with several values.

    Notes
    -----
    Compute the result from the arguments with functions of ``ua`` and operators only. Inside the function, ``bool(x)``
    works, so control flow can depend on values. ``float(x)``, ``x.item()``, ``ua.to_numpy(x)`` and the like raise
    TypeError, because the gradient through their results would be lost. If you want a constant, call
    ``ua.stop_gradient(x)`` first.

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
    function: t.Callable[t.P, t.R], argnums: int | str | t.Sequence[int | str] = 0, *, has_aux: bool = False
) -> t.PortableFunction[t.P, tuple[t.R, t.Any]]:
    """Return a function that computes the value and the gradient of a function in one run.

    Parameters
    ----------
    function : callable
        The same as for ``grad``.
    argnums : int, str or sequence of those, default 0
        The same as for ``grad``.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    callable
        A function with the same parameters. It returns ``(value, gradient)``, or with `has_aux`
        ``((value, aux), gradient)``.

    Raises
    ------
    TypeError, ValueError, DeviceMismatchError, BackendUnavailableError
        When called, for the same reasons as ``grad``.

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
    function: t.Callable[t.P, t.Any],
    argnums: int | str | t.Sequence[int | str] = 0,
    *,
    mode: t.Literal["reverse", "forward"] = "reverse",
    has_aux: bool = False,
) -> t.PortableFunction[t.P, t.Any]:
    """Return a function that computes the Jacobian: the derivatives of all elements of the value.

    Parameters
    ----------
    function : callable
        The same as for ``grad``, but the value can have any shape, and several values can be in a list, tuple, dict or
        dataclass. Arguments and values must be real.
    argnums : int, str or sequence of those, default 0
        The same as for ``grad``.
    mode : {"reverse", "forward"}
        Whether to compute rows or columns. "reverse" (rows) is faster if the value has fewer elements than the
        argument. The result is the same up to rounding.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    callable
        A function with the same parameters. It returns an array whose shape is the value's shape followed by the
        argument's shape. If the value is a container, it returns that container with one Jacobian for each value. Each
        Jacobian is in the containers of the argument, or a tuple of them if `argnums` is a sequence. With `has_aux`,
        it returns ``(jacobian, aux)``.

    Raises
    ------
    TypeError
        When called: an argument to differentiate holds no floating-point array, or an argument or value is complex.
    ValueError
        `mode` is not valid. When called: `argnums` does not name an argument of the call.
    DeviceMismatchError, BackendUnavailableError
        When called, for the same reasons as ``grad``.

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
    function: t.Callable[t.P, t.Any], argnums: int | str | t.Sequence[int | str] = 0, *, has_aux: bool = False
) -> t.PortableFunction[t.P, t.Any]:
    """Return a function that computes the second derivatives of a function whose value is one real number.

    Parameters
    ----------
    function : callable
        The same as for ``grad``. Arguments must be real.
    argnums : int, str or sequence of those, default 0
        The same as for ``grad``.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    callable
        A function with the same parameters. It returns an array whose shape is the argument's shape, twice. If the
        argument is a container or `argnums` is a sequence, it returns that structure with a copy of the structure in
        place of each array: ``hessian["a"]["b"]``. With `has_aux`, it returns ``(hessian, aux)``.

    Raises
    ------
    TypeError, ValueError, DeviceMismatchError, BackendUnavailableError
        When called, for the same reasons as ``grad``.

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
        function: t.Callable[..., t.Any], *primals: t.Any, has_aux: t.Literal[False] = False
    ) -> tuple[t.Any, t.Callable[[t.Any], tuple[t.Any, ...]]]: ...

    @t.overload
    def vjp(
        function: t.Callable[..., t.Any], *primals: t.Any, has_aux: t.Literal[True]
    ) -> tuple[t.Any, t.Callable[[t.Any], tuple[t.Any, ...]], t.Any]: ...

    @t.overload
    def vjp(function: t.Callable[..., t.Any], *primals: t.Any, has_aux: bool) -> tuple[t.Any, ...]: ...


def vjp(function: t.Callable[..., t.Any], *primals: t.Any, has_aux: bool = False) -> tuple[t.Any, ...]:
    """Return a function's value and its pullback, which maps a cotangent of the value to gradients of the arguments.

    The pullback multiplies by the transposed Jacobian without computing the Jacobian.

    Parameters
    ----------
    function : callable
        The same as for ``grad``, but the value can have any shape, and several values can be in a list, tuple, dict or
        dataclass.
    *primals : Array, native array, scalar, or container of them
        The arguments. All floating-point arrays in them are differentiated.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    value : Array or native array
        The value of the function.
    pullback : callable
        Takes a cotangent with the containers and shapes of the value, in which None means zeros. Returns a tuple with
        one gradient per argument, in the argument's containers, with None in place of constants. You can call it any
        number of times.
    aux : object
        Only with `has_aux`.

    Raises
    ------
    TypeError
        No argument holds a floating-point array.
    DeviceMismatchError, BackendUnavailableError
        For the same reasons as ``grad``.

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
        function: t.Callable[..., t.Any],
        primals: t.Sequence[t.Any],
        tangents: t.Sequence[t.Any],
        *,
        has_aux: t.Literal[False] = False,
    ) -> tuple[t.Any, t.Any]: ...

    @t.overload
    def jvp(
        function: t.Callable[..., t.Any],
        primals: t.Sequence[t.Any],
        tangents: t.Sequence[t.Any],
        *,
        has_aux: t.Literal[True],
    ) -> tuple[t.Any, t.Any, t.Any]: ...

    @t.overload
    def jvp(
        function: t.Callable[..., t.Any], primals: t.Sequence[t.Any], tangents: t.Sequence[t.Any], *, has_aux: bool
    ) -> tuple[t.Any, ...]: ...


def jvp(
    function: t.Callable[..., t.Any], primals: t.Sequence[t.Any], tangents: t.Sequence[t.Any], *, has_aux: bool = False
) -> tuple[t.Any, ...]:
    """Return a function's value and its derivative in a direction.

    Parameters
    ----------
    function : callable
        The same as for ``vjp``.
    primals : tuple
        The arguments.
    tangents : tuple
        The direction: for each argument, a tangent in its containers and with its shapes. None means zeros; it is
        also the tangent of a constant.
    has_aux : bool, default False
        Whether the function returns ``(value, aux)``.

    Returns
    -------
    value, tangent : Array or native array
        The value of the function, and its derivative in the same containers, with None in place of integer arrays.
    aux : object
        Only with `has_aux`.

    Raises
    ------
    TypeError
        No argument holds a floating-point array.
    ValueError
        A tangent differs from its argument in containers or shape.
    DeviceMismatchError, BackendUnavailableError
        For the same reasons as ``grad``.

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
    """Return the same data as a constant: no gradient is tracked through the result.

    Parameters
    ----------
    x : Array or native array, or nested lists, tuples, dicts and dataclasses of them
        The data.

    Returns
    -------
    Array or native array, in the same containers
        Arrays that share the memory. Objects that are not arrays are returned unchanged.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.grad(lambda x: x * ua.stop_gradient(x))(3.0))
    3.0
    """
    from .imperative import stop_gradient

    return stop_gradient(x)


class _Untracked:
    """The context manager and decorator that ``no_grad`` returns."""

    def __init__(self) -> None:
        #: Of calls of ``__enter__`` outside of a ``with`` statement.
        self._open: list[Guard] = []

    def __enter__(self) -> None:
        from .imperative import stop_tracking

        guard = guards(self).pop(get_ident(), None)
        if guard is None:
            guard = Guard()
            stop_tracking(guard)
            self._open.append(guard)
        else:
            stop_tracking(guard)

    def _leave(self, *exc_info: object) -> None:
        self._open.pop().restore()

    __exit__ = GuardedExit(_leave)

    def __call__(self, function: t.Callable[t.P, t.R]) -> t.Callable[t.P, t.R]:
        """Return a function that calls this one inside the block."""
        import functools
        from inspect import iscoroutinefunction

        from .._runtime.selection import refuse_generator

        refuse_generator(function, "write with ua.no_grad(): inside the generator")
        if iscoroutinefunction(function):

            @functools.wraps(function)
            async def coroutine(*args: t.P.args, **kwargs: t.P.kwargs) -> t.Any:
                with _Untracked():
                    return await function(*args, **kwargs)

            return coroutine  # type: ignore[return-value]  # R is the type of the awaited result

        @functools.wraps(function)
        def inner(*args: t.P.args, **kwargs: t.P.kwargs) -> t.R:
            with _Untracked():
                return function(*args, **kwargs)

        return inner


if TYPE_CHECKING:

    @t.overload
    def no_grad() -> _Untracked: ...

    @t.overload
    def no_grad(function: t.Callable[t.P, t.R], /) -> t.Callable[t.P, t.R]: ...


def no_grad(function: t.Any = None, /) -> t.Any:
    """Return a context manager that stops the tracking of gradients, or a function that runs in one.

    Inside the block, results do not require a gradient even if the operands do, and Arrays that require a gradient can
    be updated in place. Arrays of a backend without autograd join the Arrays of a backend with autograd on the same
    device.

    Parameters
    ----------
    function : callable, optional
        The function that ``@ua.no_grad`` decorates. ``@ua.no_grad()`` does the same.

    Returns
    -------
    context manager, or callable
        A function if you passed one, otherwise a context manager.

    Raises
    ------
    TypeError
        `function` is a generator, or not a function.

    Examples
    --------
    >>> import unifyarray as ua
    >>> w = ua.asarray([1.0, 2.0], requires_grad=True)
    >>> with ua.no_grad():
    ...     w -= 0.5
    >>> w
    Array([0.5, 1.5], dtype=float64, device='torch:cpu', requires_grad=True)
    """
    block = _Untracked()
    if function is None:
        return block
    if not callable(function):
        from .._core.errors import message, shown

        fact = f"ua.no_grad needs a function or no argument, got {shown(function)}"
        raise TypeError(message(fact, "write with ua.no_grad(): before a block, or @ua.no_grad before a function"))
    return block(function)
