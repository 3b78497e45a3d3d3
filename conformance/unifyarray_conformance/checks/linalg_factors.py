"""Checks of factorisations of small matrices and stacks: by multiplying the factors, and against mpmath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.both_tiers import both_raise
from ..harness.budget import some
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.matrices import (
    ANY,
    SQUARE,
    call_with,
    definite_matrices,
    hermitian_matrices,
    inputs_in_layouts,
    longest_side,
    random_matrices,
)
from ..reference import linear_algebra as reference
from ..reference.dtypes import COMPLEX, COMPLEX_DTYPES, FLOATING, real_dtype
from ..reference.expected import Expected
from ..reference.norm_bounds import check_error, check_within_bound

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.element_positions import Shape
    from ..reference.special_cases import Values

_HOST: Final = "{} = (ua.to_numpy(part, force=True).astype(complex) for part in result)\n"
_EPS: Final = "eps = {!r}\nmT = lambda m: np.conj(np.swapaxes(m, -1, -2))\nworst = lambda m: np.abs(m).max(initial=0)\n"
_UNIT: Final = "orthonormal = lambda m: worst(mT(m) @ m - np.eye(m.shape[-1])) / eps\n"
_SIZE: Final = (
    "size = np.sqrt((np.abs(x) ** 2).sum(axis=(-2, -1), keepdims=True)) * eps\nsize = np.where(size, size, eps)\n"
)


_LENGTHS: Final = "np.sqrt((np.abs(v) ** 2).sum(axis=-2, keepdims=True))"
#: By function: the variables that the result is unpacked into, and Python expressions of these variables for the
#: errors. The largest error must be within the tolerance.
_ERRORS: Final = {
    "linalg.qr": ("q, r", "worst((q @ r - x) / size), orthonormal(q), np.inf if np.tril(r, -1).any() else 0"),
    "linalg.svd": (
        "u, s, v",
        (
            "worst((u[..., : s.shape[-1]] * s[..., None, :] @ v[..., : s.shape[-1], :] - x) / size), orthonormal(u), "
            "orthonormal(mT(v)), np.inf if (np.diff(s.real) > 0).any() or (s.real < 0).any() else 0"
        ),
    ),
    "linalg.eigh": ("w, v", "worst((x @ v - v * w[..., None, :]) / size), orthonormal(v)"),
    "linalg.eig": ("w, v", f"worst((x @ v - v * w[..., None, :]) / size / {_LENGTHS})"),
}
_CALLS: Final = {"linalg.svd": "xp.linalg.svd(x0, full_matrices=False)"}


def _check_parts(context: Context, call: Call, x: Values, names: str, errors: str) -> None:
    """Check the largest of several errors, which are expressions in the parts of a result."""
    eps = float(np.finfo(real_dtype(context.dtype)).eps)
    head = _HOST.format(names) + _EPS.format(eps) + _UNIT + _SIZE
    check_error(context, call, f"{head}error = max({errors}, 0)", longest_side(x), x=x.astype("complex128"))


def _check_fields(context: Context, call: Call, fields: tuple[tuple[str, str, Shape], ...]) -> None:
    """Check the field names, dtypes and shapes of a named tuple."""
    names = tuple(name for name, _, _ in fields)
    context.ensure(call, f"assert isinstance(result, tuple) and result._fields == {names}, result")
    for i, (name, dtype, shape) in enumerate(fields):
        context.expect(Call(f"{call.source}.{name}", call.inputs), Expected.kind_of(dtype, shape))
        source = call.source.replace("xp.", "xp.native.").replace("x0", "ua.native(x0)")
        context.expect(Call(f"xp.asarray({source}[{i}])", call.inputs), Expected.kind_of(dtype, shape))


@check("linalg", "rebuilt", ["linalg.qr"], dtypes=FLOATING, grade="tolerance", rows=("15n", "19n"))
def qr(context: Context) -> None:
    """Check that Q R is the matrix, Q is orthonormal and R is upper triangular; reduced and complete."""
    for shape in some(context, ANY):
        x = random_matrices(context, shape)
        *batch, rows, columns = shape
        for mode in ("reduced", "complete"):
            k = min(rows, columns) if mode == "reduced" else rows
            call = Call(f"xp.linalg.qr(x0, mode={mode!r})", (Input(x),))
            _check_fields(
                context, call, (("Q", context.dtype, (*batch, rows, k)), ("R", context.dtype, (*batch, k, columns)))
            )
            for given in inputs_in_layouts(context, x):
                _check_parts(context, Call(call.source, (given,)), x, *_ERRORS["linalg.qr"])
    x = random_matrices(context, (3, 2))
    context.ensure(call_with(context, x), "assert result.Q.shape == (3, 2), result.Q.shape")


@check("linalg", "rebuilt", ["linalg.svd"], dtypes=FLOATING, grade="tolerance", rows=("15n", "19n"))
def svd(context: Context) -> None:
    """Check that U S Vh is the matrix, U and Vh are orthonormal and S descends; full, reduced and of lower rank."""
    dtype = context.dtype
    for shape in some(context, ANY):
        x = random_matrices(context, shape)
        *batch, rows, columns = shape
        k = min(rows, columns)
        for full in (True, False):
            call = Call(f"xp.linalg.svd(x0, full_matrices={full})", (Input(x),))
            sizes = (rows, columns) if full else (k, k)
            left, right = (*batch, rows, sizes[0]), (*batch, sizes[1], columns)
            _check_fields(
                context, call, (("U", dtype, left), ("S", real_dtype(dtype), (*batch, k)), ("Vh", dtype, right))
            )
            for given in inputs_in_layouts(context, x):
                _check_parts(context, Call(call.source, (given,)), x, *_ERRORS["linalg.svd"])
    for x in (np.zeros((2, 3)), np.ones((3, 3)), np.diag([2, 2, 0, 2]), np.eye(3)):
        _check_parts(context, call_with(context, x.astype(dtype)), x, *_ERRORS["linalg.svd"])


@check("linalg", "rebuilt", ["linalg.eigh"], dtypes=FLOATING, grade="tolerance", rows=("15n", "19n"))
def eigh(context: Context) -> None:
    """Check that A V = V W and V is orthonormal, also with repeated eigenvalues and diagonal matrices."""
    dtype = context.dtype
    for shape in some(context, SQUARE):
        x = hermitian_matrices(context, shape)
        call = call_with(context, x)
        _check_fields(context, call, (("eigenvalues", real_dtype(dtype), shape[:-1]), ("eigenvectors", dtype, shape)))
        for given in inputs_in_layouts(context, x):
            _check_parts(context, Call(call.source, (given,)), x, *_ERRORS["linalg.eigh"])
    for x in (np.eye(3), np.diag([2, 1, 2]), np.ones((3, 3)), np.zeros((2, 2))):
        _check_parts(context, call_with(context, x.astype(dtype)), x, *_ERRORS["linalg.eigh"])


@check("linalg", "rebuilt", ["linalg.eig"], dtypes=FLOATING, grade="tolerance", rows=("15n", "19n"))
def eig(context: Context) -> None:
    """Check that A V = V W for matrices that are not symmetric; results are complex for real matrices as well."""
    dtype = COMPLEX_DTYPES.get(context.dtype, context.dtype)
    for shape in some(context, SQUARE):
        x = random_matrices(context, shape)
        call = call_with(context, x)
        _check_fields(context, call, (("eigenvalues", dtype, shape[:-1]), ("eigenvectors", dtype, shape)))
        for given in inputs_in_layouts(context, x):
            _check_parts(context, Call(call.source, (given,)), x, *_ERRORS["linalg.eig"])
    for x in (np.array([[0, -1], [1, 0]]), np.eye(2), np.array([[2, 1], [0, 2]]), np.zeros((2, 2))):
        _check_parts(context, call_with(context, x.astype(context.dtype)), x, *_ERRORS["linalg.eig"])


@check("linalg", "value", ["linalg.eigvals"], dtypes=FLOATING, grade="tolerance", rows=("15n", "19n"))
def eigvals(context: Context) -> None:
    """Check the eigenvalues in any order; they are complex for real matrices as well."""
    dtype = COMPLEX_DTYPES.get(context.dtype, context.dtype)
    for shape in some(context, SQUARE):
        x = random_matrices(context, shape)
        call = call_with(context, x)
        context.expect(call, Expected.kind_of(dtype, shape[:-1]))
        if 0 in shape:
            continue
        vectors = np.linalg.eig(x.astype("complex128"))[1]
        size = (
            reference.frobenius_norm(x)
            * reference.frobenius_norm(vectors)
            * reference.frobenius_norm(np.linalg.inv(vectors))
        )
        eps = float(np.finfo(real_dtype(dtype)).eps)
        statements = (
            "got = ua.to_numpy(result, force=True).astype(complex)\n"
            "key = lambda w: np.argsort(np.round(w.real, 3) + 1e-6 * w.imag, axis=-1)\n"
            "order = lambda w: np.take_along_axis(w, key(w), axis=-1)\n"
            f"error = (np.abs(order(got) - order(exact)) / (size[..., None] * {eps!r})).max()"
        )
        check_error(context, call, statements, longest_side(x), exact=reference.eigvals(x), size=np.asarray(size))


@check("linalg", "value", ["linalg.eigvalsh"], dtypes=FLOATING, grade="tolerance", rows=("15n", "19n"))
def eigvalsh(context: Context) -> None:
    """Check the eigenvalues of Hermitian matrices, which are real."""
    for shape in some(context, SQUARE):
        x = hermitian_matrices(context, shape)
        size = reference.frobenius_norm(x)[..., None]
        for given in inputs_in_layouts(context, x):
            call = Call("xp.sort(xp.linalg.eigvalsh(x0))", (given,))
            check_within_bound(
                context, call, reference.eigvalsh(x), real_dtype(context.dtype), longest_side(x), size, both=True
            )


@check("linalg", "value", ["linalg.svdvals"], dtypes=FLOATING, grade="tolerance", rows=("15n", "19n"))
def svdvals(context: Context) -> None:
    """Check the singular values in descending order."""
    for shape in some(context, ANY):
        x = random_matrices(context, shape)
        size = reference.frobenius_norm(x)[..., None]
        for given in inputs_in_layouts(context, x):
            call = Call("xp.linalg.svdvals(x0)", (given,))
            check_within_bound(
                context, call, reference.svdvals(x), real_dtype(context.dtype), longest_side(x), size, both=True
            )


@check("linalg", "value", ["linalg.cholesky"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def cholesky(context: Context) -> None:
    """Check the lower and the upper factor; the other triangle must be exactly zero."""
    for shape in some(context, SQUARE):
        x = definite_matrices(context, shape)
        lower = reference.cholesky(x)
        size = (reference.condition_number(x) * reference.frobenius_norm(lower))[..., None, None]
        for keyword, exact in (
            ("", lower),
            (", upper=False", lower),
            (", upper=True", np.conj(np.swapaxes(lower, -1, -2))),
        ):
            for given in inputs_in_layouts(context, x):
                call = Call(f"xp.linalg.cholesky(x0{keyword})", (given,))
                check_within_bound(
                    context, call, exact, context.dtype, longest_side(x), np.where(exact == 0, 0, size), both=True
                )


@check(
    "linalg",
    "large",
    ["linalg.qr", "linalg.svd", "linalg.eigh", "linalg.eig"],
    dtypes=FLOATING,
    grade="tolerance",
    rows=("15n", "19n"),
)
def large(context: Context) -> None:
    """Check matrices so large that libraries compute in blocks, and stacks of many small matrices."""
    rng = context.rng()
    name = context.function
    square = name in ("linalg.eigh", "linalg.eig")
    for shape in ((67, 67) if square else (67, 41), (20, 3, 3)):
        x = rng.standard_normal(shape).astype(context.dtype)
        if context.dtype in COMPLEX:
            x += (1j * rng.standard_normal(shape)).astype(context.dtype)
        if name == "linalg.eigh":
            x = ((x + np.conj(np.swapaxes(x, -1, -2))) / 2).astype(context.dtype)
        _check_parts(context, Call(_CALLS.get(name, f"xp.{name}(x0)"), (Input(x),)), x, *_ERRORS[name])


# -- matrices without a result, and other errors ----------------------------------------------------------------

_SINGULAR: Final = (
    [[0, 0], [0, 0]],
    [[1, 2], [0, 0]],
    [[0, 1], [0, 2]],
    [[1, 0, 2], [0, 0, 0], [3, 0, 4]],
    [[0]],
)


@check("linalg", "singular", ["linalg.inv", "linalg.solve", "linalg.matrix_power"], dtypes=FLOATING, rows=("18n", "26"))
def singular(context: Context) -> None:
    """Check errors: LinAlgError, a ValueError, for matrices with a zero row or column, alone or in a stack."""
    is_both = "assert issubclass(result, ValueError) and issubclass(result, np.linalg.LinAlgError), result"
    context.ensure(Call("ua.linalg.LinAlgError"), is_both)
    for rows in _SINGULAR:
        x = np.array(rows, dtype=context.dtype)
        stack = np.stack([np.eye(len(rows), dtype=context.dtype), x])
        for given in (x, stack):
            arguments = "x0"
            more: tuple[Input, ...] = ()
            if context.function == "linalg.solve":
                arguments, more = "x0, x1", (Input(np.ones(len(rows), dtype=context.dtype)),)
            elif context.function == "linalg.matrix_power":
                arguments = "x0, -1"
            call = Call(f"xp.{context.function}({arguments})", (Input(given), *more))
            context.raises(call, context.ua.linalg.LinAlgError)
            if context.function != "linalg.matrix_power":  # the native tier raises the library's own error
                both_raise(context, call, context.ua.linalg.LinAlgError)


@check(
    "linalg", "not_finite", ["linalg.eig", "linalg.eigvals", "linalg.pinv", "linalg.svd"], dtypes=FLOATING,
    rows=("18n", "26"),
)  # fmt: skip
def not_finite(context: Context) -> None:
    """Check errors: LinAlgError for matrices with NaN or infinities, which end or hang some libraries."""
    for value in (np.inf, -np.inf, np.nan):
        # LAPACK's SVD never returns for the last one, and MKL's eigvals ends the process for the second one with NaN.
        for rows in ([[value]], [[value, 1], [2, 3]], [[1, 2], [0, value]], [[value, 1, 1], [1, 1, 1], [1, 1, 1]]):
            x = np.array(rows, dtype=context.dtype)
            for given in (x, np.stack([np.eye(len(rows), dtype=context.dtype), x])):
                call = Call(f"xp.{context.function}(x0)", (Input(given),))
                context.raises(call, context.ua.linalg.LinAlgError)


@check("linalg", "not_definite", ["linalg.cholesky"], dtypes=FLOATING, rows=("18n", "26"))
def not_definite(context: Context) -> None:
    """Check errors: LinAlgError for matrices that are not positive definite, alone or in a stack of definite ones."""
    for rows in ([[-1]], [[0, 0], [0, 0]], [[1, 2], [2, 1]], [[1, 0], [0, -1]], [[4, 0, 0], [0, 0, 0], [0, 0, 1]]):
        x = np.array(rows, dtype=context.dtype)
        for given in (x, np.stack([np.eye(len(rows), dtype=context.dtype), x])):
            both_raise(context, Call("xp.linalg.cholesky(x0)", (Input(given),)), context.ua.linalg.LinAlgError)
            upper = Call("xp.linalg.cholesky(x0, upper=True)", (Input(given),))
            both_raise(context, upper, context.ua.linalg.LinAlgError)


_OF_FLOATS: Final = (
    "cholesky", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matrix_norm", "matrix_power", "matrix_rank",
    "pinv", "qr", "slogdet", "solve", "svd", "svdvals", "vector_norm",
)  # fmt: skip
_FIELDS: Final = {
    "eig": ".eigenvectors", "eigh": ".eigenvectors", "qr": ".R", "slogdet": ".logabsdet", "svd": ".S",
}  # fmt: skip
_OF_SQUARE: Final = ("cholesky", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matrix_power", "slogdet", "solve")
_OF_ANY: Final = ("diagonal", "matrix_norm", "matrix_rank", "pinv", "qr", "svd", "svdvals", "trace")
_BAD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "cross": (
        ("x0, x0", "ValueError"), ("x1, x0", "ValueError"), ("x2, xp.ones((2, 3))", "ValueError"),
        ("x2, x2, axis=2", "AxisError"), ("x2, x2, axis=-3", "AxisError"), ("x4, x4", "AxisError"),
        ("x3, x3", "TypeError"), ("x0, x0, axis=0.5", "TypeError"),
    ),
    "matrix_norm": (("x0, ord='nope'", "ValueError"), ("x0, ord=3", "ValueError")),
    "matrix_power": (("x2, 0.5", "TypeError"),),
    "matrix_rank": (("x2, rtol=xp.ones((2,))", "ValueError"), ("x2, rtol='text'", "TypeError")),
    "outer": (("x1, x0", "ValueError"), ("x4, x1", "ValueError"), ("x3, x3", "TypeError")),
    "pinv": (("x2, rtol=xp.ones((2,))", "ValueError"), ("x2, rtol=1j", "TypeError")),
    "qr": (("x0, mode='nope'", "ValueError"),),
    "solve": (("x2, xp.ones((2,))", "ValueError"), ("x2, xp.ones((2, 3))", "ValueError"), ("x2, x4", "ValueError")),
    "trace": (("xp.ones((2, 2), dtype='complex64'), dtype='float32'", "TypeError"),),
    "vector_norm": (
        ("x0, axis=2", "AxisError"), ("x0, axis=(0, 0)", "ValueError"), ("x0, ord='nope'", "TypeError"),
        ("x0, ord=1j", "TypeError"),
    ),
}  # fmt: skip


@check("linalg", "errors", [f"linalg.{name}" for name in sorted({*_OF_SQUARE, *_OF_ANY, *_BAD})], rows=("26",))
def errors(context: Context) -> None:
    """Check errors: ValueError for arguments that are not (square) matrices or do not fit, AxisError and TypeError."""
    name = context.function.removeprefix("linalg.")
    # Shapes: ``x0`` (2, 4), ``x1`` (2,), ``x2`` (3, 3), ``x4`` (). ``x3`` consists of bools.
    values = [np.ones(shape, dtype="float32") for shape in ((2, 4), (2,), (3, 3))]
    inputs = tuple(map(Input, (*values, np.ones(3, dtype=bool), np.ones((), dtype="float32"))))
    more = {"solve": ", xp.ones((2,))", "matrix_power": ", 2"}.get(name, "")
    bad = [(f"{x}{more}", "ValueError") for x in ("x1", "x4") if name in (*_OF_SQUARE, *_OF_ANY)]
    bad += [(f"x0{more}", "ValueError")] if name in _OF_SQUARE else []
    for source, error in (*bad, *_BAD.get(name, ())):
        kind = (
            context.ua.AxisError if error == "AxisError" else {"ValueError": ValueError, "TypeError": TypeError}[error]
        )
        context.raises(Call(f"xp.linalg.{name}({source})", inputs), kind)


@check(
    "linalg",
    "integers",
    [f"linalg.{name}" for name in _OF_FLOATS],
    dtypes=("bool", "int8", "uint64", "int64"),
    rows=("5",),
)
def of_integers(context: Context) -> None:
    """Check that integers and bools are computed in the default real floating dtype; powers of integers are exact."""
    name = context.function.removeprefix("linalg.")
    x = Input(np.array([[1, 0], [0, 1]], dtype=context.dtype))
    source = {"solve": "x0, x0", "matrix_power": "x0, 2"}.get(name, "x0")
    real = context.default_float
    dtype = COMPLEX_DTYPES[real] if name in ("eig", "eigvals") else "int64" if name == "matrix_rank" else real
    if name == "matrix_power" and context.dtype != "bool":
        dtype = context.dtype
    field = _FIELDS.get(name, "")
    call = Call(f"xp.linalg.{name}({source}){field}", (x,))
    context.ensure(call, f"assert str(result.dtype) == {dtype!r}, result.dtype")
