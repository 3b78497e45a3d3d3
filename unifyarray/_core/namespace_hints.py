"""Hints for names of NumPy and torch that the namespaces do not have. Loaded when the first such name is read.

The tables in docs/guide.md are generated from the rows.
"""

from __future__ import annotations

from .migration_hints import ANGLE, SPECIAL, by_name, missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from .migration_hints import Rows


def missing_from(module: str, name: str) -> AttributeError:
    """Return the AttributeError for a name that a module of unifyarray does not have."""
    return missing(f"module {module!r}", name, MODULES[module].get(name))


MAIN_ROWS: Final[Rows] = (
    (
        "array asanyarray ascontiguousarray asarray_chkfinite as_tensor tensor from_numpy frombuffer fromiter",
        "ua.asarray(data)",
    ),
    ("asnumpy", "ua.to_numpy(x)"),
    ("ndarray Tensor", "ua.Array, made by ua.asarray"),
    ("dtype", "ua.DType"),
    ("device", "ua.Device"),
    ("bool_", "ua.bool"),
    ("float float_ double", "ua.float64 (torch's float is ua.float32)"),
    ("single", "ua.float32"),
    ("half", "ua.float16"),
    ("int int_ long", "ua.int64 (torch's int is ua.int32)"),
    ("short", "ua.int16"),
    ("byte ubyte", "ua.uint8 (NumPy's byte is ua.int8)"),
    ("uint", "ua.uint64"),
    ("complex complex_ cdouble", "ua.complex128"),
    ("cfloat csingle", "ua.complex64"),
    ("Inf Infinity infty", "ua.inf"),
    ("NaN NAN", "ua.nan"),
    ("cuda mps xpu", 'ua.use("{name}"); ua.devices() lists the devices of this machine'),
    ("set_default_device", 'ua.set_default("cuda")'),
    ("set_default_dtype", 'ua.set_default(default_float="float32")'),
    ("get_default_device", "ua.current().device"),
    ("get_default_dtype", 'ua.__array_namespace_info__().default_dtypes()["real floating"]'),
    ("is_tensor", "isinstance(x, ua.Array)"),
    ("issubdtype", 'ua.isdtype(x.dtype, "real floating")'),
    ("is_floating_point", 'ua.isdtype(x.dtype, "real floating")'),
    ("is_complex iscomplexobj", 'ua.isdtype(x.dtype, "complex floating")'),
    ("promote_types", "ua.result_type(x, y)"),
    ("autograd", "ua.grad(function), or x.backward()"),
    ("inference_mode set_grad_enabled", "with ua.no_grad(): before a block, @ua.no_grad before a function"),
    ("ndim shape size", "x.{name}"),
    ("numel", "x.size"),
    ("copy clone", "x.copy()"),
    ("ravel flatten swapaxes", "x.{name}(...)"),
    ("identity", "ua.eye(n)"),
    ("logspace", "10.0 ** ua.linspace(start, stop, n)"),
    ("indices mgrid ogrid", 'ua.meshgrid(x, y, indexing="ij")'),
    ("concatenate cat", "ua.concat(arrays, axis=axis)"),
    ("row_stack vstack", "ua.concat(arrays, axis=0), or ua.stack(arrays) for 1-d Arrays"),
    ("hstack", "ua.concat(arrays, axis=1), or axis=0 for 1-d Arrays"),
    ("column_stack", "ua.stack(arrays, axis=1)"),
    ("dstack", "ua.stack(arrays, axis=2)"),
    ("split array_split chunk hsplit vsplit tensor_split", "x[start:stop] for each part"),
    ("unbind", "ua.unstack(x, axis=axis)"),
    ("transpose permute", "ua.permute_dims(x, axes)"),
    ("t", "x.T"),
    ("adjoint", "x.mT.conj()"),
    ("swapdims", "x.swapaxes(axis1, axis2)"),
    ("movedim rollaxis", "ua.moveaxis(x, source, destination)"),
    ("unsqueeze", "ua.expand_dims(x, axis)"),
    ("fliplr", "ua.flip(x, axis=1)"),
    ("flipud", "ua.flip(x, axis=0)"),
    ("repeat_interleave", "ua.repeat(x, repeats, axis=axis)"),
    ("gather take_along_dim", "ua.take_along_axis(x, indices, axis=axis)"),
    ("index_select", "ua.take(x, indices, axis=axis)"),
    ("masked_select compress extract", "x[mask]"),
    ("masked_fill", "ua.where(mask, value, x)"),
    ("put", "x[indices] = value"),
    ("place putmask copyto", "x[mask] = value"),
    ("argwhere", "ua.stack(ua.nonzero(x), axis=-1)"),
    ("flatnonzero", "ua.nonzero(x.ravel())[0]"),
    ("unique", "ua.unique_values(x); ua.unique_all(x), ua.unique_counts(x), ua.unique_inverse(x) return more"),
    ("in1d", "ua.isin(x, values)"),
    ("msort", "ua.sort(x, axis=0)"),
    ("amax", "ua.max(x, axis=axis)"),
    ("amin", "ua.min(x, axis=axis)"),
    ("aminmax", "ua.min(x), ua.max(x)"),
    ("ptp", "ua.max(x) - ua.min(x)"),
    *SPECIAL,
    ("cumsum", "ua.cumulative_sum(x, axis=axis)"),
    ("cumprod", "ua.cumulative_prod(x, axis=axis)"),
    ("dot mm bmm mv", "x @ y"),
    ("vdot", "ua.vecdot(x.ravel(), y.ravel())"),
    ("inner", "ua.tensordot(x, y, axes=((-1,), (-1,)))"),
    ("ger", "ua.linalg.outer(x, y)"),
    ("outer cross", "ua.linalg.{name}(x, y)"),
    ("cholesky det diagonal eigh inv matrix_rank pinv qr slogdet svd trace", "ua.linalg.{name}(x)"),
    ("inverse", "ua.linalg.inv(x)"),
    ("pinverse", "ua.linalg.pinv(x)"),
    ("logdet", "ua.linalg.slogdet(x).logabsdet"),
    ("norm", "ua.linalg.norm(x)"),
    ("matrix_exp", "ua.linalg.expm(x)"),
    ("absolute fabs", "ua.abs(x)"),
    ("arccos", "ua.acos(x)"),
    ("arccosh", "ua.acosh(x)"),
    ("arcsin", "ua.asin(x)"),
    ("arcsinh", "ua.asinh(x)"),
    ("arctan", "ua.atan(x)"),
    ("arctan2", "ua.atan2(x, y)"),
    ("arctanh", "ua.atanh(x)"),
    ("bitwise_not invert", "ua.bitwise_invert(x)"),
    ("left_shift", "ua.bitwise_left_shift(x, n)"),
    ("right_shift", "ua.bitwise_right_shift(x, n)"),
    ("power float_power", "ua.pow(x, y)"),
    ("sub", "ua.subtract(x, y)"),
    ("mul", "ua.multiply(x, y)"),
    ("div true_divide", "ua.divide(x, y)"),
    ("mod", "ua.remainder(x, y)"),
    ("divmod", "divmod(x, y)"),
    ("neg", "ua.negative(x)"),
    ("eq", "ua.equal(x, y)"),
    ("ne", "ua.not_equal(x, y)"),
    ("lt", "ua.less(x, y)"),
    ("le", "ua.less_equal(x, y)"),
    ("gt", "ua.greater(x, y)"),
    ("ge", "ua.greater_equal(x, y)"),
    ("conjugate", "ua.conj(x)"),
    ("angle", ANGLE),
    ("around", "ua.round(x, decimals=decimals)"),
    ("rint", "ua.round(x)"),
    ("fix", "ua.trunc(x)"),
    ("frac", "x - ua.trunc(x)"),
    ("sgn", "ua.sign(x)"),
    ("exp2", "2.0**x"),
    ("rsqrt", "1 / ua.sqrt(x)"),
    ("cbrt", "ua.sign(x) * ua.abs(x) ** (1 / 3)"),
    ("deg2rad radians", "x * (ua.pi / 180)"),
    ("rad2deg degrees", "x * (180 / ua.pi)"),
    ("clamp", "ua.clip(x, min, max)"),
    ("relu", "ua.where(x <= 0, 0, x)"),
    ("array_equal", "x.shape == y.shape and ua.all(x == y)"),
    ("alltrue", "ua.all(x)"),
    ("sometrue", "ua.any(x)"),
    ("product", "ua.prod(x)"),
    ("manual_seed seed Generator", "ua.random.default_rng(7)"),
    ("rand", "ua.random.default_rng(7).random((2, 3))"),
    ("randn", "ua.random.default_rng(7).standard_normal((2, 3))"),
    ("randint", "ua.random.default_rng(7).integers(0, 10, (2, 3))"),
    ("randperm", "ua.random.default_rng(7).permutation(10)"),
    ("rand_like", "ua.random.default_rng(7).uniform(ua.zeros_like(x))"),
    ("randn_like", "ua.random.default_rng(7).normal(ua.zeros_like(x))"),
    ("bernoulli", "ua.random.default_rng(7).binomial(1, x)"),
    ("normal", "ua.random.default_rng(7).normal(0.0, 1.0, (2, 3))"),
    ("poisson", "ua.random.default_rng(7).poisson(ua.abs(x))"),
    ("multinomial", "ua.random.default_rng(7).choice(3, 5, p=[0.5, 0.25, 0.25])"),
)

