"""Calls to take a derivative of: functions that are not elementwise."""

from __future__ import annotations

from typing import Final

from ..reference.standard import functions_of
from .gradient_points import Example, of, real

_S = (2, 3)
_CUBE = (2, 3, 2)


def _reduction(name: str, kinds: str = "rc") -> tuple[Example, ...]:
    keywords = (
        "",
        ", axis=1",
        ", axis=-1, keepdims=True",
        ", axis=(0, 2)",
        ", axis=(), keepdims=True",
        ", axis=(0, 1, 2)",
    )
    return (of(f"ua.{name}(x0)", (), kinds=kinds), *(of(f"ua.{name}(x0{k})", _CUBE, kinds=kinds) for k in keywords))


def _cumulative(name: str) -> tuple[Example, ...]:
    return (
        of(f"ua.{name}(x0)", (4,)),
        of(f"ua.{name}(x0, axis=0)", _S),
        of(f"ua.{name}(x0, axis=-2, include_initial=True)", _CUBE),
    )


_OTHER: Final[dict[str, tuple[Example, ...]]] = {
    # creation and data types
    "full": (of("ua.full((2, 3), x0)", ()),),
    "full_like": (of("ua.full_like(ua.ones((2,), dtype=x0.dtype), x0)", ()),),
    "from_dlpack": (of("ua.from_dlpack(x0)", _S), of("ua.from_dlpack(x0, copy=True)", ())),
    "asarray": (of("ua.asarray(x0)", _S), of("ua.asarray(x0, copy=True)", ())),
    "meshgrid": (
        of("ua.meshgrid(x0, x1)[0]", (2,), (3,)),
        of("ua.stack(ua.meshgrid(x0, x1, indexing='ij'))", (2,), (3,)),
    ),
    "tril": (of("ua.tril(x0)", (3, 3)), of("ua.tril(x0, k=-1)", _CUBE)),
    "triu": (of("ua.triu(x0)", (3, 3)), of("ua.triu(x0, k=1)", _CUBE)),
    "astype": (
        of("ua.astype(x0, x0.dtype)", _S),
        of("ua.astype(x0, x0.dtype, copy=False)", ()),
        real("ua.astype(x0, ua.complex64 if x0.dtype == ua.float32 else ua.complex128)", _S),
    ),
    # indexing
    "take": (
        of("ua.take(x0, ua.asarray([2, 0, 2, -1]))", (4,)),
        of("ua.take(x0, ua.asarray([1, 0, 1]), axis=1)", _CUBE),
        of("ua.take(x0, ua.asarray([1, 0]), axis=-1)", _CUBE),
    ),
    "take_along_axis": (
        of("ua.take_along_axis(x0, ua.asarray([[1, 0, -1, 1]]), axis=1)", _S),
        of("ua.take_along_axis(x0, ua.asarray([[1], [0]]))", _S),
    ),
    # manipulation
    "broadcast_arrays": (
        of("ua.broadcast_arrays(x0, x1)[0]", (3,), (2, 1)),
        of("ua.broadcast_arrays(x0, x1)[1]", (3,), (2, 1)),
    ),
    "broadcast_to": (of("ua.broadcast_to(x0, (2, 3))", (3,)), of("ua.broadcast_to(x0, (2, 1, 2))", ())),
    "concat": (
        of("ua.concat([x0, x1])", (2,), (3,)),
        of("ua.concat([x0, x1, x0], axis=-1)", _S, (2, 1)),
        of("ua.concat([x0, x1], axis=None)", _S, (2,)),
    ),
    "expand_dims": (of("ua.expand_dims(x0, axis=0)", _S), of("ua.expand_dims(x0, axis=-1)", ())),
    "flip": (of("ua.flip(x0)", _S), of("ua.flip(x0, axis=-1)", _S), of("ua.flip(x0, axis=(0, 2))", _CUBE)),
    "moveaxis": (of("ua.moveaxis(x0, 0, -1)", _CUBE), of("ua.moveaxis(x0, (0, 1), (2, 0))", _CUBE)),
    "permute_dims": (of("ua.permute_dims(x0, (2, 0, 1))", _CUBE), of("ua.permute_dims(x0, ())", ())),
    "repeat": (
        of("ua.repeat(x0, 2)", _S),
        of("ua.repeat(x0, 3, axis=0)", _S),
        of("ua.repeat(x0, ua.asarray([1, 0, 2]), axis=-1)", _S),
    ),
    "reshape": (
        of("ua.reshape(x0, (3, 2))", _S),
        of("ua.reshape(x0, (-1,), copy=True)", _S),
        of("ua.reshape(x0, (1, 1))", ()),
    ),
    "roll": (
        of("ua.roll(x0, 1)", _S),
        of("ua.roll(x0, -1, axis=-1)", _S),
        of("ua.roll(x0, (1, 2), axis=(0, 1))", _S),
    ),
    "squeeze": (of("ua.squeeze(x0, 0)", (1, 3)), of("ua.squeeze(x0, (0, -1))", (1, 2, 1))),
    "stack": (of("ua.stack([x0, x1, x0])", (3,), (3,)), of("ua.stack([x0, x1], axis=-1)", _S, _S)),
    "tile": (of("ua.tile(x0, (2,))", _S), of("ua.tile(x0, (2, 1, 2))", _S)),
    "unstack": (of("ua.unstack(x0)[1]", _S), of("ua.unstack(x0, axis=-1)[2]", _S)),
    # searching, sorting, sets
    "where": (
        of("ua.where(ua.asarray([True, False, True]), x0, x1)", _S, (3,)),
        of("ua.where(ua.asarray([[True], [False]]), x0, 2.0)", _S),
        of("ua.where(ua.asarray(False), 1.0, x0)", ()),
        real("ua.where(x0 > 0, ua.sqrt(ua.abs(x0)), x0**2)", (5,)),
    ),
    "sort": (
        real("ua.sort(x0)", _S),
        real("ua.sort(x0, axis=0, descending=True)", _S),
        real("ua.sort(x0, stable=False)", (5,)),
    ),
    "unique_all": (real("ua.unique_all(x0).values", _S),),
    "unique_counts": (real("ua.unique_counts(x0).values", _S),),
    "unique_inverse": (real("ua.unique_inverse(x0).values", _S),),
    "unique_values": (real("ua.unique_values(x0)", _S), real("ua.unique_values(x0)", ())),
    # statistics, utilities
    "max": _reduction("max", "r"),
    "min": _reduction("min", "r"),
    "sum": _reduction("sum"),
    "prod": _reduction("prod"),
    "mean": _reduction("mean"),
    "std": (
        *_reduction("std", "r")[1:5],
        real("ua.std(x0, axis=0, correction=1)", _S),
        real("ua.std(x0, correction=0.5)", _S),
    ),
    "var": (
        *_reduction("var", "r"),
        real("ua.var(x0, axis=0, correction=1)", _S),
        real("ua.var(x0, correction=0.5)", _S),
    ),
    "cumulative_sum": _cumulative("cumulative_sum"),
    "cumulative_prod": _cumulative("cumulative_prod"),
    "diff": (
        of("ua.diff(x0)", (4,)),
        of("ua.diff(x0, axis=0, n=2)", (3, 2)),
        of("ua.diff(x0, axis=-1, prepend=x1, append=x2)", _S, (2, 1), (2, 2)),
    ),
    # products
    "matmul": (
        of("ua.matmul(x0, x1)", (3,), (3,)),
        of("ua.matmul(x0, x1)", _S, (3,)),
        of("ua.matmul(x0, x1)", (2,), _S),
        of("ua.matmul(x0, x1)", (2, 1, 2, 2), (2, 2, 1)),
    ),
    "matrix_transpose": (of("ua.matrix_transpose(x0)", _CUBE),),
    "tensordot": (
        of("ua.tensordot(x0, x1, axes=1)", _S, (3, 2)),
        of("ua.tensordot(x0, x1)", _S, _S),
        of("ua.tensordot(x0, x1, axes=0)", (2,), (2,)),
        of("ua.tensordot(x0, x1, axes=((0, -1), (1, 0)))", _CUBE, (2, 2)),
    ),
    "vecdot": (
        of("ua.vecdot(x0, x1)", (3,), (3,)),
        of("ua.vecdot(x0, x1, axis=-1)", _S, (3,)),
        of("ua.vecdot(x0, x1, axis=-2)", (3, 2), (3, 1)),
    ),
}

