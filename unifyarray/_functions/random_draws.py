"""Draw random numbers on the host or with the library's own generator: the work behind ``ua.random.Generator``."""

from __future__ import annotations

from math import isfinite

from .._array import protection
from .._array._late import data_in, ua
from .._array.array import Array
from .._array.data_out import to_host_implicitly
from .._array.dtype_and_device import as_dtype
from .._array.invocation import invoke
from .._core import dtypes as dt
from .._core import provided, tracing
from .._core.errors import TracingError, linalg_error, message, out_of_memory, shown
from .._rules import axes, promotion, scalars
from .._runtime import registry
from .._runtime.python_scalars import as_python
from . import creation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Final, TypeAlias

    import numpy as np

    from .._backend.namespaces import NativeNamespace
    from .._core.devices import Device
    from .._core.dtypes import DType

    #: A parameter of a distribution: a Python number, or an Array in the namespace and the dtype of the draw.
    Parameter: TypeAlias = float | Array

#: In the spawn key of the seed of the second and further devices of a kind: children of `spawn` have small numbers.
_DEVICES: Final = 2**32 - 1


class Source:
    """Streams of random numbers: NumPy's on the host and, if asked for, that of the library on each device.

    Attributes
    ----------
    host : numpy.random.Generator
        NumPy's generator.
    fast : bool
        Whether to draw with the library's own generator if it has one.
    """

    __slots__ = ("_pending", "_sources", "fast", "host")

    def __init__(self, bit_generator: np.random.BitGenerator, fast: bool) -> None:
        import numpy as np

        registry.namespace_of(np.empty(0))  # loads NumPy's backend, which compilers cannot trace
        self.host = np.random.Generator(bit_generator)
        self.fast = fast
        self._sources: dict[str, Any] = {}
        #: By backend and device: the states of an unpickled generator, until the first draw there.
        self._pending: dict[str, Any] = {}

    def on(self, xp: NativeNamespace) -> Any:
        """Return the library's own generator on a device; None if it has none, or is not asked for."""
        if not self.fast:
            return None
        hooks = xp.plain.hooks
        spec = f"{hooks.backend.name}:{hooks.device}"
        if spec not in self._sources:
            found = hooks.random_source(self._seed(hooks.device))
            if found is not None and spec in self._pending:
                found.set_state(self._pending[spec])
            self._sources.setdefault(spec, found)
        return self._sources[spec]

    def _seed(self, device: Device) -> Any:
        import numpy as np

        seed: Any = self.host.bit_generator.seed_seq
        if not device.index:
            return seed
        key = (*seed.spawn_key, _DEVICES, device.index)
        return np.random.SeedSequence(seed.entropy, spawn_key=key, pool_size=seed.pool_size)

    def spawn(self, count: int) -> list[Source]:
        """Return new sources that are independent of this one and of each other."""
        bit_generators: Any = self.host.bit_generator.spawn(count)
        return [Source(found, self.fast) for found in bit_generators]

    # -- pickles -----------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return plain objects from which `restored` makes the same source."""
        import numpy as np

        given: Any = self.host.bit_generator
        kind = type(given)
        seed: Any = given.seed_seq
        found: dict[str, Any] = {"fast": self.fast}
        if getattr(np.random, kind.__name__, None) is kind and isinstance(seed, np.random.SeedSequence):
            found["state"] = given.state
            found["seed"] = {
                "entropy": seed.entropy,
                "spawn_key": tuple(seed.spawn_key),
                "pool_size": seed.pool_size,
                "n_children_spawned": seed.n_children_spawned,
            }
        else:
            found["bit_generator"] = given
        states = {spec: source.get_state() for spec, source in self._sources.items() if source is not None}
        found["sources"] = {**self._pending, **states}
        return found

    @classmethod
    def restored(cls, state: dict[str, Any]) -> Source:
        """Return a source that goes on where another one was."""
        import numpy as np

        made: Any = state.get("bit_generator")
        if made is None:
            kind = getattr(np.random, state["state"]["bit_generator"])
            made = kind(np.random.SeedSequence(**state["seed"]))
            made.state = state["state"]
        found = cls(made, state["fast"])
        found._pending = dict(state["sources"])
        return found


