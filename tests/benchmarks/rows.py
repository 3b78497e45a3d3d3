"""The rows as data: each has the library's own call, ours, the peers', and the limit for each backend."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks import beyond, compiled, gradients, operands

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COMPAT: Final = "array_api_compat"
EAGERPY: Final = "EagerPy"
AUTORAY: Final = "autoray"
JAX: Final = "JAX"
PEERS: Final = (COMPAT, EAGERPY, AUTORAY, JAX)
#: Peers that are measured separately from the others: after a call, their threads look for work for a while and use the
#: cores of the next contestant.
APART: Final = frozenset({JAX})


@dataclass(frozen=True)
class Row:
    """One row of a table, for each of its shapes and on each backend.

    In the statements, ``lib`` is the library, ``x`` and ``y`` are its arrays (float64, positive), ``c`` is its mask,
    ``i`` its int64 array; ``a``, ``b``, ``m`` and ``k`` are Arrays over ``x``, ``y``, ``c`` and ``i``; ``e``, ``f`` and
    ``g`` EagerPy's tensors over ``x``, ``y`` and ``c``; ``copies()`` returns copies of ``a``, ``b``, ``x`` and ``y``;
    ``xp`` is the native namespace, ``compat`` array_api_compat's; ``u16`` and ``v16`` are unsigned integers of a
    width, ``s16`` and ``t16`` signed ones. Rows may have names of their own.

    Attributes
    ----------
    ours : str
        Statement of unifyarray; the name of the row, too.
    raw : str
        The library's own statement, which is the reference.
    peers : mapping of str to str
        Statements of other wrappers.
    shapes : tuple of tuple of int
        Shapes of the operands.
    limits : mapping of str to float
        By backend and kind of device (``"torch:cpu"``), the ratio to stay under with the last of the shapes; every
        other device has none.
    setup : str
        Statement before each batch, not counted.
    make : callable
        Returns the names for a backend and device and a shape; nothing if the row cannot be measured.
    plain : str, optional
        The statement for libraries that lack the function or a keyword of ``raw``.
    memory : bool
        Whether to compare the memory in use, too.
    """

    ours: str
    raw: str
    peers: Mapping[str, str] = field(default_factory=dict)
    shapes: tuple[tuple[int, ...], ...] = ((3,),)
    limits: Mapping[str, float] = field(default_factory=dict)
    setup: str = "pass"
    make: Callable[[str, tuple[int, ...]], dict[str, Any]] = operands.make
    plain: str | None = None
    memory: bool = False

    def compared(self, names: Mapping[str, Any]) -> str:
        """Return the library's own statement: ``plain`` if it does not support ``raw``."""
        if self.plain is not None:
            try:
                exec(self.raw, dict(names))
            except (TypeError, AttributeError):
                return self.plain
        return self.raw


_SIZES: Final = ((3,), (1_000,), (1_000_000,))
_LARGE: Final = ((1_000,), (1_000_000,))


def _peers(compat: str | None = None, eagerpy: str | None = None, autoray: str | None = None) -> dict[str, str]:
    given = {COMPAT: compat, EAGERPY: eagerpy, AUTORAY: autoray}
    return {peer: statement for peer, statement in given.items() if statement is not None}