LINALG_ROWS: Final[Rows] = (
    ("matrix_exp", "ua.linalg.expm(x)"),
    ("triangular_solve", "ua.linalg.solve_triangular(a, b)"),
    ("cho_solve", "ua.linalg.solve(a, b)"),
    ("inverse", "ua.linalg.inv(x)"),
    ("cond", "s = ua.linalg.svdvals(x); s[..., 0] / s[..., -1]"),
    ("dot multi_dot", "x @ y"),
    ("inner vdot", "ua.linalg.vecdot(x, y)"),
    ("transpose", "ua.linalg.matrix_transpose(x)"),
    ("diag", "ua.diag(x)"),
    ("logdet", "ua.linalg.slogdet(x).logabsdet"),
)

FFT_ROWS: Final[Rows] = (
    ("fft2", "ua.fft.fftn(x, axes=(-2, -1))"),
    ("ifft2", "ua.fft.ifftn(x, axes=(-2, -1))"),
    ("rfft2", "ua.fft.rfftn(x, axes=(-2, -1))"),
    ("irfft2", "ua.fft.irfftn(x, axes=(-2, -1))"),
)

SPECIAL_ROWS: Final[Rows] = (
    ("psi", "ua.special.digamma(x)"),
    ("lgamma loggamma", "ua.special.gammaln(x)"),
    ("gamma", "ua.exp(ua.special.gammaln(x)) for positive numbers"),
    ("factorial", "ua.exp(ua.special.gammaln(n + 1))"),
    ("betaln", "ua.special.gammaln(a) + ua.special.gammaln(b) - ua.special.gammaln(a + b)"),
    ("comb binom", "1 / ((n + 1) * ua.special.beta(n - k + 1, k + 1))"),
    ("sigmoid", "ua.special.expit(x)"),
    ("log_expit logsigmoid", "-ua.logaddexp(-x, 0)"),
    ("erfcinv", "-ua.special.ndtri(y / 2) / 2**0.5"),
    ("erfcx", "ua.exp(x * x) * ua.special.erfc(x) for x up to 26"),
    ("log_ndtr", "ua.log(ua.special.ndtr(x)) for x from -37 on"),
    ("i0e", "ua.exp(-ua.abs(x)) * ua.special.i0(x)"),
    ("i1e", "ua.exp(-ua.abs(x)) * ua.special.i1(x)"),
    ("xlog1py", "ua.special.xlogy(x, y + 1)"),
    ("rel_entr", "ua.special.xlogy(x, x / y)"),
    ("kl_div", "ua.special.xlogy(x, x / y) - x + y"),
    ("gdtr", "ua.special.gammainc(b, a * x)"),
    ("btdtr", "ua.special.betainc(a, b, x)"),
    ("expm1 log1p round", "ua.{name}(x)"),
    ("exp2", "2.0**x"),
)

