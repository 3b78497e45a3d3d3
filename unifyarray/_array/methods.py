"""The methods of Array: the functions of ``ua`` that NumPy's and torch's arrays have as methods, as NumPy calls them.

Each of them calls its function and has no semantics of its own. What users of the two look for and do not find is in
``_left_out``: the attribute is missing, and its error says what to use.
"""

from __future__ import annotations

# Every `self` below is an Array, which alone derives from this class, and is annotated so. Both checkers want it wider:
# mypy: disable-error-code="misc"
# pyright: reportGeneralTypeIssues=false
import unifyarray as ua  # not initialised yet while this is read

from .._core import migration_hints
from .._rules import axes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import NoReturn, TypeAlias, overload

    from .._core.devices import Device
    from .._core.dtypes import DType
    from .array import Array

    Axis: TypeAlias = int | Sequence[int] | None


def _part(function: Callable[[Array], Array], x: Array) -> Array:
    """Return a part of a complex number; an Array of another dtype has no such attribute, and ``hasattr`` says so."""
    try:
        return function(x)
    except TypeError as error:
        raise AttributeError(str(error)) from error


class ArrayMethods:
    """Methods of Array; only Array derives from it."""

    __slots__ = ()

    # -- attributes ------------------------------------------------------------------------------------

    @property
    def real(self: Array) -> Array:
        """Real part: ``ua.real(x)``."""
        return _part(ua.real, self)

    @property
    def imag(self: Array) -> Array:
        """Imaginary part: ``ua.imag(x)``."""
        return _part(ua.imag, self)

    @property
    def itemsize(self: Array) -> int:
        """Bytes of one element: ``x.dtype.itemsize``."""
        return self.dtype.itemsize

    @property
    def nbytes(self: Array) -> int:
        """Bytes of all elements: ``x.size * x.itemsize``."""
        return self.size * self.dtype.itemsize

    # -- data types and copies ---------------------------------------------------------------------------

    def astype(self: Array, dtype: DType | str, *, copy: bool = True, device: Device | str | None = None) -> Array:
        """Return the Array in another data type: ``ua.astype(x, dtype)``."""
        return ua.astype(self, dtype, copy=copy, device=device)

    def copy(self: Array) -> Array:
        """Return a copy: ``ua.asarray(x, copy=True)``."""
        return ua.asarray(self, copy=True)

    # -- elementwise -----------------------------------------------------------------------------------

    def clip(self: Array, min: Array | float | None = None, max: Array | float | None = None) -> Array:
        """Return the elements, those beyond the bounds replaced by them: ``ua.clip(x, min, max)``."""
        return ua.clip(self, min, max)

    def conj(self: Array) -> Array:
        """Return the complex conjugates: ``ua.conj(x)``."""
        return ua.conj(self)

    def round(self: Array) -> Array:
        """Return the elements rounded to integers, halves to even ones: ``ua.round(x)``."""
        return ua.round(self)

    # -- reductions ------------------------------------------------------------------------------------

    def all(self: Array, axis: Axis = None, *, keepdims: bool = False) -> Array:
        """Return whether all elements are True: ``ua.all(x)``."""
        return ua.all(self, axis=axis, keepdims=keepdims)

    def any(self: Array, axis: Axis = None, *, keepdims: bool = False) -> Array:
        """Return whether any element is True: ``ua.any(x)``."""
        return ua.any(self, axis=axis, keepdims=keepdims)

    def max(self: Array, axis: Axis = None, *, keepdims: bool = False) -> Array:
        """Return the largest element: ``ua.max(x)``."""
        return ua.max(self, axis=axis, keepdims=keepdims)

    def mean(self: Array, axis: Axis = None, *, keepdims: bool = False) -> Array:
        """Return the arithmetic mean: ``ua.mean(x)``."""
        return ua.mean(self, axis=axis, keepdims=keepdims)

    def min(self: Array, axis: Axis = None, *, keepdims: bool = False) -> Array:
        """Return the smallest element: ``ua.min(x)``."""
        return ua.min(self, axis=axis, keepdims=keepdims)

    def prod(self: Array, axis: Axis = None, *, dtype: DType | str | None = None, keepdims: bool = False) -> Array:
        """Return the product of the elements: ``ua.prod(x)``."""
        return ua.prod(self, axis=axis, dtype=dtype, keepdims=keepdims)

    def std(self: Array, axis: Axis = None, *, correction: float = 0.0, keepdims: bool = False) -> Array:
        """Return the standard deviation, that of a population without ``correction=1``: ``ua.std(x)``."""
        return ua.std(self, axis=axis, correction=correction, keepdims=keepdims)

    def sum(self: Array, axis: Axis = None, *, dtype: DType | str | None = None, keepdims: bool = False) -> Array:
        """Return the sum of the elements: ``ua.sum(x)``."""
        return ua.sum(self, axis=axis, dtype=dtype, keepdims=keepdims)

    def var(self: Array, axis: Axis = None, *, correction: float = 0.0, keepdims: bool = False) -> Array:
        """Return the variance, that of a population without ``correction=1``: ``ua.var(x)``."""
        return ua.var(self, axis=axis, correction=correction, keepdims=keepdims)

    # -- cumulative --------------------------------------------------------------------------------------

    def cumprod(
        self: Array, axis: int | None = None, *, dtype: DType | str | None = None, include_initial: bool = False
    ) -> Array:
        """Return the products up to each element: ``ua.cumulative_prod(x)``."""
        return ua.cumulative_prod(self, axis=axis, dtype=dtype, include_initial=include_initial)

    def cumsum(
        self: Array, axis: int | None = None, *, dtype: DType | str | None = None, include_initial: bool = False
    ) -> Array:
        """Return the sums up to each element: ``ua.cumulative_sum(x)``."""
        return ua.cumulative_sum(self, axis=axis, dtype=dtype, include_initial=include_initial)

    # -- searching, sorting, indexing ----------------------------------------------------------------------

    def argmax(self: Array, axis: int | None = None, *, keepdims: bool = False) -> Array:
        """Return the index of the largest element: ``ua.argmax(x)``."""
        return ua.argmax(self, axis=axis, keepdims=keepdims)

    def argmin(self: Array, axis: int | None = None, *, keepdims: bool = False) -> Array:
        """Return the index of the smallest element: ``ua.argmin(x)``."""
        return ua.argmin(self, axis=axis, keepdims=keepdims)

    def argsort(self: Array, axis: int = -1, *, descending: bool = False, stable: bool = True) -> Array:
        """Return the indices that sort: ``ua.argsort(x)``."""
        return ua.argsort(self, axis=axis, descending=descending, stable=stable)

    def nonzero(self: Array) -> tuple[Array, ...]:
        """Return the indices of the elements that are not zero, by axis: ``ua.nonzero(x)``."""
        return ua.nonzero(self)

    def take(self: Array, indices: Array, axis: int | None = None) -> Array:
        """Return the elements at places along an axis: ``ua.take(x, indices, axis=axis)``."""
        return ua.take(self, indices, axis=axis)

    # -- shape -----------------------------------------------------------------------------------------

    def flatten(self: Array) -> Array:
        """Return a copy in one axis: ``ua.reshape(x, (-1,), copy=True)``."""
        return ua.reshape(self, (-1,), copy=True)

    def ravel(self: Array) -> Array:
        """Return the elements in one axis: ``ua.reshape(x, (-1,))``."""
        return ua.reshape(self, (-1,))

    def repeat(self: Array, repeats: int | Array, *, axis: int | None = None) -> Array:
        """Return every element several times in a row: ``ua.repeat(x, repeats)``; the whole, by ``ua.tile``."""
        return ua.repeat(self, repeats, axis=axis)

    if TYPE_CHECKING:

        @overload
        def reshape(self: Array, shape: Sequence[int], /, *, copy: bool | None = None) -> Array: ...

        @overload
        def reshape(self: Array, *shape: int, copy: bool | None = None) -> Array: ...

    def reshape(self: Array, *shape: int | Sequence[int], copy: bool | None = None) -> Array:
        """Return the Array in another shape, ``x.reshape(5, 1)`` or ``x.reshape((5, 1))``: ``ua.reshape(x, shape)``."""
        return ua.reshape(self, shape[0] if len(shape) == 1 else shape, copy=copy)  # type: ignore[arg-type]

    def squeeze(self: Array, axis: Axis = None) -> Array:
        """Return the Array without axes of length 1, all of them by default: ``ua.squeeze(x, axis)``."""
        if axis is None:
            axis = tuple([index for index, length in enumerate(self.shape) if length == 1])
        return ua.squeeze(self, axis)

    def swapaxes(self: Array, axis1: int, axis2: int, /) -> Array:
        """Return the Array with two axes exchanged: ``ua.permute_dims(x, axes)``."""
        ndim = self.ndim
        order = list(range(ndim))
        first, second = axes.normalise_axis(axis1, ndim), axes.normalise_axis(axis2, ndim)
        order[first], order[second] = second, first
        return ua.permute_dims(self, order)

    if TYPE_CHECKING:

        @overload
        def transpose(self: Array, axes: Sequence[int] | None = None, /) -> Array: ...

        @overload
        def transpose(self: Array, *axes: int) -> Array: ...

    def transpose(self: Array, *axes: int | Sequence[int] | None) -> Array:
        """Return the Array with its axes in another order, ``x.transpose(1, 0)`` or ``x.transpose((1, 0))``.

        Without axes the order is reversed: ``ua.permute_dims(x, axes)``.
        """
        order = axes[0] if len(axes) == 1 else axes or None
        if order is None:
            order = tuple(range(self.ndim))[::-1]
        return ua.permute_dims(self, order)  # type: ignore[arg-type]


class _NotThere:
    """A name that is no attribute: looking it up says what to use.

    Not a ``__getattr__`` of the class, which would slow every other attribute down, those of the operators among them.
    """

    def __init__(self, name: str, hint: str) -> None:
        self.name = name
        self.hint = hint
        self.__doc__ = f"Not an attribute. Use {hint}"

    def __get__(self, instance: object, owner: type) -> NoReturn:
        raise migration_hints.missing("'Array' object", self.name, self.hint)


class LeftOut:
    """Names that are no attributes of Array; its last base, so that what is one comes before."""

    __slots__ = ()

    vars().update({name: _NotThere(name, hint) for name, hint in migration_hints.ARRAY.items()})

    def __dir__(self) -> Iterable[str]:
        return [name for name in object.__dir__(self) if name not in migration_hints.ARRAY]