#: The cost of one call: limits hold for the smallest arrays.
CALLS: Final = (
    Row(
        "ua.array_namespace(x)",
        "array_api_compat.array_namespace(x)",
        _peers(None, "eagerpy.astensor(x)", "autoray.get_namespace(x)"),
        limits={"numpy:cpu": 0.2, "torch:cpu": 0.35},
    ),
    Row(
        "a + b",
        "lib.add(x, y)",
        _peers("compat.add(x, y)", "e + f", "autoray.do('add', x, y)"),
        limits={"numpy:cpu": 2.1, "torch:cpu": 1.45},
    ),
    Row(
        "a * 2.0",
        "lib.multiply(x, 2.0)",
        _peers("compat.multiply(x, 2.0)", "e * 2.0", "autoray.do('multiply', x, 2.0)"),
        limits={"numpy:cpu": 2.2, "torch:cpu": 1.5},
    ),
    Row(
        "ua.sum(a, axis=1)",
        "lib.sum(x, axis=1)",
        _peers("compat.sum(x, axis=1)", "e.sum(axis=1)", "autoray.do('sum', x, axis=1)"),
        ((4, 4),),
        {"numpy:cpu": 1.5, "torch:cpu": 1.35},
    ),
    Row(
        "ua.zeros(3)",
        "lib.zeros(3)",
        _peers("compat.zeros(3)", "eagerpy.zeros(e, 3)", "autoray.do('zeros', 3, like=x)"),
        limits={"numpy:cpu": 3.0},
    ),
    Row("ua.asarray([1.0, 2.0])", "lib.asarray([1.0, 2.0])", _peers("compat.asarray([1.0, 2.0])")),
    Row("a.shape", "x.shape", _peers(None, "e.shape", "autoray.shape(x)")),
    Row("2 - a", "2 - x", _peers(None, "2 - e")),
    Row("ua.add(a, b)", "lib.add(x, y)", _peers("compat.add(x, y)")),
    Row("k + b", "lib.add(i, y)", _peers("compat.add(i, y)")),
    Row("-a", "lib.negative(x)", _peers("compat.negative(x)", "-e", "autoray.do('negative', x)")),
    Row("a // b", "lib.floor_divide(x, y)", _peers("compat.floor_divide(x, y)", "e // f")),
    Row("a ** 2", "lib.pow(x, 2)", _peers("compat.pow(x, 2)", "e ** 2")),
    Row("a == b", "x == y", _peers("compat.equal(x, y)", "e == f")),
    Row("a < b", "lib.less(x, y)", _peers("compat.less(x, y)", "e < f", "autoray.do('less', x, y)")),
    Row("a < 1.0", "lib.less(x, 1.0)", _peers("compat.less(x, 1.0)", "e < 1.0")),
    Row("m & m", "lib.bitwise_and(c, c)", _peers("compat.bitwise_and(c, c)")),
    Row("a += b", "x += y", setup="a, b, x, y = copies()"),
    Row("a *= 1.0", "x *= 1.0", setup="a, b, x, y = copies()"),
    Row("a[1]", "x[1]", _peers(None, "e[1]")),
    Row("a[1:]", "x[1:]", _peers(None, "e[1:]")),
    Row("a[1, 1:]", "x[1, 1:]", _peers(None, "e[1, 1:]"), ((4, 4),)),
    Row("a[::-1]", "lib.flip(x, (0,))", _peers(None, "eagerpy.flip(e, axis=0)")),
    Row("a[m]", "x[c]", _peers(None, "e[g]")),
    Row("a[1] = 1.0", "x[1] = 1.0", setup="a, b, x, y = copies()"),
    Row("a[1:] = b[1:]", "x[1:] = y[1:]", setup="a, b, x, y = copies()"),
    Row(
        "a @ b",
        "lib.matmul(x, y)",
        _peers("compat.matmul(x, y)", "eagerpy.matmul(e, f)", "autoray.do('matmul', x, y)"),
        ((3, 3),),
    ),
    Row("ua.mean(a)", "lib.mean(x)", _peers("compat.mean(x)", "e.mean()", "autoray.do('mean', x)")),
    Row("ua.max(a)", "lib.max(x)", _peers("compat.max(x)", "e.max()", "autoray.do('max', x)")),
    Row("ua.reshape(a, (3, 1))", "lib.reshape(x, (3, 1))", _peers("compat.reshape(x, (3, 1))", "e.reshape((3, 1))")),
    Row("ua.concat([a, b])", "lib.concat([x, y])", _peers("compat.concat([x, y])", "eagerpy.concatenate([e, f])")),
)

#: The overhead of a call becomes smaller as arrays grow.
GROWTH: Final = (
    Row("a + b", "lib.add(x, y)", _peers("compat.add(x, y)", "e + f", "autoray.do('add', x, y)"), _SIZES),
    Row("a += b", "x += y", shapes=_SIZES, setup="a, b, x, y = copies()"),
    Row("a < b", "lib.less(x, y)", _peers("compat.less(x, y)", "e < f", "autoray.do('less', x, y)"), _SIZES),
    Row("ua.exp(a)", "lib.exp(x)", _peers("compat.exp(x)", "e.exp()", "autoray.do('exp', x)"), _SIZES),
    Row(
        "ua.where(m, a, b)",
        "lib.where(c, x, y)",
        _peers("compat.where(c, x, y)", "eagerpy.where(g, e, f)", "autoray.do('where', c, x, y)"),
        _SIZES,
    ),
    Row("ua.sum(a)", "lib.sum(x)", _peers("compat.sum(x)", "e.sum()", "autoray.do('sum', x)"), _SIZES),
)


