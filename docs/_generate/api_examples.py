"""Examples of the API pages for public names whose docstring has none: code, which is run when the pages are made."""

from __future__ import annotations

import ast
import contextlib
import io
from typing import Final

_X: Final = "x = ua.asarray([[1, 2, 3], [4, 5, 6]])\n"
_M: Final = "m = ua.asarray([[2.0, 1.0], [1.0, 3.0]])\n"
_MASKS: Final = "a, b = ua.asarray([True, True, False]), ua.asarray([True, False, False])\n"
_BITS: Final = "a, b = ua.asarray([12, 10]), ua.asarray([10, 3])\n"
_MISSING: Final = "try:\n    {}\nexcept {} as error:\n    print(error)"


def _raises(code: str, error: str) -> str:
    return _MISSING.format(code, error)


def _lines(*lines: str) -> str:
    return "\n".join(lines)


def _dtype(name: str) -> str:
    value = "True" if name == "bool" else "1j" if name.startswith("complex") else "1"
    return f"x = ua.asarray([{value}], dtype=ua.{name})\nx.dtype == ua.{name} == '{name}', x.itemsize"


_DTYPES: Final = (
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 bfloat16 float32 float64 complex64 complex128"
)

EXAMPLES: Final[dict[str, str]] = {
    **{f"ua.{name}": _dtype(name) for name in _DTYPES.split() if name != "bfloat16"},
    "ua.bfloat16": "ua.bfloat16.bits, ua.bfloat16.category, ua.isdtype(ua.bfloat16, 'real floating')",
    "ua.Array": _lines(
        "x = ua.asarray([[1.0, 2.0], [3.0, 4.0]])",
        "x @ x.T + 1",
        "x[:, ::-1]",
        "x.mean(axis=0), x.shape, x.dtype, x.device",
    ),
    "ua.DType": _lines(
        "d = ua.asarray([1.0]).dtype",
        "d == ua.float64, d == 'float64', d == np.float64",
        "d.name, d.category, d.bits",
    ),
    "ua.Device": _lines(
        "d = ua.Device('cuda')",
        "d == 'cuda:0', d.kind, d.index",
        "ua.asarray([1.0]).device",
    ),
    "ua.__array_api_version__": "ua.__array_api_version__",
    "ua.e": "ua.e",
    "ua.inf": "ua.inf",
    "ua.nan": "ua.nan",
    "ua.newaxis": _lines(
        "ua.newaxis is None",
        "ua.asarray([1, 2])[:, ua.newaxis].shape",
    ),
    "ua.pi": "ua.pi",
    "ua.AxisError": _raises("ua.sum(ua.ones((2, 3)), axis=2)", "ua.AxisError"),
    "ua.BackendUnavailableError": _raises("ua.use('nunpy')", "ua.BackendUnavailableError"),
    "ua.ConfigurationError": "issubclass(ua.ConfigurationError, ValueError)",
    "ua.ConfigurationWarning": _lines(
        "import warnings",
        "warnings.filterwarnings('error', category=ua.ConfigurationWarning)",
    ),
    "ua.CopyRequiredError": _raises("ua.asarray([1.0], copy=False)", "ua.CopyRequiredError"),
    "ua.DeviceMismatchError": "issubclass(ua.DeviceMismatchError, ValueError)",
    "ua.DeviceUnavailableError": _raises("ua.zeros(3, device='xpu:7')", "ua.DeviceUnavailableError"),
    "ua.OutOfMemoryError": "issubclass(ua.OutOfMemoryError, MemoryError)",
    "ua.TracingError": _raises("ua.vmap(lambda x: float(x))(ua.ones(3))", "ua.TracingError"),
    "ua.TransferWarning": _lines(
        "import warnings",
        "warnings.filterwarnings('ignore', category=ua.TransferWarning)",
    ),
    "ua.array_namespace": _lines(
        "xp = ua.array_namespace(np.ones(3))",
        "xp.sqrt is np.sqrt",
        "ua.array_namespace(ua.ones(3)) is ua.namespace('numpy')",
    ),
    "ua.current": _lines(
        "with ua.use('numpy', default_float='float32'):",
        "    here = ua.current()",
        "here.device, here.default_float",
    ),
    "ua.devices": "ua.devices()['numpy']",
    "ua.load": _lines(
        "import pathlib, tempfile",
        "path = pathlib.Path(tempfile.mkdtemp()) / 'x.npy'",
        "ua.save(path, ua.ones(3))",
        "ua.load(path)",
    ),
    "ua.native": "type(ua.native(ua.ones(3)))",
    "ua.register_backend": _lines(
        "import unifyarray.plugin",
        "library = unifyarray.plugin.from_namespace('array_api_strict', name='strict_example')",
        "ua.register_backend(library, override=True)",
        "ua.backends()['strict_example'].state",
    ),
    "ua.set_default": _lines(
        "ua.set_default(default_float='float32')",
        "ua.zeros(1).dtype",
        "ua.set_default(default_float='float64')",
    ),
    "ua.show_config": "ua.show_config()",
    "ua.to_numpy": "ua.to_numpy(ua.ones(3))",
    "ua.empty": "ua.empty((2, 3)).shape",
    "ua.empty_like": "ua.empty_like(ua.ones((2, 3))).shape",
    "ua.eye": "ua.eye(2, 3, k=1)",
    "ua.from_dlpack": "ua.from_dlpack(np.ones(2))",
    "ua.full_like": "ua.full_like(ua.ones(3), 7.0)",
    "ua.meshgrid": _lines(
        "a, b = ua.meshgrid(ua.asarray([1, 2]), ua.asarray([3, 4, 5]))",
        "a",
        "b",
    ),
    "ua.ones": "ua.ones((2, 2))",
    "ua.ones_like": "ua.ones_like(ua.asarray([1, 2]))",
    "ua.tril": "ua.tril(ua.ones((3, 3)))",
    "ua.triu": "ua.triu(ua.ones((3, 3)), k=1)",
    "ua.zeros_like": "ua.zeros_like(ua.asarray([1.0, 2.0]))",
    "ua.acos": "ua.acos(ua.asarray([1.0, 0.0, -1.0]))",
    "ua.acosh": "ua.acosh(ua.asarray([1.0, 2.0]))",
    "ua.add": "ua.add(ua.asarray([1, 2]), ua.asarray([0.5, 0.5]))",
    "ua.asin": "ua.asin(ua.asarray([-1.0, 0.0, 1.0]))",
    "ua.asinh": "ua.asinh(ua.asarray([0.0, 1.0]))",
    "ua.atan": "ua.atan(ua.asarray([0.0, 1.0, ua.inf]))",
    "ua.atan2": "ua.atan2(ua.asarray([1.0, -1.0]), ua.asarray([1.0, -1.0]))",
    "ua.atanh": "ua.atanh(ua.asarray([0.0, 0.5]))",
    "ua.bitwise_and": f"{_BITS}ua.bitwise_and(a, b)",
    "ua.bitwise_invert": "ua.bitwise_invert(ua.asarray([0, 1, -1]))",
    "ua.bitwise_left_shift": "ua.bitwise_left_shift(ua.asarray([1, 3]), ua.asarray([4, 1]))",
    "ua.bitwise_or": f"{_BITS}ua.bitwise_or(a, b)",
    "ua.bitwise_right_shift": "ua.bitwise_right_shift(ua.asarray([16, -8]), ua.asarray([2, 1]))",
    "ua.bitwise_xor": f"{_BITS}ua.bitwise_xor(a, b)",
    "ua.ceil": "ua.ceil(ua.asarray([1.2, -1.2]))",
    "ua.conj": "ua.conj(ua.asarray([1 + 2j]))",
    "ua.copysign": "ua.copysign(ua.asarray([1.0, 2.0]), ua.asarray([-0.0, 5.0]))",
    "ua.cos": "ua.cos(ua.asarray([0.0, ua.pi]))",
    "ua.cosh": "ua.cosh(ua.asarray([0.0, 1.0]))",
    "ua.divide": "ua.divide(ua.asarray([1, 2]), ua.asarray([2, 4]))",
    "ua.equal": "ua.equal(ua.asarray([1.0, ua.nan]), ua.asarray([1, 2]))",
    "ua.exp": "ua.exp(ua.asarray([0.0, 1.0]))",
    "ua.expm1": "ua.expm1(ua.asarray([1e-10]))",
    "ua.floor": "ua.floor(ua.asarray([1.8, -1.2]))",
    "ua.floor_divide": "ua.floor_divide(ua.asarray([7, -7]), 2)",
    "ua.greater": "ua.greater(ua.asarray([1, 2, 3]), 2)",
    "ua.greater_equal": "ua.greater_equal(ua.asarray([1, 2, 3]), 2)",
    "ua.hypot": "ua.hypot(ua.asarray([3.0, 1e300]), ua.asarray([4.0, 1e300]))",
    "ua.imag": "ua.imag(ua.asarray([1 + 2j]))",
    "ua.isfinite": "ua.isfinite(ua.asarray([1.0, ua.inf, ua.nan]))",
    "ua.isinf": "ua.isinf(ua.asarray([1.0, ua.inf, ua.nan]))",
    "ua.isnan": "ua.isnan(ua.asarray([1.0, ua.inf, ua.nan]))",
    "ua.less": "ua.less(ua.asarray([1, 2, 3]), 2)",
    "ua.less_equal": "ua.less_equal(ua.asarray([1, 2, 3]), 2)",
    "ua.log": "ua.log(ua.asarray([1.0, ua.e]))",
    "ua.log1p": "ua.log1p(ua.asarray([1e-10]))",
    "ua.log2": "ua.log2(ua.asarray([1.0, 8.0]))",
    "ua.log10": "ua.log10(ua.asarray([1.0, 1000.0]))",
    "ua.logaddexp": "ua.logaddexp(ua.asarray([1000.0]), ua.asarray([1000.0]))",
    "ua.logical_and": f"{_MASKS}ua.logical_and(a, b)",
    "ua.logical_not": f"{_MASKS}ua.logical_not(a)",
    "ua.logical_or": f"{_MASKS}ua.logical_or(a, b)",
    "ua.logical_xor": f"{_MASKS}ua.logical_xor(a, b)",
    "ua.maximum": "ua.maximum(ua.asarray([1.0, 5.0]), ua.asarray([3.0, ua.nan]))",
    "ua.minimum": "ua.minimum(ua.asarray([1.0, 5.0]), ua.asarray([3.0, ua.nan]))",
    "ua.multiply": "ua.multiply(ua.asarray([1, 2]), ua.asarray([3, 4]))",
    "ua.negative": "ua.negative(ua.asarray([1, -2]))",
    "ua.nextafter": "ua.nextafter(ua.asarray([1.0]), ua.asarray([2.0])) - 1",
    "ua.not_equal": "ua.not_equal(ua.asarray([1.0, ua.nan]), ua.asarray([1.0, ua.nan]))",
    "ua.positive": "ua.positive(ua.asarray([1, -2]))",
    "ua.pow": "ua.pow(ua.asarray([2.0, 3.0]), 2)",
    "ua.real": "ua.real(ua.asarray([1 + 2j]))",
    "ua.reciprocal": "ua.reciprocal(ua.asarray([2.0, 4.0]))",
    "ua.remainder": "ua.remainder(ua.asarray([7, -7]), 3)",
    "ua.sign": "ua.sign(ua.asarray([-2.0, 0.0, 3.0]))",
    "ua.signbit": "ua.signbit(ua.asarray([-0.0, 0.0]))",
    "ua.sinh": "ua.sinh(ua.asarray([0.0, 1.0]))",
    "ua.sqrt": "ua.sqrt(ua.asarray([4, 9]))",
    "ua.square": "ua.square(ua.asarray([2, -3]))",
    "ua.subtract": "ua.subtract(ua.asarray([5, 7]), 2)",
    "ua.tan": "ua.tan(ua.asarray([0.0, 1.0]))",
    "ua.tanh": "ua.tanh(ua.asarray([0.0, 1.0, 100.0]))",
    "ua.trunc": "ua.trunc(ua.asarray([1.8, -1.8]))",
    "ua.take_along_axis": f"{_X}ua.take_along_axis(x, ua.asarray([[2, 0], [1, 1]]), axis=1)",
    "ua.matrix_transpose": f"{_X}ua.matrix_transpose(x)",
    "ua.tensordot": f"{_X}ua.tensordot(x, x, axes=((1,), (1,)))",
    "ua.broadcast_arrays": _lines(
        "a, b = ua.broadcast_arrays(ua.asarray([1, 2]), ua.asarray([[3], [4]]))",
        "a",
        "b",
    ),
    "ua.broadcast_to": "ua.broadcast_to(ua.asarray([1, 2]), (2, 2))",
    "ua.flip": f"{_X}ua.flip(x, axis=1)",
    "ua.moveaxis": "ua.moveaxis(ua.ones((2, 3, 4)), 0, -1).shape",
    "ua.permute_dims": "ua.permute_dims(ua.ones((2, 3, 4)), (2, 0, 1)).shape",
    "ua.reshape": f"{_X}ua.reshape(x, (3, -1))",
    "ua.squeeze": "ua.squeeze(ua.ones((1, 3, 1)), axis=(0, 2)).shape",
    "ua.stack": "ua.stack([ua.asarray([1, 2]), ua.asarray([3, 4])], axis=1)",
    "ua.unstack": f"{_X}ua.unstack(x)",
    "ua.argmax": f"{_X}ua.argmax(x, axis=1)",
    "ua.argmin": f"{_X}ua.argmin(x, axis=0)",
    "ua.count_nonzero": "ua.count_nonzero(ua.asarray([[0, 1], [2, 3]]), axis=0)",
    "ua.nonzero": "ua.nonzero(ua.asarray([[0, 1], [2, 0]]))",
    "ua.isin": "ua.isin(ua.asarray([1, 2, 3]), ua.asarray([3, 1]))",
    "ua.unique_all": "ua.unique_all(ua.asarray([3, 1, 3])).values",
    "ua.unique_inverse": _lines(
        "values, inverse = ua.unique_inverse(ua.asarray([3, 1, 3]))",
        "values, inverse",
    ),
    "ua.unique_values": "ua.unique_values(ua.asarray([3, 1, 3]))",
    "ua.argsort": "ua.argsort(ua.asarray([3, 1, 2]))",
    "ua.sort": "ua.sort(ua.asarray([3, 1, 2]), descending=True)",
    "ua.cumulative_prod": "ua.cumulative_prod(ua.asarray([1, 2, 3]), include_initial=True)",
    "ua.max": f"{_X}ua.max(x, axis=0)",
    "ua.min": f"{_X}ua.min(x)",
    "ua.prod": f"{_X}ua.prod(x, axis=1)",
    "ua.std": "ua.std(ua.asarray([1.0, 2.0, 3.0]), correction=1)",
    "ua.var": "ua.var(ua.asarray([1.0, 2.0, 3.0]))",
    "ua.all": "ua.all(ua.asarray([[True, False], [True, True]]), axis=1)",
    "ua.any": "ua.any(ua.asarray([[True, False], [False, False]]), axis=1)",
    "ua.linalg.LinAlgError": _raises("ua.linalg.inv(ua.zeros((2, 2)))", "ua.linalg.LinAlgError"),
    "ua.linalg.cross": "ua.linalg.cross(ua.asarray([1, 0, 0]), ua.asarray([0, 1, 0]))",
    "ua.linalg.det": f"{_M}ua.linalg.det(m)",
    "ua.linalg.diagonal": f"{_M}ua.linalg.diagonal(m)",
    "ua.linalg.eig": "ua.linalg.eig(ua.asarray([[0.0, 1.0], [-1.0, 0.0]])).eigenvalues",
    "ua.linalg.eigh": f"{_M}values, vectors = ua.linalg.eigh(m)\nua.allclose(m @ vectors, vectors * values)",
    "ua.linalg.eigvals": "ua.linalg.eigvals(ua.asarray([[0.0, 1.0], [-1.0, 0.0]]))",
    "ua.linalg.eigvalsh": "ua.linalg.eigvalsh(ua.asarray([[2.0, 1.0], [1.0, 2.0]]))",
    "ua.linalg.matrix_norm": f"{_M}ua.linalg.matrix_norm(m), ua.linalg.matrix_norm(m, ord=1)",
    "ua.linalg.matrix_power": f"{_M}ua.linalg.matrix_power(m, 2)",
    "ua.linalg.matrix_rank": "ua.linalg.matrix_rank(ua.asarray([[1.0, 2.0], [2.0, 4.0]]))",
    "ua.linalg.matrix_transpose": f"{_X}ua.linalg.matrix_transpose(x).shape",
    "ua.linalg.outer": "ua.linalg.outer(ua.asarray([1, 2]), ua.asarray([3, 4]))",
    "ua.linalg.pinv": f"{_X}ua.linalg.pinv(x).shape",
    "ua.linalg.qr": f"{_M}q, r = ua.linalg.qr(m)\nua.allclose(q @ r, m)",
    "ua.linalg.slogdet": f"{_M}sign, logabsdet = ua.linalg.slogdet(m)\nsign, ua.exp(logabsdet)",
    "ua.linalg.svd": _lines(
        "x = ua.asarray([[3.0, 0.0], [4.0, 5.0]])",
        "u, s, vt = ua.linalg.svd(x, full_matrices=False)",
        "s",
        "ua.allclose((u * s) @ vt, x)",
    ),
    "ua.linalg.svdvals": "ua.linalg.svdvals(ua.asarray([[3.0, 0.0], [4.0, 5.0]]))",
    "ua.linalg.tensordot": f"{_X}ua.linalg.tensordot(x, x, axes=2)",
    "ua.linalg.trace": f"{_M}ua.linalg.trace(m)",
    "ua.linalg.vector_norm": "ua.linalg.vector_norm(ua.asarray([3.0, 4.0]))",
    "ua.fft.fftn": "ua.fft.fftn(ua.ones((2, 2)))",
    "ua.fft.fftshift": "ua.fft.fftshift(ua.fft.fftfreq(4))",
    "ua.fft.hfft": "ua.fft.hfft(ua.asarray([1.0, 2.0 + 0j]))",
    "ua.fft.ifft": "ua.fft.ifft(ua.fft.fft(ua.asarray([1.0, 2.0])))",
    "ua.fft.ifftn": "ua.fft.ifftn(ua.fft.fftn(ua.ones((2, 2)))).shape",
    "ua.fft.ifftshift": "ua.fft.ifftshift(ua.fft.fftshift(ua.asarray([0, 1, 2])))",
    "ua.fft.ihfft": "ua.fft.ihfft(ua.asarray([1.0, 2.0]))",
    "ua.fft.irfft": "ua.fft.irfft(ua.fft.rfft(ua.asarray([1.0, 2.0, 3.0])), n=3)",
    "ua.fft.irfftn": "ua.fft.irfftn(ua.fft.rfftn(ua.ones((2, 4)))).shape",
    "ua.fft.rfft": "ua.fft.rfft(ua.asarray([1.0, 2.0, 3.0]))",
    "ua.fft.rfftn": "ua.fft.rfftn(ua.ones((2, 4))).shape",
}


def run_session(code: str) -> str:
    """Return code as a session, with what Python prints."""
    source = f"import unifyarray as ua\n{code}"
    if "np." in code:
        source = f"import numpy as np\n{source}"
    names: dict[str, object] = {"__name__": "__main__"}
    shown = []
    for statement in ast.parse(source).body:
        lines = (ast.get_source_segment(source, statement) or "").splitlines()
        shown += [f"{'... ' if number else '>>> '}{line}".rstrip() for number, line in enumerate(lines)]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(ast.Interactive([statement]), "<example>", "single"), names)
        shown += printed.getvalue().splitlines()
    return "\n".join(shown)