def bit_generator(seed: Any) -> np.random.BitGenerator:
    """Return the bit generator of a ``seed`` argument: NumPy's Philox, or the one that is given."""
    import numpy as np

    if isinstance(seed, np.random.BitGenerator):
        return seed
    if isinstance(seed, np.random.Generator):
        return seed.bit_generator
    hint = "ua.random.default_rng(7): an integer, a list of integers, None, or a SeedSequence or generator of NumPy"
    try:
        return np.random.Philox(seed)
    except (TypeError, ValueError, OverflowError) as error:
        raise type(error)(message(f"{shown(seed)} ({type(seed).__name__}) is not a seed: {error}", hint)) from error


# -- arguments -----------------------------------------------------------------------------------------------


def refuse_inside_transforms(method: str, *given: Any) -> None:
    """Raise TracingError inside ``ua.vmap``, ``ua.jit`` or a compiler, which run a function once for many calls."""
    where = "a function that is compiled" if tracing.probe() else protection.transform_of_values()
    for value in given:
        if where is None and type(value) is Array:
            where = value._xp.hooks.traced_by(value._native)
    if where is not None:
        fact = f"rng.{method} inside {where} would draw once, not for each element or call"
        raise TracingError(message(fact, "draw before the call, and pass the Array as an argument"))


def lengths(size: Any) -> tuple[int, ...]:
    """Return a ``size`` argument as a shape; None is 0-d."""
    return () if size is None else axes.shape(size, "size")


def floating_dtype(method: str, xp: NativeNamespace, dtype: Any, arrays: Sequence[Array] = ()) -> DType:
    """Return the dtype of a draw: the one asked for, or that of the Arrays, or the default real floating dtype."""
    if dtype is not None:
        wanted = as_dtype(dtype)
    else:
        found = [x.dtype for x in arrays if x.dtype.rank >= 2]
        wanted = promotion.promote_all(found) if found else xp.hooks.default_float()
    if wanted.rank != 2:
        raise TypeError(message(f"rng.{method} draws real floating-point numbers, got {wanted}", 'dtype="float32"'))
    xp.hooks.native_dtype(wanted)
    return wanted


def namespace_and_dtype(method: str, dtype: Any, device: Any, *given: Any) -> tuple[NativeNamespace, DType]:
    """Return the namespace and the dtype of a draw: those asked for, or those of the Arrays among its parameters."""
    refuse_inside_transforms(method, *given)
    arrays = [value for value in given if type(value) is Array]
    xp = creation.namespace_for(device, *arrays)
    return xp, floating_dtype(method, xp, dtype, arrays)


def parameter(method: str, name: str, value: Any, xp: NativeNamespace, dtype: DType) -> Parameter:
    """Return a parameter that gradients pass through: a float, or an Array in the namespace and the dtype."""
    if type(value) is Array or isinstance(value, list | tuple):
        found = creation.asarray(xp, value)
        if found.dtype.rank == 3:
            raise TypeError(message(f"rng.{method}: {name} must be real, got {found.dtype}", f"{name}=ua.real(x)"))
        return ua.astype(found, dtype, copy=False)
    number = as_python(value)
    if type(number) not in (int, float):
        fact = f"rng.{method}: {name} must be a real number or an Array, got {shown(value)} ({type(value).__name__})"
        raise TypeError(message(fact, f"{name}=1.0, or {name}=ua.asarray([1.0, 2.0])"))
    return scalars.floating(number) + 0.0  # type: ignore[arg-type]  # -0.0 is 0.0