def _native_row(call: str, raw: str | None = None, limit: float | None = 1.1, plain: str | None = None) -> Row:
    """Return a row of the native tier, with one limit on every CPU, or none."""
    return Row(
        f"xp.{call}",
        f"lib.{raw or call}",
        _peers(f"compat.{call}"),
        _LARGE,
        {} if limit is None else {"numpy:cpu": limit, "torch:cpu": limit},
        plain=plain,
    )


def _unsigned_row(call: str, bits: int, limit: float) -> Row:
    """Return a row of unsigned integers against signed ones of the same width."""
    unsigned = call.format(f"u{bits}", f"v{bits}")
    return Row(
        f"xp.{unsigned}",
        "lib." + call.format(f"s{bits}", f"t{bits}"),
        _peers(f"compat.{unsigned}"),
        _LARGE,
        {"torch:cpu": limit},
    )


_TALL: Final = ((1_000, 2), (1_000_000, 2))
#: Sums along an axis that is not contiguous in memory, and norms: in the ordinary case and where squares overflow.
_LONG_ROWS: Final = (
    *[
        Row(
            f"xp.{name}(x, axis=0)",
            f"lib.{raw}(x, axis=0)",
            _peers(f"compat.{name}(x, axis=0)"),
            _TALL,
            {"numpy:cpu": limit, "torch:cpu": limit},
        )
        for name, raw, limit in (
            ("sum", "sum", 1.5),
            ("mean", "mean", 1.5),
            ("cumulative_sum", "cumsum", 2.0),
            ("cumulative_prod", "cumprod", 2.0),
        )
    ],
    Row("xp.linalg.vector_norm(x)", "lib.linalg.norm(x)", _peers("compat.linalg.vector_norm(x)"), _LARGE),
    Row("xp.linalg.vector_norm(x * 1e200)", "lib.linalg.norm(x * 1.0)", shapes=_LARGE),
)

#: The cost of overrides: at 1,000 elements for information, at 1,000,000 elements against the limits.
VALUES: Final = (
    _native_row("exp(x)", limit=1.02),
    _native_row("matmul(x, y)", limit=None),
    _native_row("floor_divide(x, y)", limit=2.5),
    _native_row("remainder(x, y)", limit=2.5),
    _native_row("sort(x)", "sort(x, stable=True)", plain="lib.sort(x)"),
    _native_row("argsort(x)", "argsort(x, stable=True)", plain="lib.argsort(x)"),
    _native_row("cumulative_sum(x)", "cumsum(x, 0)"),
    _native_row("cumulative_prod(x)", "cumprod(x, 0)"),
    _native_row("sum(x)"),
    _native_row("prod(x)"),
    _native_row("mean(x)"),
    _native_row("max(x)"),
    _native_row("min(x)"),
    _native_row("var(x)", "var(x, correction=0)", plain="lib.var(x)"),
    _native_row("std(x)", "std(x, correction=0)", plain="lib.std(x)"),
    *_LONG_ROWS,
    Row("xp.unique_values(i)", "lib.unique(i)", _peers("compat.unique_values(i)"), _LARGE, {"torch:cpu": 1.3}),
    Row(
        "xp.unique_counts(i)",
        "lib.unique(i, return_counts=True)",
        _peers("compat.unique_counts(i)"),
        _LARGE,
        {"torch:cpu": 1.3},
    ),
    Row(
        "xp.unique_inverse(i)",
        "lib.unique(i, return_inverse=True)",
        _peers("compat.unique_inverse(i)"),
        _LARGE,
        {"torch:cpu": 1.3},
    ),
    Row(
        "xp.unique_all(i)",
        "lib.unique(i, return_inverse=True, return_counts=True)",
        _peers("compat.unique_all(i)"),
        _LARGE,
        {"torch:cpu": 2.0},
    ),
    *[
        _unsigned_row(f"{name}({{}}, {{}})", bits, 4.0)
        for name in ("add", "multiply", "bitwise_and", "maximum")
        for bits in (16, 32, 64)
    ],
    _unsigned_row("less({}, {})", 16, 4.0),
    _unsigned_row("less({}, {})", 32, 4.0),
    _unsigned_row("less({}, {})", 64, 6.0),
    _unsigned_row("floor_divide({}, {})", 16, 4.0),
    _unsigned_row("floor_divide({}, {})", 32, 4.0),
    _unsigned_row("floor_divide({}, {})", 64, 12.0),
)


