"""The gradients of an Array, as torch users write them: ``requires_grad``, ``grad``, ``backward``, ``detach``."""

from __future__ import annotations

from .._core.errors import message, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._backend.backend import NativeNamespace
    from .array import Array


class ArrayGradients:
    """Attributes and methods of Array for gradients; only Array derives from it."""

    __slots__ = ()

    if TYPE_CHECKING:
        _native: Any
        _xp: NativeNamespace

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient is tracked through the Array; read-only: ``ua.asarray(x, requires_grad=True)``."""
        return self._xp.hooks.requires_grad(self._native)

    if not TYPE_CHECKING:  # where types are checked, it is read-only

        @requires_grad.setter
        def requires_grad(self, value: object) -> None:
            hint = "x.detach()" if value is False else "x = ua.asarray(x, requires_grad=True)"
            raise AttributeError(message(f"x.requires_grad = {shown(value)}: the attribute is read-only", hint))

    @property
    def grad(self) -> Array | None:
        """Gradient that ``backward`` has collected in an Array made with ``requires_grad=True``; None before.

        Can be set, to None above all: ``backward`` adds to what is there.
        """
        from .._transforms.imperative import collected

        return collected(self)  # type: ignore[arg-type]

    @grad.setter
    def grad(self, value: Array | None) -> None:
        from .._transforms.imperative import set_collected

        set_collected(self, value)  # type: ignore[arg-type]

    def backward(self, gradient: Array | None = None, *, retain_graph: bool = False) -> None:
        """Add the gradients of this Array to the ``grad`` of the Arrays that it was computed from.

        Those are the ones made with ``requires_grad=True``.

        Parameters
        ----------
        gradient : Array, optional
            What the gradients are contracted with, of the shape of this Array. Default: 1, for a 0-d one.
        retain_graph : bool, default False
            Keep what is needed to do this again.

        Raises
        ------
        TypeError
            The Array carries no gradient.
        ValueError
            It is not 0-d and `gradient` is left out, or `gradient` has another shape.

        Notes
        -----
        The gradients themselves are not tracked; second derivatives are what ``ua.grad`` of ``ua.grad`` and
        ``ua.hessian`` are for.

        Examples
        --------
        >>> import unifyarray as ua
        >>> x = ua.asarray(2.0, requires_grad=True)
        >>> y = x**3 + 3 * x
        >>> y.backward()
        >>> x.grad
        Array(15., dtype=float64)
        """
        from .._transforms.imperative import backward

        backward(self, gradient, retain_graph)  # type: ignore[arg-type]

    def detach(self) -> Array:
        """Return the same data without a gradient; memory is shared."""
        return type(self)(self._xp.hooks.detach(self._native), self._xp)  # type: ignore[call-arg,return-value]