_NEW: Final = "ua.random.default_rng(7)"
_NUMPYS: Final = "generator = numpy.random.Generator(rng.bit_generator), then ua.asarray(generator.{name}(...))"

RANDOM_ROWS: Final[Rows] = (
    ("seed set_state", f"rng = {_NEW}, and pass rng to the functions that draw: there is no global state"),
    ("get_state", f"rng = {_NEW}, whose pickle and copy have its state"),
    ("RandomState", _NEW),
    (
        "MT19937 PCG64 PCG64DXSM Philox SFC64 SeedSequence",
        "ua.random.default_rng(numpy.random.{name}(7)) draws with these bits",
    ),
    ("rand random random_sample ranf sample", f"{_NEW}.random(size=3)"),
    ("randn standard_normal", f"{_NEW}.standard_normal(size=3)"),
    ("randint random_integers integers", f"{_NEW}.integers(10, size=3)"),
    ("exponential normal poisson uniform", f"{_NEW}.{{name}}(size=3)"),
    ("gamma", f"{_NEW}.gamma(2.0, size=3)"),
    ("beta", f"{_NEW}.beta(2.0, 2.0, size=3)"),
    ("binomial", f"{_NEW}.binomial(10, 0.5, size=3)"),
    ("choice", f"{_NEW}.choice(10, size=3)"),
    ("multivariate_normal", f"{_NEW}.multivariate_normal([0.0, 0.0], [[2.0, 1.0], [1.0, 2.0]])"),
    ("permutation", f"{_NEW}.permutation(10)"),
    ("shuffle", f"{_NEW}.shuffle(x)"),
    ("manual_seed", _NEW),
    (
        (
            "bytes chisquare dirichlet f geometric gumbel hypergeometric laplace logistic lognormal logseries "
            "multinomial negative_binomial noncentral_chisquare noncentral_f pareto power rayleigh standard_cauchy "
            "standard_exponential standard_gamma standard_t triangular vonmises wald weibull zipf"
        ),
        f"rng = {_NEW}; {_NUMPYS}",
    ),
)