def _logistic_row(rows: int, limit: float) -> Row:
    """Return the row of a value and its gradient, for NumPy's data with this many rows."""
    return Row(
        "slope(w, X, t)",
        "by_hand(w, X, t)",
        {EAGERPY: "by_eagerpy(w, X, t)", JAX: "by_jax(w, X, t)"},
        ((rows, 10),),
        {"numpy:cpu": limit},
        make=gradients.make,
    )


def _network_row(rows: int, limit: float) -> Row:
    """Return the row of a network of two layers."""
    return Row(
        "train(p, X, y)",
        "train_by_hand(p, X, y)",
        {EAGERPY: "train_by_eagerpy(flat, X, y)", JAX: "train_by_jax(p, X, y)"},
        ((rows, 10),),
        {"numpy:cpu": limit},
        make=gradients.make_network,
    )


#: ``ua.value_and_grad`` against torch with ``requires_grad``, written by hand.
GRADIENTS: Final = (
    _logistic_row(100, 1.25),
    _logistic_row(1_000_000, 1.03),
    _network_row(100, 1.25),
    _network_row(1_000_000, 1.03),
)

#: A hundred gradients of a function that never writes, against the same without what notices writes.
WATCHED: Final = (
    Row("watched()", "unwatched()", {}, ((3, 2), (100, 10)), {"numpy:cpu": 1.05}, make=gradients.make_watched),
)

#: ``ua.jit``, against torch.compile written by hand for torch, and against NumPy itself for NumPy.
COMPILED: Final = (
    Row("chain(x)", "chain_by_hand(x)", shapes=((10,),), limits={"torch:cpu": 1.3}, make=compiled.make_chain),
    Row(
        "chain(x)",
        "chain_by_hand(x)",
        shapes=((1_000,), (100_000,), (1_000_000,)),
        limits={"torch:cpu": 1.05, "numpy:cpu": 0.33},
        make=compiled.make_chain,
    ),
    Row("heat(x)", "heat_by_hand(x)", shapes=((256, 256),), limits={"numpy:cpu": 0.33}, make=compiled.make_heat),
    Row("sort(x)", "sort_by_hand(x)", shapes=((1_000,), (1_000_000,)), make=compiled.make_sort),
    Row(
        "step(p, X, y)",
        "step_by_hand(p, X, y)",
        shapes=((1_000, 10),),
        limits={"torch:cpu": 1.15, "numpy:cpu": 1.15},
        make=compiled.make_training,
    ),
)

#: Against NumPy's Philox on the host; the numbers that `fast` draws, against the library's own.
RANDOM: Final = tuple(
    Row(ours, raw, shapes=_LARGE, limits=limits, make=operands.make_random)
    for ours, raw, limits in (
        ("rng.random(n, device=spec)", "philox.random(n)", {"numpy:cpu": 1.05}),
        ("rng.normal(0.0, 2.0, n, device=spec)", "philox.normal(0.0, 2.0, n)", {}),
        ("rng.integers(0, 100, n, device=spec)", "philox.integers(0, 100, n)", {}),
        ("rng.permutation(n, device=spec)", "philox.permutation(n)", {}),
        ("fast.random(n, device=spec)", "own_random(n)", {}),
        ("fast.normal(0.0, 2.0, n, device=spec)", "own_normal(n) * 2.0", {}),
    )
)


def _beyond_row(ours: str, raw: str, plain: str | None = None, needs: str = "", limit: float | None = 1.1) -> Row:
    """Return a row of a function beyond the standard."""
    limits = {} if limit is None else {"numpy:cpu": limit, "torch:cpu": limit}
    make = partial(beyond.make, needs=needs)
    return Row(ours, raw, {}, ((1_000_000,),), limits, make=make, plain=plain, memory=True)


