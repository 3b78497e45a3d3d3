"""The public transformations ``ua.jit`` and ``ua.vmap``. The modules that do the work are imported at first use."""

from __future__ import annotations

from .._core import lazy_typing as t

__all__ = ["jit", "vmap"]


def jit(
    function: t.Callable[t.P, t.Any],
    *,
    static_argnums: int | t.Sequence[int] = (),
    static_argnames: str | t.Sequence[str] = (),
    backend: str | None = None,
) -> t.PortableFunction[t.P, t.Any]:
    """Return a function that does the same by compiled code.

    The function runs once with Arrays that have a shape and a dtype but no values. What it computes is compiled, and
    later calls run the compiled code. It runs again if the arrays have other shapes, strides, dtypes or devices, if
    another object that is not an array is passed, or under other settings of ``ua.use``.

    Parameters
    ----------
    function : callable
        Takes Arrays, also in nested lists, tuples, dicts and dataclasses, and hashable objects, which are constants.
        Returns Arrays, in the same containers, and any other objects.
    static_argnums : int or sequence of int, default ()
        Positions of arguments that are constants as a whole: no arrays are looked for in them, and they must be
        hashable.
    static_argnames : str or sequence of str, default ()
        Names of such arguments.
    backend : str, optional
        The backend that compiles functions of NumPy arrays, or "none", which calls the function itself. By default,
        the one in ``UNIFYARRAY_JIT_BACKEND``, or the one of highest priority.

    Returns
    -------
    callable
        A function with the same parameters. If every array among the arguments is an Array, results are Arrays, too.
        Otherwise results are native arrays.

    Raises
    ------
    TypeError
        `function` is not a function. When called: an argument is neither an array nor hashable.
    ValueError
        `static_argnums` or `static_argnames` do not name parameters of the function, or `backend` does not compile.
    TracingError
        When called: the function reads values of an Array, as ``float(x)`` and ``if x > 0`` do, makes an array whose
        shape depends on values, as ``x[mask]`` does, or draws random numbers.
    RuntimeError
        When called: the function writes to an Array that it closes over.
    DeviceMismatchError
        When called: the arrays live on different devices or backends.

    See Also
    --------
    where : Chooses between two values, in place of ``if``.

    Notes
    -----
    Arrays that the function closes over are constants with the values that they have in the first call. Side effects,
    such as ``print``, happen in the first call only. What the function writes to an argument, the caller's array has
    afterwards, as without ``ua.jit``.

    Examples
    --------
    >>> import unifyarray as ua
    >>> f = ua.jit(lambda x: ua.sin(x) ** 2 + ua.cos(x) ** 2, backend="none")
    >>> f(ua.asarray([1.0, 2.0]))
    Array([1., 1.], dtype=float64)
    """
    from .compiling import jit

    return jit(function, static_argnums, static_argnames, backend)


def vmap(function: t.Callable[t.P, t.Any], in_axes: t.Any = 0, out_axes: t.Any = 0) -> t.PortableFunction[t.P, t.Any]:
    """Return a function that maps a function over the elements of arrays along an axis.

    The function is written for one element, and its results are stacked. If the backend can, it runs once for all
    elements: torch does. Otherwise it runs for each element.

    Parameters
    ----------
    function : callable
        Takes Arrays, also in nested lists, tuples, dicts and dataclasses, and any other objects. Returns Arrays and
        numbers, in the same containers; None stays None. It must not write to its arguments or to Arrays that it
        closes over.
    in_axes : int, None, or tuple of those, default 0
        The axis of the elements in each positional argument. None passes an argument as it is. A tuple has an entry
        for each argument, which is an axis, None, or the argument's containers with axes in place of arrays. Arrays
        in keyword arguments are always mapped along axis 0. Objects that are not arrays are passed as they are.
    out_axes : int, None, or containers of those, default 0
        The axis of the elements in each result, or the containers of the result with axes in place of arrays. None is
        for a result that does not depend on the elements, which is returned once.

    Returns
    -------
    callable
        A function with the same parameters. If every array among the arguments is an Array, results are Arrays, too.
        Otherwise results are native arrays.

    Raises
    ------
    ValueError
        When called: no argument is mapped, the axes differ in length, `in_axes` or `out_axes` do not have the
        containers of the arguments or results, or `out_axes` is None for a result that depends on the elements.
    AxisError
        When called: an axis is out of range.
    TypeError
        `function` is not a function, or an axis is not an integer. When called: the function returned another object.
    TracingError
        When called: the function reads values of an Array that depends on the elements, as ``float(x)`` and
        ``if x > 0`` do, or makes an array whose shape depends on them, as ``x[mask]`` does.
    RuntimeError
        When called: the function writes to an argument, or to an Array that it closes over.
    DeviceMismatchError
        When called: the arrays live on different devices or backends.

    See Also
    --------
    where : Chooses between two values, in place of ``if``.

    Notes
    -----
    Call ``ua.vmap`` inside ``ua.vmap`` to map over two axes, ``ua.grad`` inside it for a gradient of each element, and
    it inside of ``ua.grad``.

    Examples
    --------
    >>> import unifyarray as ua
    >>> x, w = ua.asarray([[1.0, 2.0], [3.0, 4.0]]), ua.asarray([1.0, 10.0])
    >>> ua.vmap(lambda row, w: row @ w, in_axes=(0, None))(x, w)
    Array([21., 43.], dtype=float64)
    >>> ua.vmap(ua.grad(lambda row: ua.sum(row**2)))(x)
    Array([[2., 4.],
           [6., 8.]], dtype=float64)
    """
    from .mapping import vmap

    return vmap(function, in_axes, out_axes)
