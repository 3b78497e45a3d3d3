"""Hints for names of NumPy and torch that Arrays do not have; `namespace_hints` has those of the namespaces.

Each row has names and a hint, which the AttributeError for these names gives. The tables in docs/guide.md are generated
from the rows.
"""

from __future__ import annotations

from . import tracing
from .errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias

    #: Names, separated by spaces, and their hint, in which ``{name}`` is replaced by the name.
    Rows: TypeAlias = tuple[tuple[str, str], ...]


def missing(owner: str, name: str, hint: str | None) -> AttributeError:
    """Return the AttributeError for a missing name, with the hint if there is one."""
    fact = f"{owner} has no attribute {name!r}"
    if hint is None:
        return AttributeError(fact)  # the interpreter suggests a similar name if there is one
    if tracing.probe():
        return AttributeError(message(fact, hint))  # torch.compile cannot trace exceptions with keywords
    return AttributeError(
        message(fact, hint), name=name
    )  # without `obj`, the interpreter does not add its own suggestion


def by_name(rows: Rows) -> dict[str, str]:
    """Return the hint of each name."""
    return {name: hint.replace("{name}", name) for names, hint in rows for name in names.split()}


ANGLE: Final = "ua.atan2(ua.imag(x), ua.real(x)) for complex numbers, ua.atan2(ua.zeros_like(x), x) for real numbers"

#: Functions without a counterpart in the standard.
BEYOND_THE_STANDARD: Final[Rows] = (
    ("softmax", "e = ua.exp(x - ua.max(x, axis=-1, keepdims=True)); e / ua.sum(e, axis=-1, keepdims=True)"),
    (
        "logsumexp",
        (
            "m = ua.max(x, axis=-1, keepdims=True); m = ua.where(ua.isfinite(m), m, 0); "
            "m + ua.log(ua.sum(ua.exp(x - m), axis=-1, keepdims=True))"
        ),
    ),
)