#: Functions beyond the standard, against the library's own if it has one.
BEYOND: Final = (
    _beyond_row("ua.einsum('ij,jk->ik', Q, R)", "lib.einsum('ij,jk->ik', nq, nr, optimize=True)",
                "lib.einsum('ij,jk->ik', nq, nr)"),
    _beyond_row("ua.einsum('ij,jk,kl->il', Q, R, Q)", "lib.einsum('ij,jk,kl->il', nq, nr, nq, optimize=True)",
                "lib.einsum('ij,jk,kl->il', nq, nr, nq)"),
    _beyond_row("ua.einsum('ij,ij->i', Q, R)", "lib.einsum('ij,ij->i', nq, nr)"),
    _beyond_row("ua.einsum('ij,ij->j', Q, R)", "lib.einsum('ij,ij->j', nq, nr)"),
    _beyond_row("ua.einsum('ij,j->i', Q, V)", "lib.einsum('ij,j->i', nq, nv)"),
    _beyond_row("ua.einsum('ij,ji->ij', Q, R)", "lib.einsum('ij,ji->ij', nq, nr)"),
    _beyond_row("ua.convolve(a, W)", "lib.convolve(x, nw)", needs="convolve"),
    _beyond_row("ua.interp(a, S, V)", "lib.interp(x, ns, nv)", needs="interp"),
    _beyond_row("ua.cdist(T, T)", "lib.cdist(nt, nt, compute_mode='donot_use_mm_for_euclid_dist')", needs="cdist"),
    _beyond_row("ua.kron(V, V)", "lib.kron(nv, nv)"),
    _beyond_row("ua.trapezoid(a)", "lib.trapezoid(x)"),
    _beyond_row("ua.polyval(V[:4], a)", "lib.polyval(nv[:4], x)", needs="polyval"),
    _beyond_row("ua.bincount(k)", "lib.bincount(i)"),
    _beyond_row("ua.bincount(k, a)", "lib.bincount(i, x)"),
    _beyond_row("ua.histogram(a, 100)", "lib.histogram(x, 100)"),
    _beyond_row("ua.digitize(a, S)", "lib.digitize(x, ns)", "lib.bucketize(x, ns, right=True)"),
    _beyond_row("ua.median(a)", "lib.quantile(x, 0.5)"),
    _beyond_row("ua.quantile(a, 0.3)", "lib.quantile(x, 0.3)"),
    _beyond_row("ua.nanmean(a)", "lib.nanmean(x)"),
    _beyond_row("ua.nansum(a)", "lib.nansum(x)"),
    _beyond_row("ua.nanquantile(a, 0.3)", "lib.nanquantile(x, 0.3)"),
    _beyond_row("ua.cov(Q)", "lib.cov(nq)"),
    _beyond_row("ua.isclose(a, b)", "lib.isclose(x, y)"),
    _beyond_row("ua.nan_to_num(a)", "lib.nan_to_num(x)"),
    _beyond_row("ua.pad(Q, 3)", "lib.pad(nq, 3)", "lib.constant_pad_nd(nq, (3, 3, 3, 3))"),
    _beyond_row("ua.cumulative_max(a)", "lib.maximum.accumulate(x)", "lib.cummax(x, 0)"),
    _beyond_row("ua.topk(a, 10)", "lib.topk(x, 10)", "lib.argpartition(x, -10)"),
    _beyond_row("ua.partition(a, 1000)", "lib.partition(x, 1000)", needs="partition"),
    _beyond_row("ua.at(Z)[J].add(a)", "lib.add.at(nz.copy(), nj, x)", "nz.index_add(0, nj, x)", limit=1.5),
    _beyond_row("ua.special.erf(a)", "special.erf(x)", needs="special.erf"),
    _beyond_row("ua.special.gammaln(a)", "special.gammaln(x)", needs="special.gammaln"),
    _beyond_row("ua.special.digamma(a)", "special.digamma(x)", needs="special.digamma"),
    _beyond_row("ua.special.ndtri(U)", "special.ndtri(nu)", needs="special.ndtri"),
    _beyond_row("ua.special.gammainc(a, b)", "special.gammainc(x, y)", needs="special.gammainc"),
    _beyond_row("ua.special.betainc(a, b, U)", "special.betainc(x, y, nu)", needs="special.betainc"),
    _beyond_row("ua.special.xlogy(a, b)", "special.xlogy(x, y)", needs="special.xlogy"),
    _beyond_row("ua.special.logsumexp(a)", "special.logsumexp(x)", "special.logsumexp(x, 0)",
                needs="special.logsumexp"),
    _beyond_row("ua.special.softmax(a)", "special.softmax(x)", "special.softmax(x, 0)", needs="special.softmax"),
)  # fmt: skip

TABLES: Final = {
    "One call, on 3 elements unless the row says otherwise": CALLS,
    "As arrays grow": GROWTH,
    "The native tier, large arrays": VALUES,
    "Functions beyond the standard": BEYOND,
    "Value and gradient: logistic regression, a network of two layers": GRADIENTS,
    "Random numbers": RANDOM,
    "A gradient of a function that never writes, with and without the watch for writes": WATCHED,
    "Compiled functions: elementwise steps, heat equation, sort, training step": COMPILED,
}