#: Names that a Generator does not have.
GENERATOR_ROWS: Final[Rows] = (
    ("seed manual_seed initial_seed", _NEW),
    ("rand ranf random_sample", "rng.random(size=3)"),
    ("randn", "rng.standard_normal(size=3)"),
    ("randint random_integers", "rng.integers(10, size=3)"),
    ("randperm", "rng.permutation(10)"),
    ("permuted", "ua.take_along_axis(x, ua.argsort(rng.random(x.shape), axis=axis), axis=axis)"),
    ("lognormal", "ua.exp(rng.normal(size=3))"),
    ("standard_exponential", "rng.exponential(size=3)"),
    ("standard_gamma", "rng.gamma(2.0, size=3)"),
    ("chisquare", "2 * rng.gamma(k / 2, size=3)"),
    (
        (
            "bytes dirichlet f geometric gumbel hypergeometric laplace logistic logseries multinomial "
            "multivariate_hypergeometric negative_binomial noncentral_chisquare noncentral_f pareto power rayleigh "
            "standard_cauchy standard_t triangular vonmises wald weibull zipf"
        ),
        _NUMPYS,
    ),
)

#: The hints for names that a Generator does not have.
GENERATOR: Final = by_name(GENERATOR_ROWS)

#: The hints for names that a module does not have, by the name of the module. The hints of "unifyarray" are for bound
#: namespaces. The module itself has no `__getattr__`, because that would slow down every call of its functions.
MODULES: Final = {
    "unifyarray": by_name(MAIN_ROWS),
    "unifyarray.linalg": by_name(LINALG_ROWS),
    "unifyarray.fft": by_name(FFT_ROWS),
    "unifyarray.special": by_name(SPECIAL_ROWS),
    "unifyarray.random": by_name(RANDOM_ROWS),
}