ARRAY_ROWS: Final[Rows] = (
    ("numpy to_numpy get", "ua.to_numpy(x)"),
    ("cpu cuda xpu", 'x.to_device("{name}")'),
    ("to", 'x.to_device("cuda") for a device, x.astype("float32") for a dtype, ua.convert(x, "torch") for a library'),
    ("is_cpu is_cuda is_mps is_xpu get_device", "x.device.kind, x.device.index"),
    ("type", "x.dtype, or x.astype(dtype)"),
    ("type_as", "x.astype(y.dtype)"),
    ("bool bfloat16", "x.astype(ua.{name})"),
    ("double", "x.astype(ua.float64)"),
    ("float", "x.astype(ua.float32), the dtype that torch means by float"),
    ("half", "x.astype(ua.float16)"),
    ("long", "x.astype(ua.int64)"),
    ("int", "x.astype(ua.int32), the dtype that torch means by int"),
    ("short", "x.astype(ua.int16)"),
    ("char", "x.astype(ua.int8)"),
    ("byte", "x.astype(ua.uint8)"),
    ("cfloat", "x.astype(ua.complex64)"),
    ("cdouble", "x.astype(ua.complex128)"),
    ("is_floating_point", 'ua.isdtype(x.dtype, "real floating")'),
    ("is_complex", 'ua.isdtype(x.dtype, "complex floating")'),
    ("dim ndimension", "x.ndim"),
    ("numel nelement", "x.size"),
    ("element_size", "x.itemsize"),
    (
        "base contiguous ctypes data data_ptr flags is_contiguous storage storage_offset stride strides",
        "ua.native(x), the library's own array, which manages the memory",
    ),
    ("requires_grad_", "ua.asarray(x, requires_grad=True)"),
    ("detach_", "x.detach()"),
    ("zero_grad", "x.grad = None before the next x.backward()"),
    ("grad_fn is_leaf register_hook retain_grad retains_grad", "ua.native(x).{name} if the backend is torch"),
    ("byteswap dump dumps getfield setfield setflags tobytes tofile", "ua.to_numpy(x).{name}(...)"),
    ("clone", "x.copy()"),
    ("view", "x.reshape(shape); to read the memory as another dtype: ua.native(x).view"),
    ("view_as reshape_as", "x.reshape(y.shape)"),
    ("resize resize_", "x.reshape(shape)"),
    ("unflatten", "x.reshape(shape)"),
    ("flat", "x.ravel()"),
    ("t", "x.T"),
    ("H mH adjoint", "x.mT.conj()"),
    ("permute", "x.transpose(axes)"),
    ("swapdims", "x.swapaxes(axis1, axis2)"),
    ("moveaxis movedim", "ua.moveaxis(x, source, destination)"),
    ("unsqueeze", "ua.expand_dims(x, axis)"),
    ("expand", "ua.broadcast_to(x, shape)"),
    ("expand_as", "ua.broadcast_to(x, y.shape)"),
    ("fliplr", "ua.flip(x, axis=1)"),
    ("flipud", "ua.flip(x, axis=0)"),
    ("repeat_interleave", "x.repeat(repeats, axis=axis)"),
    ("unbind", "ua.unstack(x, axis=axis)"),
    ("chunk split tensor_split", "x[start:stop] for each part"),
    ("narrow", "x[start:stop]"),
    ("select", "x[index], or x[:, index] for the second axis"),
    ("put put_ index_put index_put_ index_copy index_copy_ index_fill index_fill_", "x[indices] = value"),
    ("masked_fill", "ua.where(mask, value, x)"),
    ("masked_fill_", "x[mask] = value"),
    ("fill fill_ copy_", "x[...] = value"),
    ("zero_", "x[...] = 0"),
    ("at", "ua.at(x)[key].add(value), or x[key] = value"),
    ("masked_select compress", "x[mask]"),
    ("index_select", "x.take(indices, axis=axis)"),
    ("gather take_along_dim", "ua.take_along_axis(x, indices, axis=axis)"),
    ("choose", "ua.take_along_axis(ua.stack(choices), x[None, ...], axis=0)[0]"),
    ("argwhere", "ua.stack(x.nonzero(), axis=-1)"),
    ("sort", "ua.sort(x), which returns a sorted copy and does not change x"),
    ("msort", "ua.sort(x, axis=0)"),
    ("partition argpartition", "ua.{name}(x, k)"),
    ("topk", "ua.topk(x, 2)"),
    ("searchsorted", "ua.searchsorted(x, values)"),
    ("unique", "ua.unique_values(x)"),
    ("diagonal", "ua.linalg.diagonal(x), which uses the last two axes"),
    ("diag", "ua.diag(x)"),
    ("kron", "ua.kron(x, y)"),
    ("pad", "ua.pad(x, 1)"),
    ("fill_diagonal", "ua.fill_diagonal(x, value)"),
    ("atleast_nd", "ua.atleast_nd(x, ndim=2)"),
    ("trace", "ua.linalg.trace(x), which uses the last two axes"),
    ("dot matmul mm bmm mv", "x @ y"),
    ("inner", "ua.tensordot(x, y, axes=((-1,), (-1,)))"),
    ("vdot", "ua.vecdot(x.ravel(), y.ravel())"),
    ("outer ger", "ua.linalg.outer(x, y)"),
    ("cross", "ua.linalg.cross(x, y)"),
    ("cholesky det eig qr slogdet svd", "ua.linalg.{name}(x)"),
    ("matrix_power", "ua.linalg.matrix_power(x, n)"),
    ("inverse", "ua.linalg.inv(x)"),
    ("pinverse", "ua.linalg.pinv(x)"),
    ("logdet", "ua.linalg.slogdet(x).logabsdet"),
    ("norm", "ua.linalg.vector_norm(x), or ua.linalg.matrix_norm(x)"),
    ("amax", "x.max(axis=axis)"),
    ("amin", "x.min(axis=axis)"),
    ("aminmax", "x.min(), x.max()"),
    ("ptp", "x.max() - x.min()"),
    *BEYOND_THE_STANDARD,
    (
        ("average bincount corrcoef cov median nanmax nanmean nanmedian nanmin nanstd nansum nanvar"),
        "ua.{name}(x)",
    ),
    ("nanquantile percentile quantile", "ua.{name}(x, 0.5)"),
    ("allclose isclose", "ua.{name}(x, y)"),
    ("histogram nan_to_num", "ua.{name}(x)"),
    ("digitize", "ua.digitize(x, [0.0, 1.0])"),
    ("one_hot", "ua.one_hot(x, 2)"),
    ("clamp", "x.clip(min, max)"),
    ("clamp_min", "x.clip(min=min)"),
    ("clamp_max", "x.clip(max=max)"),
    ("conjugate", "x.conj()"),
    ("angle", ANGLE),
    ("sub", "x - y"),
    ("mul", "x * y"),
    ("div true_divide", "x / y"),
    ("neg", "-x"),
    ("eq", "x == y"),
    ("ne", "x != y"),
    ("lt", "x < y"),
    ("le", "x <= y"),
    ("gt", "x > y"),
    ("ge", "x >= y"),
    ("add_", "x += y"),
    ("sub_", "x -= y"),
    ("mul_", "x *= y"),
    ("div_", "x /= y"),
    ("pow_", "x **= y"),
    ("clamp_ clip_", "x[...] = x.clip(min, max)"),
    ("absolute", "ua.abs(x)"),
    ("arccos", "ua.acos(x)"),
    ("arccosh", "ua.acosh(x)"),
    ("arcsin", "ua.asin(x)"),
    ("arcsinh", "ua.asinh(x)"),
    ("arctan", "ua.atan(x)"),
    ("arctan2", "ua.atan2(x, y)"),
    ("arctanh", "ua.atanh(x)"),
    ("bitwise_not", "ua.bitwise_invert(x)"),
    ("exp2", "2.0**x"),
    ("fix", "ua.trunc(x)"),
    ("frac", "x - ua.trunc(x)"),
    ("relu", "ua.where(x <= 0, 0, x)"),
    ("rsqrt", "1 / ua.sqrt(x)"),
    ("sgn", "ua.sign(x)"),
    ("sigmoid", "(1 + ua.tanh(x / 2)) / 2"),
    ("is_nonzero", "bool(x)"),
    ("new_empty", "x.__array_namespace__().empty(shape, dtype=x.dtype)"),
    ("new_ones", "x.__array_namespace__().ones(shape, dtype=x.dtype)"),
    ("new_zeros", "x.__array_namespace__().zeros(shape, dtype=x.dtype)"),
    ("new_full", "x.__array_namespace__().full(shape, value, dtype=x.dtype)"),
    ("new_tensor", "x.__array_namespace__().asarray(data, dtype=x.dtype)"),
    ("where", "ua.where(mask, x, y)"),
    (
        (
            "abs acos acosh asin asinh atan atanh bitwise_invert ceil cos cosh exp expm1 floor isfinite isinf isnan "
            "log log10 log1p log2 logical_not negative positive reciprocal sign signbit sin sinh sqrt square tan tanh "
            "trunc"
        ),
        "ua.{name}(x)",
    ),
    (
        (
            "add atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign divide equal "
            "floor_divide greater greater_equal hypot isin less less_equal logaddexp logical_and logical_or "
            "logical_xor maximum minimum multiply nextafter not_equal pow remainder subtract"
        ),
        "ua.{name}(x, y)",
    ),
    (
        (
            "count_nonzero cumulative_prod cumulative_sum diff empty_like flip matrix_transpose ones_like tril triu "
            "unique_all unique_counts unique_inverse unique_values unstack zeros_like"
        ),
        "ua.{name}(x)",
    ),
    ("broadcast_to", "ua.broadcast_to(x, shape)"),
    ("expand_dims", "ua.expand_dims(x, axis)"),
    ("full_like", "ua.full_like(x, value)"),
    ("permute_dims", "ua.permute_dims(x, axes)"),
    ("roll", "ua.roll(x, shift, axis=axis)"),
    ("take_along_axis", "ua.take_along_axis(x, indices, axis=axis)"),
    ("tensordot", "ua.tensordot(x, y, axes=axes)"),
    ("tile", "ua.tile(x, repetitions)"),
    ("vecdot", "ua.vecdot(x, y)"),
)

#: The hints for names that are not attributes of Array.
ARRAY: Final = by_name(ARRAY_ROWS)
