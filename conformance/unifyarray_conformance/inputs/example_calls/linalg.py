"""Example calls: ``linalg``."""

from __future__ import annotations

from typing import Final

from .rows import ANY, IS_POSITION, NUMERIC, Row, call, definite, distinct, hermitian, regular, row

#: Expression of the squares of an array. Eigenvectors and singular vectors have a free sign or phase; their squares do
#: not.
_SQUARES: Final = "xp.abs({}) ** 2"
#: Expression of the projection to the space that the columns span. The projection does not depend on the orthonormal
#: basis of the space.
_PROJECTION: Final = "{0} @ xp.conj({0}.mT)"

ROWS: Final[dict[str, Row]] = {
    "linalg.cholesky": row(
        call("xp.linalg.cholesky(x0)", definite(2, 2)),
        call("xp.linalg.cholesky(x0, upper=True)", definite(2, 2, 2)),
        many="xp.linalg.cholesky(m)",
    ),
    "linalg.cross": row(
        call("xp.linalg.cross(x0, x1)", (3,), (3,), kinds=NUMERIC),
        call("xp.linalg.cross(x0, x1, axis=-2)", (3, 2), (3, 1), kinds=NUMERIC),
        call("xp.linalg.cross(x0, x1)", (3,), (2, 3), kinds=NUMERIC),
        many="xp.linalg.cross(v, v)",
    ),
    "linalg.det": row(call("xp.linalg.det(x0)", (3, 3)), call("xp.linalg.det(x0)", (2, 2, 2)), many="xp.linalg.det(m)"),
    "linalg.diagonal": row(
        call("xp.linalg.diagonal(x0)", (3, 3), kinds=ANY),
        call("xp.linalg.diagonal(x0, offset=1)", (2, 3, 2), kinds=ANY),
    ),
    "linalg.eig": row(
        call("xp.linalg.eig(x0)", regular(3, 3), differentiated="xp.sum(y.eigenvalues ** 3)"),
        call(
            "xp.linalg.eig(x0)",
            distinct(3),
            differentiated="xp.sum(xp.abs(y.eigenvectors) ** 2, axis=-2) @ xp.asarray([1.0, 2.0, 3.0])",
        ),
        many="xp.linalg.eig(m)",
    ),
    "linalg.eigh": row(
        call("xp.linalg.eigh(x0)", hermitian(3, 3), differentiated="y.eigenvalues"),
        call("xp.linalg.eigh(x0)", hermitian(3, 3), differentiated=_SQUARES.format("y.eigenvectors")),
        call("xp.linalg.eigh(x0)", hermitian(2, 2, 2), differentiated=_SQUARES.format("y[1]")),
        many="xp.linalg.eigh(m)",
    ),
    "linalg.eigvals": row(
        call("xp.linalg.eigvals(x0)", (3, 3), differentiated="xp.sum(y ** 2)"),
        call("xp.linalg.eigvals(x0)", (2, 2, 2), differentiated="xp.sum(y ** 3, axis=-1)"),
        many="xp.linalg.eigvals(m)",
    ),
    "linalg.eigvalsh": row(
        call("xp.linalg.eigvalsh(x0)", hermitian(3, 3)),
        call("xp.linalg.eigvalsh(x0)", hermitian(2, 2, 2)),
        many="xp.linalg.eigvalsh(m)",
    ),
    "linalg.inv": row(
        call("xp.linalg.inv(x0)", regular(3, 3)), call("xp.linalg.inv(x0)", regular(2, 2, 2)), many="xp.linalg.inv(m)"
    ),
    "linalg.matmul": row(call("xp.linalg.matmul(x0, x1)", (2, 3), (3, 2), kinds=NUMERIC)),
    "linalg.matrix_norm": row(
        *(
            call(f"xp.linalg.matrix_norm(x0{k})", (2, 3))
            for k in ("", ", ord='nuc'", ", ord=2", ", ord=-2", ", ord=1", ", ord=-1")
        ),
        *(
            call(f"xp.linalg.matrix_norm(x0{k})", (2, 3, 2))
            for k in (", ord=xp.inf", ", ord=-xp.inf", ", keepdims=True")
        ),
        many="xp.linalg.matrix_norm(m)",
    ),
    "linalg.matrix_power": row(
        *(call(f"xp.linalg.matrix_power(x0, {n})", regular(2, 2)) for n in (-2, -1, 0, 1, 2, 3, 5)),
        many="xp.linalg.matrix_power(m, 3)",
    ),
    "linalg.matrix_rank": row(
        call("xp.linalg.matrix_rank(x0)", regular(3, 3)),
        call("xp.linalg.matrix_rank(x0, rtol=0.1)", regular(2, 2, 2)),
        no_derivative=IS_POSITION,
        many="xp.linalg.matrix_rank(m)",
    ),
    "linalg.matrix_transpose": row(call("xp.linalg.matrix_transpose(x0)", (2, 3), kinds=ANY)),
    "linalg.outer": row(call("xp.linalg.outer(x0, x1)", (2,), (3,), kinds=NUMERIC), many="xp.linalg.outer(h, h)"),
    "linalg.pinv": row(
        call("xp.linalg.pinv(x0)", (2, 3)),
        call("xp.linalg.pinv(x0)", (3, 2)),
        call("xp.linalg.pinv(x0, rtol=1e-3)", (2, 2, 2)),
        many="xp.linalg.pinv(m)",
    ),
    "linalg.qr": row(
        call("xp.linalg.qr(x0)", regular(3, 3), differentiated="y.Q"),
        call("xp.linalg.qr(x0)", regular(3, 3), differentiated="y.R"),
        call("xp.linalg.qr(x0, mode='reduced')", (3, 2), differentiated="y[1]"),
        call("xp.linalg.qr(x0, mode='complete')", (2, 2), differentiated="y.R"),
        many="xp.linalg.qr(m)",
    ),
    "linalg.slogdet": row(
        call("xp.linalg.slogdet(x0)", regular(3, 3), differentiated="y.logabsdet"),
        call("xp.linalg.slogdet(x0)", (2, 2, 2), differentiated="y.logabsdet"),
        call("xp.linalg.slogdet(x0)", (2, 2), differentiated="y[0]"),
        many="xp.linalg.slogdet(m)",
    ),
    "linalg.solve": row(
        call("xp.linalg.solve(x0, x1)", regular(2, 2), (2,)),
        call("xp.linalg.solve(x0, x1)", regular(2, 2), (2, 3)),
        call("xp.linalg.solve(x0, x1)", regular(2, 2, 2), (2, 1)),
        call("xp.linalg.solve(x0, x1)", regular(2, 2), (2, 2, 2)),
        many="xp.linalg.solve(m, m)",
    ),
    "linalg.svd": row(
        call("xp.linalg.svd(x0, full_matrices=False)", (2, 3), differentiated="y.S"),
        call("xp.linalg.svd(x0, full_matrices=False)", (3, 2), differentiated=_SQUARES.format("y.U")),
        call("xp.linalg.svd(x0, full_matrices=False)", (2, 3, 2), differentiated=_SQUARES.format("y.Vh")),
        call("xp.linalg.svd(x0)", (2, 2), differentiated=_SQUARES.format("y[0]")),
        call("xp.linalg.svd(x0)", (3, 2), differentiated=_SQUARES.format("y.U")),
        call("xp.linalg.svd(x0)", (2, 3, 2), differentiated=_SQUARES.format("y.Vh")),
        call("xp.linalg.svd(x0)", (3, 1), differentiated=_PROJECTION.format("y.U[:, 1:]")),
        many="xp.linalg.svd(m)",
    ),
    "linalg.svdvals": row(
        call("xp.linalg.svdvals(x0)", (2, 3)), call("xp.linalg.svdvals(x0)", (2, 2, 2)), many="xp.linalg.svdvals(m)"
    ),
    "linalg.tensordot": row(call("xp.linalg.tensordot(x0, x1, axes=1)", (2, 3), (3, 2), kinds=NUMERIC)),
    "linalg.trace": row(
        call("xp.linalg.trace(x0)", (3, 3), kinds=NUMERIC),
        call("xp.linalg.trace(x0, offset=-1)", (2, 3, 2), kinds=NUMERIC),
        many="xp.linalg.trace(t)",
    ),
    "linalg.vecdot": row(call("xp.linalg.vecdot(x0, x1)", (2, 3), (3,), kinds=NUMERIC)),
    "linalg.vector_norm": row(
        *(
            call(f"xp.linalg.vector_norm(x0, ord={o})", (4,))
            for o in ("2", "1", "3", "0.5", "-1", "xp.inf", "-xp.inf", "0")
        ),
        call("xp.linalg.vector_norm(x0)", ()),
        call("xp.linalg.vector_norm(x0)", (2, 3)),
        call("xp.linalg.vector_norm(x0, axis=(0, 2), keepdims=True, ord=1)", (2, 3, 2)),
        call("xp.linalg.vector_norm(x0, axis=-2)", (2, 3, 2)),
        many="xp.linalg.vector_norm(x)",
    ),
}