_SPD: Final = "x0 @ ua.conj(x0.mT) + 2 * ua.eye(2, dtype=x0.dtype)"
_HERMITIAN: Final = "(x0 + ua.conj(x0.mT))"
_REGULAR: Final = "x0 + 4 * ua.eye(x0.shape[-1], dtype=x0.dtype)"
#: Eigenvalues near 0, 10 and 20.
_DISTINCT: Final = "x0 + 10 * ua.astype(ua.arange(3), x0.dtype) * ua.eye(3, dtype=x0.dtype)"
#: The projection to some orthonormal vectors, whichever they are.
_COMPLEMENT: Final = "y = {}\ny = y @ ua.conj(y.mT)"
_M = (3, 3)
_STACK = (2, 2, 2)

_LINALG: Final[dict[str, tuple[Example, ...]]] = {
    "linalg.cholesky": (
        of(f"ua.linalg.cholesky({_SPD})", (2, 2)),
        of(f"ua.linalg.cholesky({_SPD}, upper=True)", _STACK),
    ),
    "linalg.cross": (
        of("ua.linalg.cross(x0, x1)", (3,), (3,)),
        of("ua.linalg.cross(x0, x1, axis=-2)", (3, 2), (3, 1)),
        of("ua.linalg.cross(x0, x1)", (3,), (2, 3)),
    ),
    "linalg.det": (of("ua.linalg.det(x0)", _M), of("ua.linalg.det(x0)", _STACK)),
    "linalg.diagonal": (of("ua.linalg.diagonal(x0)", _M), of("ua.linalg.diagonal(x0, offset=1)", _CUBE)),
    # Eigenvectors and singular vectors have a free sign or phase: what does not depend on it has a derivative.
    "linalg.eig": (
        of(f"ua.sum(ua.linalg.eig({_REGULAR}).eigenvalues ** 3)", _M),
        of(f"ua.sum(ua.abs(ua.linalg.eig({_DISTINCT}).eigenvectors) ** 2, axis=-2) @ ua.asarray([1.0, 2.0, 3.0])", _M),
    ),
    "linalg.eigh": (
        of(f"ua.linalg.eigh({_HERMITIAN}).eigenvalues", _M),
        of(f"ua.abs(ua.linalg.eigh({_HERMITIAN}).eigenvectors) ** 2", _M),
        of(f"ua.abs(ua.linalg.eigh({_HERMITIAN})[1]) ** 2", _STACK),
    ),
    "linalg.eigvals": (
        of("ua.sum(ua.linalg.eigvals(x0) ** 2)", _M),
        of("ua.sum(ua.linalg.eigvals(x0) ** 3, axis=-1)", _STACK),
    ),
    "linalg.eigvalsh": (of(f"ua.linalg.eigvalsh({_HERMITIAN})", _M), of(f"ua.linalg.eigvalsh({_HERMITIAN})", _STACK)),
    "linalg.inv": (of(f"ua.linalg.inv({_REGULAR})", _M), of(f"ua.linalg.inv({_REGULAR})", _STACK)),
    "linalg.matmul": (of("ua.linalg.matmul(x0, x1)", _S, (3, 2)),),
    "linalg.matrix_norm": (
        *(
            of(f"ua.linalg.matrix_norm(x0{k})", _S)
            for k in ("", ", ord='nuc'", ", ord=2", ", ord=-2", ", ord=1", ", ord=-1")
        ),
        *(of(f"ua.linalg.matrix_norm(x0{k})", _CUBE) for k in (", ord=ua.inf", ", ord=-ua.inf", ", keepdims=True")),
    ),
    "linalg.matrix_power": (
        *(of(f"ua.linalg.matrix_power({_REGULAR}, {n})", (2, 2)) for n in (-2, -1, 0, 1, 2, 3, 5)),
    ),
    "linalg.matrix_transpose": (of("ua.linalg.matrix_transpose(x0)", _S),),
    "linalg.outer": (of("ua.linalg.outer(x0, x1)", (2,), (3,)),),
    "linalg.pinv": (
        of("ua.linalg.pinv(x0)", _S),
        of("ua.linalg.pinv(x0)", (3, 2)),
        of("ua.linalg.pinv(x0, rtol=1e-3)", _STACK),
    ),
    "linalg.qr": (
        of(f"ua.linalg.qr({_REGULAR}).Q", _M),
        of(f"ua.linalg.qr({_REGULAR}).R", _M),
        of("ua.linalg.qr(x0, mode='reduced')[1]", (3, 2)),
        of("ua.linalg.qr(x0, mode='complete').R", (2, 2)),
    ),
    "linalg.slogdet": (
        of(f"ua.linalg.slogdet({_REGULAR}).logabsdet", _M),
        of("ua.linalg.slogdet(x0).logabsdet", _STACK),
        of("ua.linalg.slogdet(x0)[0]", (2, 2)),
    ),
    "linalg.solve": (
        of("ua.linalg.solve(x0 + 4 * ua.eye(2, dtype=x0.dtype), x1)", (2, 2), (2,)),
        of("ua.linalg.solve(x0 + 4 * ua.eye(2, dtype=x0.dtype), x1)", (2, 2), (2, 3)),
        of("ua.linalg.solve(x0 + 4 * ua.eye(2, dtype=x0.dtype), x1)", _STACK, (2, 1)),
        of("ua.linalg.solve(x0 + 4 * ua.eye(2, dtype=x0.dtype), x1)", (2, 2), _STACK),
    ),
    "linalg.svd": (
        of("ua.linalg.svd(x0, full_matrices=False).S", _S),
        of("ua.abs(ua.linalg.svd(x0, full_matrices=False).U) ** 2", (3, 2)),
        of("ua.abs(ua.linalg.svd(x0, full_matrices=False).Vh) ** 2", _CUBE),
        of("ua.abs(ua.linalg.svd(x0)[0]) ** 2", (2, 2)),
        of("ua.abs(ua.linalg.svd(x0).U) ** 2", (3, 2)),
        of("ua.abs(ua.linalg.svd(x0).Vh) ** 2", _CUBE),
        of(_COMPLEMENT.format("ua.linalg.svd(x0).U[:, 1:]"), (3, 1)),
    ),
    "linalg.svdvals": (of("ua.linalg.svdvals(x0)", _S), of("ua.linalg.svdvals(x0)", _STACK)),
    "linalg.tensordot": (of("ua.linalg.tensordot(x0, x1, axes=1)", _S, (3, 2)),),
    "linalg.trace": (of("ua.linalg.trace(x0)", _M), of("ua.linalg.trace(x0, offset=-1)", _CUBE)),
    "linalg.vecdot": (of("ua.linalg.vecdot(x0, x1)", _S, (3,)),),
    "linalg.vector_norm": (
        *(
            of(f"ua.linalg.vector_norm(x0, ord={o})", (4,))
            for o in ("2", "1", "3", "0.5", "-1", "ua.inf", "-ua.inf", "0")
        ),
        of("ua.linalg.vector_norm(x0)", ()),
        of("ua.linalg.vector_norm(x0)", _S),
        of("ua.linalg.vector_norm(x0, axis=(0, 2), keepdims=True, ord=1)", _CUBE),
        of("ua.linalg.vector_norm(x0, axis=-2)", _CUBE),
    ),
}


def _fourier(name: str) -> tuple[Example, ...]:
    short = name.removeprefix("fft.")
    if short.endswith("shift"):
        return of(f"ua.{name}(x0)", _S), of(f"ua.{name}(x0, axes=(0,))", (3,))
    kinds = "r" if short in ("rfft", "rfftn", "ihfft") else "rc"
    size, axis = ("s", "axes") if short.endswith("n") else ("n", "axis")

    def keywords(n: int, norm: str) -> str:
        given = (f"({n},)", "(0,)") if size == "s" else (f"{n}", "0")
        return f"{size}={given[0]}, {axis}={given[1]}, norm={norm!r}"

    return (
        of(f"ua.{name}(x0)", (2, 4), kinds=kinds),
        of(f"ua.{name}(x0, {keywords(5, 'ortho')})", (3, 2), kinds=kinds),
        of(f"ua.{name}(x0, {keywords(2, 'forward')})", (3, 2), kinds=kinds),
        of(f"ua.{name}(x0, {keywords(6, 'backward')})", (4,), kinds=kinds),
    )


#: The calls, by function.
SECTIONS: Final = _OTHER | _LINALG | {name: _fourier(name) for name in functions_of("fft") if not name.endswith("freq")}