def constant(method: str, name: str, value: Any) -> Any:
    """Return a parameter whose draws have no derivative: a Python number, an Array, or an array of NumPy for a list."""
    if type(value) is Array:
        if value._xp.hooks.requires_grad(value._native):
            fact = f"rng.{method}: the draws have no derivative with respect to {name}, which requires a gradient"
            raise TypeError(message(fact, f"{name}=ua.stop_gradient(x)"))
        return value
    if isinstance(value, list | tuple):
        return on_the_host(creation.asarray(provided.host_namespace(), value))
    number = as_python(value)
    if number is None or type(number) is complex:
        fact = f"rng.{method}: {name} must be a real number or an Array, got {shown(value)} ({type(value).__name__})"
        raise TypeError(message(fact, f"{name}=2, or {name}=ua.asarray([1, 2])"))
    return number


def on_the_host(value: Any) -> Any:
    """Return a parameter as NumPy takes it; a copy from an accelerator obeys the transfer policy."""
    if type(value) is not Array:
        return value
    return to_host_implicitly(ua.astype(value, "float32") if value.dtype is dt.bfloat16 else value, None, None)


def shape_of(method: str, size: Any, given: Sequence[Any]) -> tuple[int, ...]:
    """Return the shape of a draw: ``size``, or the shape that the parameters broadcast to."""
    shapes = [tuple(value.shape) for value in given if hasattr(value, "shape")]
    common: Any = axes.broadcast(shapes)
    if size is None:
        return common  # type: ignore[no-any-return]
    wanted = axes.shape(size, "size")
    if shapes and axes.broadcast([common, wanted]) != wanted:
        fact = f"rng.{method}: size={wanted} does not fit parameters of shape {common}"
        raise ValueError(message(fact, f"size={common}, or a size that ends in it"))
    return wanted


def refuse(
    method: str,
    given: Sequence[Any],
    is_bad: Callable[..., Any],
    fact: str,
    hint: str,
    error: type[Exception] = ValueError,
) -> None:
    """Raise an error if a condition on parameters holds for any element; Arrays are read only if checks are on."""
    for value in given:
        if type(value) is Array and (not provided.in_force().checks or value._xp.hooks.is_abstract(value._native)):
            return
    bad = is_bad(*given)
    if type(bad) is Array:
        bad = bad._xp.hooks.item(ua.any(bad)._native)
    elif hasattr(bad, "any"):
        bad = bad.any()
    if bad:
        raise error(message(f"rng.{method}: {fact}", hint))


def refuse_negative(method: str, name: str, value: Any) -> None:
    """Raise ValueError if a parameter is negative; NaN is allowed."""
    refuse(method, (value,), lambda x: x < 0, f"{name} must not be negative, got {shown(value)}", f"{name}=1.0")


def refuse_range(low: Parameter, high: Parameter) -> None:
    """Raise the errors of a range of numbers: it is not finite, or it ends before it begins."""
    given, said = (low, high), f"from {shown(low)} to {shown(high)}"
    refuse("uniform", given, _is_endless, f"the range is not finite: {said}", "low=0.0, high=1.0", OverflowError)
    refuse("uniform", given, lambda a, b: b < a, f"high is less than low: {said}", "low=0.0, high=1.0")


def _is_endless(low: Parameter, high: Parameter) -> Any:
    width = high - low
    return ua.logical_not(ua.isfinite(width)) if type(width) is Array else not isfinite(width)


# -- draws ---------------------------------------------------------------------------------------------------


