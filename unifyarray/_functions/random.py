"""Random numbers: generators with NumPy's methods. ``random_draws`` does the work."""

from __future__ import annotations

from copyreg import __newobj__  # type: ignore[attr-defined]  # typeshed leaves it out

from .._array.array import Array
from .._core import lazy_typing as t
from .._core.errors import message, shown
from .._core.migration_hints import missing
from .._core.namespace_hints import GENERATOR
from .._rules import axes
from . import name_public_items, random_draws

TYPE_CHECKING = False

__all__ = ["Generator", "default_rng"]


def default_rng(seed: t.Any = None, *, fast: bool = False) -> Generator:
    """Return a generator of random numbers.

    Parameters
    ----------
    seed : int, sequence of int, numpy.random.SeedSequence, or generator, optional
        Integers and a SeedSequence seed NumPy's Philox. A BitGenerator or Generator of NumPy is used as it is, and goes
        on where it is. A Generator of ``ua`` is returned itself. Default: a seed from the operating system.
    fast : bool, default False
        Draw on the device, with the library's own generator. The numbers are then reproducible on one backend and kind
        of device, but others on each. If the library has no generator, they are those of ``fast=False``.

    Returns
    -------
    Generator
        It draws the numbers of ``numpy.random.Generator(numpy.random.Philox(seed))``.

    Raises
    ------
    TypeError, ValueError
        If `seed` is not a seed, or an integer is negative.

    Examples
    --------
    >>> import unifyarray as ua
    >>> rng = ua.random.default_rng(7)
    >>> rng.integers(10, size=5).tolist()
    [2, 4, 9, 4, 1]
    """
    if type(seed) is Generator:
        if seed._source.fast == bool(fast):
            return seed
        return Generator(seed.bit_generator, fast=fast)
    return Generator(random_draws.bit_generator(seed), fast=fast)