def on_host(method: str, function: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call a method of NumPy's generator, and raise its errors with a hint."""
    try:
        return function(*args, **kwargs)
    except MemoryError as error:
        raise out_of_memory(None, "the host") from error
    except (ValueError, TypeError, OverflowError) as error:
        text = ", ".join([*map(shown, args), *[f"{name}={shown(value)}" for name, value in kwargs.items()]])
        fact = f"rng.{method}: {error}, in {method}({text})"
        kind = linalg_error() if type(error).__name__ == "LinAlgError" else type(error)
        raise kind(message(fact, f"help(ua.random.Generator.{method}) lists valid arguments")) from error


def moved(xp: NativeNamespace, host: Any, dtype: DType | None = None) -> Array:
    """Return numbers that were drawn on the host as an Array of a namespace."""
    import numpy as np

    return data_in.from_host(np.asarray(host), xp, dtype, None, registry.namespace_of(np.asarray(host)))


def rounded(xp: NativeNamespace, host: Any, dtype: DType) -> Array:
    """Return float64 numbers as an Array of another dtype, for devices that may lack float64."""
    import numpy as np

    return moved(xp, host if dtype is dt.float64 else np.asarray(host, "float32"), dtype)


def from_library(source: Source, name: str, xp: NativeNamespace, *args: Any) -> Any:
    """Return the native result of the library's own generator; NotImplemented if it is not asked for or cannot."""
    function = getattr(source.on(xp), name, None)
    return NotImplemented if function is None else invoke(xp, function, *args)


def standard(source: Source, name: str, xp: NativeNamespace, shape: tuple[int, ...], dtype: DType) -> Array:
    """Return draws of a distribution without parameters: "random", "standard_normal" or "standard_exponential".

    Half precision is drawn in float32. Numbers from 0 to 1 are then rounded down, because 1 is not among them.
    """
    wide = dt.float32 if dtype.bits < 32 else dtype
    native = from_library(source, name, xp, shape, xp.hooks.native_dtype(wide))
    if native is NotImplemented:
        found = moved(xp, on_host(name, getattr(source.host, name), shape, dtype=wide.name))
    else:
        found = Array(native, xp)
    if wide is dtype:
        return found
    if name == "random":
        steps = 2.0 / float(ua.finfo(dtype).eps)
        found = ua.floor(found * steps) / steps
    return ua.astype(found, dtype)


def affine(z: Array, loc: Parameter, scale: Parameter) -> Array:
    """Return ``loc + scale * z``."""
    if type(scale) is Array or scale != 1:
        z = scale * z
    return z if type(loc) is not Array and loc == 0 else loc + z


def uniform(source: Source, low: Any, high: Any, size: Any, dtype: Any, device: Any) -> Array:
    """Draw from 0 to 1, then scale."""
    xp, wanted = namespace_and_dtype("uniform", dtype, device, low, high)
    low = parameter("uniform", "low", low, xp, wanted)
    high = parameter("uniform", "high", high, xp, wanted)
    shape = shape_of("uniform", size, (low, high))
    refuse_range(low, high)
    if has_numbers_of_host(source, xp, wanted, low, high):
        return moved(xp, on_host("uniform", source.host.uniform, low, high, shape))
    return affine(standard(source, "random", xp, shape, wanted), low, high - low)


def normal(source: Source, loc: Any, scale: Any, size: Any, dtype: Any, device: Any) -> Array:
    """Draw from the standard normal distribution, then scale."""
    xp, wanted = namespace_and_dtype("normal", dtype, device, loc, scale)
    loc = parameter("normal", "loc", loc, xp, wanted)
    scale = parameter("normal", "scale", scale, xp, wanted)
    shape = shape_of("normal", size, (loc, scale))
    refuse_negative("normal", "scale", scale)
    if has_numbers_of_host(source, xp, wanted, loc, scale):
        return moved(xp, on_host("normal", source.host.normal, loc, scale, shape))
    return affine(standard(source, "standard_normal", xp, shape, wanted), loc, scale)


def exponential(source: Source, scale: Any, size: Any, dtype: Any, device: Any) -> Array:
    """Draw from the standard exponential distribution, then scale."""
    xp, wanted = namespace_and_dtype("exponential", dtype, device, scale)
    scale = parameter("exponential", "scale", scale, xp, wanted)
    shape = shape_of("exponential", size, (scale,))
    refuse_negative("exponential", "scale", scale)
    return affine(standard(source, "standard_exponential", xp, shape, wanted), 0.0, scale)


def has_numbers_of_host(source: Source, xp: NativeNamespace, dtype: DType, *given: Parameter) -> bool:
    """Return whether NumPy's own method draws in the dtype: with float64 and numbers alone as parameters."""
    return dtype is dt.float64 and Array not in map(type, given) and source.on(xp) is None


def by_library(source: Source, name: str, xp: NativeNamespace, given: Sequence[Any], *rest: Any) -> Any:
    """Return the native draws of the library's own generator for some parameters, or NotImplemented."""
    function = getattr(source.on(xp), name, None)
    if function is None:
        return NotImplemented
    wide = dt.float64 if dt.float64 in xp.hooks.dtypes else dt.float32
    return invoke(xp, function, *[creation.asarray(xp, value, dtype=wide)._native for value in given], *rest)


def gamma(source: Source, shape: Any, scale: Any, size: Any, dtype: Any, device: Any) -> Array:
    """Draw with the scale 1, then scale."""
    xp, wanted = namespace_and_dtype("gamma", dtype, device, shape, scale)
    alpha = constant("gamma", "shape", shape)
    scale = parameter("gamma", "scale", scale, xp, wanted)
    refuse_negative("gamma", "shape", alpha)
    refuse_negative("gamma", "scale", scale)
    lengths = shape_of("gamma", size, (alpha, scale))
    wide = dt.float32 if wanted.bits < 32 else wanted
    native = by_library(source, "standard_gamma", xp, (alpha,), lengths, xp.hooks.native_dtype(wide))
    if native is NotImplemented:
        drawn = on_host("gamma", source.host.standard_gamma, on_the_host(alpha), lengths, dtype=wide.name)
        return affine(moved(xp, drawn, wanted), 0.0, scale)
    return affine(ua.astype(Array(native, xp), wanted, copy=False), 0.0, scale)


def beta(source: Source, a: Any, b: Any, size: Any, dtype: Any, device: Any) -> Array:
    """Draw in float64."""
    xp, wanted = namespace_and_dtype("beta", dtype, device, a, b)
    a, b = constant("beta", "a", a), constant("beta", "b", b)
    for name, value in (("a", a), ("b", b)):
        refuse("beta", (value,), lambda x: x <= 0, f"{name} must be positive, got {shown(value)}", f"{name}=2.0")
    shape = shape_of("beta", size, (a, b))
    native = by_library(source, "beta", xp, (a, b), shape, xp.hooks.native_dtype(wanted))
    if native is not NotImplemented:
        return Array(native, xp)
    return rounded(xp, on_host("beta", source.host.beta, on_the_host(a), on_the_host(b), shape), wanted)


def poisson(source: Source, lam: Any, size: Any, device: Any) -> Array:
    """Draw int64 numbers."""
    refuse_inside_transforms("poisson", lam)
    xp = creation.namespace_for(device, lam)
    lam = constant("poisson", "lam", lam)
    fact = f"lam must be from 0 to {float(_LARGEST_MEAN):.4g}, got {shown(lam)}"
    refuse("poisson", (lam,), lambda x: (x < 0) | (x > _LARGEST_MEAN) | (x != x), fact, "lam=1.0")
    return counts(source, "poisson", xp, size, lam)


#: The largest mean of NumPy's Poisson distribution: the largest int64 is 10 standard deviations away.
_LARGEST_MEAN: Final = int(2.0**63 - 10 * 2.0**31.5)


def binomial(source: Source, n: Any, p: Any, size: Any, device: Any) -> Array:
    """Draw int64 numbers."""
    refuse_inside_transforms("binomial", n, p)
    xp = creation.namespace_for(device, n, p)
    n, p = whole("binomial", "n", n), constant("binomial", "p", p)
    refuse("binomial", (n,), lambda x: x < 0, f"n must not be negative, got {shown(n)}", "n=10")
    fact = f"p must be from 0 to 1, got {shown(p)}"
    refuse("binomial", (p,), lambda x: (x < 0) | (x > 1) | (x != x), fact, "p=0.5")
    return counts(source, "binomial", xp, size, n, p)


def counts(source: Source, method: str, xp: NativeNamespace, size: Any, *given: Any) -> Array:
    """Draw int64 numbers of a distribution with checked parameters."""
    xp.hooks.native_dtype(dt.int64)
    shape = shape_of(method, size, given)
    native = by_library(source, method, xp, given, shape)
    if native is not NotImplemented:
        return Array(native, xp)
    return moved(xp, on_host(method, getattr(source.host, method), *[on_the_host(value) for value in given], shape))


def integers(source: Source, low: Any, high: Any, size: Any, dtype: Any, endpoint: bool, device: Any) -> Array:
    """Draw integers below ``high``, or up to and including it."""
    refuse_inside_transforms("integers", low, high)
    xp = creation.namespace_for(device, low, high)
    wanted = as_dtype(dtype)
    if wanted.rank > 1:
        fact = f"rng.integers draws integers or bools, got {wanted}"
        raise TypeError(message(fact, 'dtype="int64", or rng.uniform(low, high)'))
    native_dtype = xp.hooks.native_dtype(wanted)
    low = whole("integers", "low", low)
    high = None if high is None else whole("integers", "high", high)
    shape = shape_of("integers", size, (low, high))
    if source.on(xp) is not None and type(low) is int and type(high) in (int, type(None)):
        first, last = (0, low) if high is None else (low, high)
        last += endpoint
        least, most = scalars.bounds(wanted) if wanted.rank else (0, 1)
        if least <= first < last <= most + 1:
            native = from_library(source, "integers", xp, first, last, shape, native_dtype)
            if native is not NotImplemented:
                return Array(native, xp)
    options = {"dtype": wanted.name, "endpoint": bool(endpoint)}
    ends = on_the_host(low), on_the_host(high)
    return moved(xp, on_host("integers", source.host.integers, *ends, shape, **options))


def whole(method: str, name: str, value: Any) -> Any:
    """Return a parameter that must be an integer or integers."""
    found = constant(method, name, value)
    kind = found.dtype.kind if hasattr(found, "dtype") else "i" if type(found) is int else ""
    if kind not in ("i", "u"):
        fact = f"rng.{method}: {name} must be an integer or an Array of integers, got {shown(value)}"
        raise TypeError(message(fact, f"{name}=10"))
    return found


# -- orders --------------------------------------------------------------------------------------------------


def order(source: Source, method: str, xp: NativeNamespace, length: int) -> Array:
    """Return the integers below a number in a random order."""
    native = from_library(source, "permutation", xp, length)
    if native is not NotImplemented:
        return Array(native, xp)
    return moved(xp, on_host(method, source.host.permutation, length))


def permutation(source: Source, x: Any, axis: Any, device: Any) -> Array:
    """Take the elements in a random order."""
    refuse_inside_transforms("permutation", x)
    if type(x) is not Array:
        length = _length("permutation", "x", x)
        return order(source, "permutation", creation.namespace_for(device), length)
    if device is not None:
        x = creation.asarray(None, x, device=device)
    axis = _axis_of("permutation", x, axis)
    return ua.take(x, order(source, "permutation", x._xp, x.shape[axis]), axis=axis)


def shuffle(source: Source, x: Any, axis: Any) -> None:
    """Write the elements in a random order."""
    refuse_inside_transforms("shuffle", x)
    if type(x) is not Array:
        fact = f"rng.shuffle needs an Array, got {shown(x)} ({type(x).__name__})"
        raise TypeError(message(fact, "x = rng.permutation(ua.asarray(x))"))
    axis = _axis_of("shuffle", x, axis)
    if not x._xp.hooks.backend.capabilities.mutable:
        fact = f"rng.shuffle cannot write to an Array of {x._xp.hooks.backend.name}, whose arrays are immutable"
        raise TypeError(message(fact, "x = rng.permutation(x)"))
    x[...] = ua.take(x, order(source, "shuffle", x._xp, x.shape[axis]), axis=axis)


def choice(source: Source, a: Any, size: Any, replace: bool, p: Any, axis: Any, shuffle: bool, device: Any) -> Array:
    """Draw indices, and take the elements at them."""
    refuse_inside_transforms("choice", a, p)
    xp = creation.namespace_for(device, a)
    if type(a) is Array:
        axis = _axis_of("choice", a, axis)
        length = a.shape[axis]
    else:
        length = _length("choice", "a", a)
    shape = lengths(size)
    weights = None if p is None else constant("choice", "p", p)
    if p is None and replace and length and source.on(xp) is not None:
        indices = integers(source, length, None, shape, "int64", False, f"{xp.hooks.backend.name}:{xp.hooks.device}")
    else:
        options = {"replace": bool(replace), "p": on_the_host(weights), "shuffle": bool(shuffle)}
        drawn = on_host("choice", source.host.choice, length, shape, **options)
        indices = moved(xp, drawn, dt.int64)
    if type(a) is not Array:
        return indices
    taken = ua.take(creation.asarray(xp, a), ua.reshape(indices, (-1,)), axis=axis)
    return ua.reshape(taken, (*a.shape[:axis], *shape, *a.shape[axis + 1 :]))


def _length(method: str, name: str, value: Any) -> int:
    """Return the number of integers to draw of or to order."""
    if as_python(value) is None:
        fact = f"rng.{method}: {name} must be an integer or an Array, got {shown(value)} ({type(value).__name__})"
        raise TypeError(message(fact, f"rng.{method}(ua.asarray(x))"))
    length = axes.integer(value, name)
    if length < 0:
        raise ValueError(message(f"rng.{method}: {name} must not be negative, got {length}", f"{name}=3"))
    axes.check_length(length, name)
    return length


def _axis_of(method: str, x: Array, axis: Any) -> int:
    if not x.ndim:
        hint = "x = rng.permutation(int(x))" if method == "shuffle" else f"rng.{method}(int(x))"
        raise ValueError(message(f"rng.{method} needs an axis to draw along, got a 0-d Array", hint))
    return axes.normalise_axis(axis, x.ndim)


# -- vectors -------------------------------------------------------------------------------------------------

_METHODS: Final = ("svd", "eigh", "cholesky")


def multivariate_normal(
    source: Source, mean: Any, cov: Any, size: Any, check_valid: str, tol: float, method: str, dtype: Any, device: Any
) -> Array:
    """Multiply standard normal draws by a factor of the covariances; NumPy computes it unless it has a derivative."""
    name = "multivariate_normal"
    xp, wanted = namespace_and_dtype(name, dtype, device, mean, cov)
    mean = parameter(name, "mean", mean, xp, wanted)
    given = cov
    cov = parameter(name, "cov", cov, xp, wanted)
    if type(mean) is not Array or type(cov) is not Array:
        fact = f"rng.{name} needs Arrays, got {shown(mean)} and {shown(cov)}"
        raise TypeError(message(fact, "mean=[0.0, 0.0], cov=[[1.0, 0.0], [0.0, 1.0]]"))
    if method not in _METHODS:
        raise ValueError(
            message(f"rng.{name}: method={shown(method)} is not known", 'method="cholesky", "eigh" or "svd"')
        )
    if cov.ndim != 2 or mean.shape != cov.shape[:1] or cov.shape[0] != cov.shape[1]:
        fact = f"rng.{name} needs n means and a matrix of n rows, got shapes {mean.shape} and {cov.shape}"
        raise ValueError(message(fact, "mean=[0.0, 0.0], cov=[[1.0, 0.0], [0.0, 1.0]]"))
    shape = (*lengths(size), mean.shape[0])
    if cov._xp.hooks.requires_grad(cov._native) and method != "cholesky":
        fact = f'rng.{name}: method="{method}" has no derivative where variances are equal, and cov requires a gradient'
        raise TypeError(message(fact, 'method="cholesky", or cov=ua.stop_gradient(cov)'))
    if method == "cholesky":
        from .linalg import cholesky

        wide = dt.float32 if wanted.bits < 32 else wanted
        z = standard(source, "standard_normal", xp, shape, wide)
        factor = cholesky(ua.astype(cov, wide, copy=False))
        return mean + ua.astype(ua.matmul(z, ua.matrix_transpose(factor)), wanted, copy=False)
    host = on_the_host(constant(name, "cov", given)).astype("float64")
    options = {"check_valid": check_valid, "tol": tol, "method": method}
    drawn = on_host(name, source.host.multivariate_normal, [0.0] * len(host), host, shape[:-1], **options)
    return mean + rounded(xp, drawn, wanted)