class Generator:
    """A generator of random numbers, as ``ua.random.default_rng`` makes them.

    The methods are NumPy's. The numbers are drawn on the host and moved to the device, so they are the same on every
    backend and device. `size` is the shape of the result; without it, the result has the shape that the parameters
    broadcast to. The Array is on the device of the parameters, or on the current one, and has their floating-point
    dtype, or the default real floating dtype. `dtype` and `device` select others.

    Parameters
    ----------
    bit_generator : numpy.random.BitGenerator
        The source of random bits, such as ``numpy.random.Philox(7)``.
    fast : bool, default False
        Whether to draw with the library's own generator, as in ``ua.random.default_rng``.

    Notes
    -----
    Numbers of float32 are NumPy's for ``dtype="float32"`` if it has these. They are not those of float64, rounded.
    Numbers of half precision are those of float32, rounded; `random` rounds down, because 1 is not among its numbers.

    If a parameter is an Array that requires a gradient, `uniform`, `normal`, `exponential`, `multivariate_normal` and
    the scale of `gamma` pass it on. Other parameters have no derivative, and raise TypeError.

    A draw inside ``ua.vmap``, or while a compiler traces, raises TracingError: draw before, and pass the Array in.

    Several threads can draw from one generator, but the order is not reproducible. Use `spawn` for a generator of each.
    A copy draws the numbers that the generator would draw next.

    Examples
    --------
    >>> import unifyarray as ua
    >>> rng = ua.random.default_rng(7)
    >>> rng.normal(ua.asarray([0.0, 100.0]), 0.5, size=(1000, 2)).shape
    (1000, 2)
    """

    __slots__ = ("_source",)

    def __init__(self, bit_generator: t.BitGenerator, *, fast: bool = False) -> None:
        given = random_draws.bit_generator(bit_generator)
        self._source = random_draws.Source(given, bool(fast))

    @property
    def bit_generator(self) -> t.BitGenerator:
        """The source of random bits, which NumPy can use, too: ``numpy.random.Generator(rng.bit_generator)``."""
        return self._source.host.bit_generator

    def __repr__(self) -> str:
        fast = ", fast=True" if self._source.fast else ""
        return f"Generator({type(self.bit_generator).__name__}{fast})"

    def __reduce__(self) -> tuple[t.Any, ...]:
        return __newobj__, (Generator,), self._source.state()

    def __setstate__(self, state: dict[str, t.Any]) -> None:
        self._source = random_draws.Source.restored(state)

    def __copy__(self) -> Generator:
        from copy import deepcopy

        return deepcopy(self)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Raise the AttributeError for a missing name, with what to use instead."""
            raise missing("a Generator", name, GENERATOR.get(name))

    # -- numbers -----------------------------------------------------------------------------------

    def random(
        self,
        size: int | t.Sequence[int] | None = None,
        dtype: t.DTypeLike | None = None,
        *,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw numbers from 0 up to, but not including, 1.

        Parameters
        ----------
        size : int or tuple of int, optional
            Shape of the result. Default: 0-d.
        dtype : DType or str, optional
            Real floating dtype. Default: the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: the current selection's.

        Returns
        -------
        Array
            Bit for bit NumPy's numbers.

        Raises
        ------
        TypeError
            If the dtype is not a real floating dtype, or the device lacks it.

        Examples
        --------
        >>> import unifyarray as ua
        >>> float(ua.random.default_rng(7).random()) < 1.0
        True
        """
        xp, wanted = random_draws.namespace_and_dtype("random", dtype, device)
        return random_draws.standard(self._source, "random", xp, random_draws.lengths(size), wanted)

    def uniform(
        self,
        low: Array | float = 0.0,
        high: Array | float = 1.0,
        size: int | t.Sequence[int] | None = None,
        *,
        dtype: t.DTypeLike | None = None,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw numbers from `low` up to, but not including, `high`; rounding may include it.

        Parameters
        ----------
        low, high : Array or float, default 0.0 and 1.0
            The ends. Gradients pass through.
        size : int or tuple of int, optional
            Shape of the result. Default: the shape that the parameters broadcast to.
        dtype : DType or str, optional
            Real floating dtype. Default: that of the Arrays, or the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of the Arrays, or the current selection's.

        Returns
        -------
        Array
            ``low + (high - low) * rng.random(size)``.

        Raises
        ------
        ValueError
            If `high` is less than `low`, or `size` does not fit.
        OverflowError
            If the range is not finite.

        Examples
        --------
        >>> import unifyarray as ua
        >>> x = ua.random.default_rng(7).uniform(2.0, 3.0, size=4)
        >>> bool(ua.all((x >= 2) & (x < 3)))
        True
        """
        return random_draws.uniform(self._source, low, high, size, dtype, device)

    def normal(
        self,
        loc: Array | float = 0.0,
        scale: Array | float = 1.0,
        size: int | t.Sequence[int] | None = None,
        *,
        dtype: t.DTypeLike | None = None,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw from normal distributions.

        Parameters
        ----------
        loc, scale : Array or float, default 0.0 and 1.0
            Mean and standard deviation. Gradients pass through.
        size : int or tuple of int, optional
            Shape of the result. Default: the shape that the parameters broadcast to.
        dtype : DType or str, optional
            Real floating dtype. Default: that of the Arrays, or the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of the Arrays, or the current selection's.

        Returns
        -------
        Array
            ``loc + scale * rng.standard_normal(size)``.

        Raises
        ------
        ValueError
            If `scale` is negative, or `size` does not fit.

        Examples
        --------
        >>> import unifyarray as ua
        >>> rng = ua.random.default_rng(7)
        >>> ua.grad(lambda scale: ua.mean(rng.normal(0.0, scale, size=100) ** 2))(ua.asarray(1.0)).shape
        ()
        """
        return random_draws.normal(self._source, loc, scale, size, dtype, device)

    def standard_normal(
        self,
        size: int | t.Sequence[int] | None = None,
        dtype: t.DTypeLike | None = None,
        *,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw from the normal distribution with mean 0 and standard deviation 1.

        Parameters
        ----------
        size : int or tuple of int, optional
            Shape of the result. Default: 0-d.
        dtype : DType or str, optional
            Real floating dtype. Default: the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: the current selection's.

        Returns
        -------
        Array
            NumPy's numbers.

        Raises
        ------
        TypeError
            If the dtype is not a real floating dtype, or the device lacks it.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).standard_normal((2, 3), dtype="float32").dtype
        unifyarray.float32
        """
        xp, wanted = random_draws.namespace_and_dtype("standard_normal", dtype, device)
        return random_draws.standard(self._source, "standard_normal", xp, random_draws.lengths(size), wanted)

    def exponential(
        self,
        scale: Array | float = 1.0,
        size: int | t.Sequence[int] | None = None,
        *,
        dtype: t.DTypeLike | None = None,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw from exponential distributions.

        Parameters
        ----------
        scale : Array or float, default 1.0
            Mean. Gradients pass through.
        size : int or tuple of int, optional
            Shape of the result. Default: that of `scale`.
        dtype : DType or str, optional
            Real floating dtype. Default: that of `scale`, or the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of `scale`, or the current selection's.

        Returns
        -------
        Array
            Numbers that are not negative.

        Raises
        ------
        ValueError
            If `scale` is negative, or `size` does not fit.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).exponential(ua.asarray([1.0, 10.0])).shape
        (2,)
        """
        return random_draws.exponential(self._source, scale, size, dtype, device)

    def gamma(
        self,
        shape: Array | float,
        scale: Array | float = 1.0,
        size: int | t.Sequence[int] | None = None,
        *,
        dtype: t.DTypeLike | None = None,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw from gamma distributions.

        Parameters
        ----------
        shape : Array or float
            Shape parameter. It has no gradient.
        scale : Array or float, default 1.0
            Scale. Gradients pass through.
        size : int or tuple of int, optional
            Shape of the result. Default: the shape that the parameters broadcast to.
        dtype : DType or str, optional
            Real floating dtype. Default: that of the Arrays, or the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of the Arrays, or the current selection's.

        Returns
        -------
        Array
            Numbers that are not negative.

        Raises
        ------
        ValueError
            If a parameter is negative, or `size` does not fit.
        TypeError
            If `shape` requires a gradient.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).gamma(2.0, 3.0, size=4).shape
        (4,)
        """
        return random_draws.gamma(self._source, shape, scale, size, dtype, device)

    def beta(
        self,
        a: Array | float,
        b: Array | float,
        size: int | t.Sequence[int] | None = None,
        *,
        dtype: t.DTypeLike | None = None,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw from beta distributions.

        Parameters
        ----------
        a, b : Array or float
            Parameters, which must be positive. They have no gradient.
        size : int or tuple of int, optional
            Shape of the result. Default: the shape that the parameters broadcast to.
        dtype : DType or str, optional
            Real floating dtype. Default: that of the Arrays, or the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of the Arrays, or the current selection's.

        Returns
        -------
        Array
            Numbers from 0 to 1, drawn in float64 and rounded.

        Raises
        ------
        ValueError
            If a parameter is not positive, or `size` does not fit.
        TypeError
            If a parameter requires a gradient.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).beta(2.0, 5.0, size=4).shape
        (4,)
        """
        return random_draws.beta(self._source, a, b, size, dtype, device)

    # -- integers ----------------------------------------------------------------------------------

    def integers(
        self,
        low: Array | int,
        high: Array | int | None = None,
        size: int | t.Sequence[int] | None = None,
        dtype: t.DTypeLike = "int64",
        endpoint: bool = False,
        *,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw integers from `low` up to, but not including, `high`.

        Parameters
        ----------
        low, high : Array or int
            The ends. If `high` is not given, `low` is the end and the numbers start at 0.
        size : int or tuple of int, optional
            Shape of the result. Default: the shape that the ends broadcast to.
        dtype : DType or str, default "int64"
            Integer dtype or bool.
        endpoint : bool, default False
            Whether to include `high`.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of the Arrays, or the current selection's.

        Returns
        -------
        Array
            Bit for bit NumPy's numbers.

        Raises
        ------
        ValueError
            If there is no number between the ends, an end does not fit into the dtype, or `size` does not fit.
        TypeError
            If an end is not an integer, or the dtype is neither an integer dtype nor bool.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).integers(1, 6, size=4, endpoint=True).tolist()
        [2, 3, 6, 3]
        """
        return random_draws.integers(self._source, low, high, size, dtype, endpoint, device)

    def poisson(
        self,
        lam: Array | float = 1.0,
        size: int | t.Sequence[int] | None = None,
        *,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw from Poisson distributions.

        Parameters
        ----------
        lam : Array or float, default 1.0
            Mean. It has no gradient.
        size : int or tuple of int, optional
            Shape of the result. Default: that of `lam`.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of `lam`, or the current selection's.

        Returns
        -------
        Array
            Of dtype int64.

        Raises
        ------
        ValueError
            If `lam` is negative, NaN or too large, or `size` does not fit.
        TypeError
            If `lam` requires a gradient.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).poisson(4.0, size=5).dtype
        unifyarray.int64
        """
        return random_draws.poisson(self._source, lam, size, device)

    def binomial(
        self,
        n: Array | int,
        p: Array | float,
        size: int | t.Sequence[int] | None = None,
        *,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw from binomial distributions: how many of `n` trials succeed.

        Parameters
        ----------
        n : Array or int
            Number of trials.
        p : Array or float
            Probability of a success, from 0 to 1. It has no gradient.
        size : int or tuple of int, optional
            Shape of the result. Default: the shape that the parameters broadcast to.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of the Arrays, or the current selection's.

        Returns
        -------
        Array
            Of dtype int64.

        Raises
        ------
        ValueError
            If `n` is negative, `p` is not from 0 to 1, or `size` does not fit.
        TypeError
            If a parameter requires a gradient.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).binomial(10, 0.5, size=5).dtype
        unifyarray.int64
        """
        return random_draws.binomial(self._source, n, p, size, device)

    # -- orders ------------------------------------------------------------------------------------

    def permutation(self, x: Array | int, axis: int = 0, *, device: t.DeviceLike | None = None) -> Array:
        """Return the elements of an Array in a random order.

        Parameters
        ----------
        x : Array or int
            The elements. An integer stands for the integers below it.
        axis : int, default 0
            Axis along which the order is random.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of `x`, or the current selection's.

        Returns
        -------
        Array
            A copy, of the shape and dtype of `x`, or int64. The order is NumPy's. Gradients pass through.

        Raises
        ------
        ValueError
            If `x` is 0-d, or a negative integer.
        AxisError
            If the axis is out of range.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).permutation(5).tolist()
        [1, 0, 4, 2, 3]
        """
        return random_draws.permutation(self._source, x, axis, device)

    def shuffle(self, x: Array, axis: int = 0) -> None:
        """Change the order of the elements of an Array, in place.

        Parameters
        ----------
        x : Array
            The elements, of a library whose arrays can be written to.
        axis : int, default 0
            Axis along which the order is random.

        Raises
        ------
        TypeError
            If `x` is not an Array, or the arrays of its library are immutable. `permutation` returns a copy.
        ValueError
            If `x` is 0-d or read-only.
        AxisError
            If the axis is out of range.

        Examples
        --------
        >>> import unifyarray as ua
        >>> x = ua.arange(5)
        >>> ua.random.default_rng(7).shuffle(x)
        >>> x.tolist()
        [1, 0, 4, 2, 3]
        """
        random_draws.shuffle(self._source, x, axis)

    def choice(
        self,
        a: Array | int,
        size: int | t.Sequence[int] | None = None,
        replace: bool = True,
        p: Array | t.Sequence[float] | None = None,
        axis: int = 0,
        shuffle: bool = True,
        *,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw elements of an Array.

        Parameters
        ----------
        a : Array or int
            The elements. An integer stands for the integers below it.
        size : int or tuple of int, optional
            Shape of the draws, which replaces the axis. Default: one draw, and the axis is dropped.
        replace : bool, default True
            Whether an element can be drawn several times.
        p : Array or sequence of float, optional
            Probability of each element. The sum must be 1. It has no gradient. Default: the same for all.
        axis : int, default 0
            Axis of the elements.
        shuffle : bool, default True
            Whether the order is random if `replace` is False.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of `a`, or the current selection's.

        Returns
        -------
        Array
            Of the dtype of `a`, or int64. Gradients pass to `a`.

        Raises
        ------
        ValueError
            If there are not enough elements, or `p` are not probabilities of the elements.
        TypeError
            If `p` requires a gradient.
        AxisError
            If the axis is out of range.

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).choice(ua.asarray([10.0, 20.0, 30.0]), size=3, replace=False).shape
        (3,)
        """
        return random_draws.choice(self._source, a, size, replace, p, axis, shuffle, device)

    # -- vectors and generators --------------------------------------------------------------------

    def multivariate_normal(
        self,
        mean: Array | t.Sequence[float],
        cov: Array | t.Sequence[t.Sequence[float]],
        size: int | t.Sequence[int] | None = None,
        check_valid: t.Literal["warn", "raise", "ignore"] = "warn",
        tol: float = 1e-8,
        *,
        method: t.Literal["svd", "eigh", "cholesky"] = "svd",
        dtype: t.DTypeLike | None = None,
        device: t.DeviceLike | None = None,
    ) -> Array:
        """Draw vectors from a normal distribution.

        Parameters
        ----------
        mean : Array or sequence of float
            Means, of shape ``(n,)``. Gradients pass through.
        cov : Array or sequence
            Covariances, of shape ``(n, n)``. Gradients pass through if `method` is "cholesky".
        size : int or tuple of int, optional
            Shape of the vectors. Default: one vector.
        check_valid : {"warn", "raise", "ignore"}
            What to do if `cov` is not positive semidefinite.
        tol : float, default 1e-8
            Tolerance of that check.
        method : {"svd", "eigh", "cholesky"}
            Factor of `cov` that standard normal numbers are multiplied by. "cholesky" needs a positive definite `cov`,
            and is computed on the device; the others are computed on the host.
        dtype : DType or str, optional
            Real floating dtype. Default: that of the Arrays, or the default real floating dtype.
        device : Device or str, optional
            Device, optionally with a backend. Default: that of the Arrays, or the current selection's.

        Returns
        -------
        Array
            Of shape ``(*size, n)``.

        Raises
        ------
        ValueError
            If the shapes do not fit, or `cov` is not positive semidefinite and `check_valid` is "raise".
        LinAlgError
            If `cov` is not positive definite and `method` is "cholesky".
        TypeError
            If `cov` requires a gradient and `method` is not "cholesky".

        Examples
        --------
        >>> import unifyarray as ua
        >>> ua.random.default_rng(7).multivariate_normal([0.0, 1.0], [[2.0, 0.5], [0.5, 1.0]], size=10).shape
        (10, 2)
        """
        return random_draws.multivariate_normal(self._source, mean, cov, size, check_valid, tol, method, dtype, device)

    def spawn(self, n_children: int) -> list[Generator]:
        """Return new generators that are independent of this one and of each other.

        Parameters
        ----------
        n_children : int
            Number of generators. The next call returns others.

        Returns
        -------
        list of Generator
            The same for the same seed, as ``numpy.random.Generator.spawn`` returns them.

        Raises
        ------
        ValueError
            If `n_children` is negative.
        TypeError
            If `n_children` is not an integer, or the bit generator cannot spawn.

        Examples
        --------
        >>> import unifyarray as ua
        >>> first, second = ua.random.default_rng(7).spawn(2)
        >>> first.random(2).tolist() == second.random(2).tolist()
        False
        """
        count = axes.integer(n_children, "n_children")
        if count < 0:
            raise ValueError(message(f"n_children must not be negative, got {shown(n_children)}", "rng.spawn(4)"))
        found = []
        for source in self._source.spawn(count):
            child = object.__new__(Generator)
            child._source = source
            found.append(child)
        return found


name_public_items(globals(), __all__, "unifyarray.random")
