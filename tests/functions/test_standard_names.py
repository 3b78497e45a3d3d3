"""Every name of the standard is there, with the standard's parameters, and works on every backend found here.

The list of names is array_api_strict's: a check must not read its answers off what it checks.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import array_api_strict
import pytest

import unifyarray as ua
from unifyarray._array.array import Array

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VERSION = "2025.12"

#: Functions of array_api_strict itself.
NOT_STANDARD = {"get_array_api_strict_flags", "reset_array_api_strict_flags", "set_array_api_strict_flags"}

#: Of the standard, but left out of the lists of its stubs, and so of array_api_strict's.
UNLISTED = {"eig", "eigvals"}

#: Parameters beyond the standard: keywords with a default.
EXTRA = {"__array_namespace_info__": {"device"}, "asarray": {"requires_grad"}}


def _functions() -> Iterator[tuple[str, Any]]:
    """Yield the names of the standard's functions, dotted for extensions, with array_api_strict's function."""
    before = array_api_strict.get_array_api_strict_flags()["api_version"]
    array_api_strict.set_array_api_strict_flags(api_version=VERSION)
    try:
        for name in array_api_strict.__all__:
            found = getattr(array_api_strict, name)
            if inspect.isfunction(found) and name not in NOT_STANDARD:
                yield name, found
        for extension in ("linalg", "fft"):
            module = getattr(array_api_strict, extension)
            for name in {*module.__all__, *(UNLISTED & vars(module).keys())}:
                yield f"{extension}.{name}", getattr(module, name)
    finally:
        array_api_strict.set_array_api_strict_flags(api_version=before)


FUNCTIONS = dict(sorted(_functions()))
DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES += ("float32", "float64", "complex64", "complex128")
CONSTANTS = ("e", "inf", "nan", "newaxis", "pi")


def _find(name: str) -> Any:
    found: Any = ua
    for part in name.split("."):
        found = getattr(found, part)
    return found


def test_list_is_the_standard() -> None:
    assert len(FUNCTIONS) >= 175
    assert {"linalg.eig", "linalg.eigvals", "fft.fft", "isin", "broadcast_shapes", "abs"} <= FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_signature(name: str) -> None:
    ours = list(inspect.signature(_find(name)).parameters.values())
    theirs = list(inspect.signature(FUNCTIONS[name]).parameters.values())
    extra = [p for p in ours if p.name in EXTRA.get(name, ())]
    assert all(p.kind is p.KEYWORD_ONLY and p.default is not p.empty for p in extra)
    ours = [p for p in ours if p not in extra]
    assert [(p.name, p.kind) for p in ours] == [(p.name, p.kind) for p in theirs]
    assert [_default(p) for p in ours] == [_default(p) for p in theirs]


def _default(parameter: inspect.Parameter) -> object:
    # array_api_strict marks some defaults of None as "not given".
    return None if type(parameter.default).__name__ == "Undef" else parameter.default


@pytest.mark.parametrize("name", FUNCTIONS)
def test_documented(name: str) -> None:
    text = inspect.getdoc(_find(name)) or ""
    assert "\nReturns\n-------\n" in text
    for parameter in inspect.signature(_find(name)).parameters:
        assert parameter in text.partition("\nReturns\n")[0]


def test_exported() -> None:
    main = {name for name in FUNCTIONS if "." not in name}
    assert main | {*DTYPES, *CONSTANTS, "linalg", "fft"} <= set(ua.__all__)
    for extension in ("linalg", "fft"):
        listed = {f"{extension}.{name}" for name in getattr(ua, extension).__all__}
        assert {name for name in FUNCTIONS if name.startswith(extension)} == listed - {"linalg.LinAlgError"}


@pytest.mark.parametrize("name", CONSTANTS)
def test_constant(name: str) -> None:
    assert repr(getattr(ua, name)) == repr(getattr(array_api_strict, name))


def test_namespace(spec: str) -> None:
    xp = ua.namespace(spec)
    names = {name for name in FUNCTIONS if "." not in name} | {*CONSTANTS, "linalg", "fft"}
    assert [name for name in sorted(names) if not hasattr(xp, name)] == []
    assert xp.__array_api_version__ == VERSION


def _array(*values: Any) -> Array:
    return ua.asarray(list(values))


def _ints() -> Array:
    return _array(3, 1, 2)


def _reals() -> Array:
    return _array(0.25, 0.5, 0.75)


def _bools() -> Array:
    return _array(True, False, True)


def _matrix() -> Array:
    return _array([4.0, 1.0], [1.0, 3.0])


def _complexes() -> Array:
    return _array(1 + 1j, 2.0, -1j)


#: One call of every function.
EXAMPLES: dict[str, Callable[[], Any]] = {
    "__array_namespace_info__": lambda: ua.__array_namespace_info__().capabilities(),
    "abs": lambda: ua.abs(_ints()),
    "acos": lambda: ua.acos(_reals()),
    "acosh": lambda: ua.acosh(_reals() + 1),
    "add": lambda: ua.add(_ints(), _reals()),
    "all": lambda: ua.all(_bools()),
    "any": lambda: ua.any(_matrix(), axis=1),
    "arange": lambda: ua.arange(1, 7, 2),
    "argmax": lambda: ua.argmax(_ints()),
    "argmin": lambda: ua.argmin(_matrix(), axis=0),
    "argsort": lambda: ua.argsort(_ints()),
    "asarray": lambda: ua.asarray([[1, 2], [3, 4]]),
    "asin": lambda: ua.asin(_reals()),
    "asinh": lambda: ua.asinh(_reals()),
    "astype": lambda: ua.astype(_reals(), ua.int16),
    "atan": lambda: ua.atan(_reals()),
    "atan2": lambda: ua.atan2(_reals(), 1.0),
    "atanh": lambda: ua.atanh(_reals()),
    "bitwise_and": lambda: ua.bitwise_and(_ints(), 1),
    "bitwise_invert": lambda: ua.bitwise_invert(_ints()),
    "bitwise_left_shift": lambda: ua.bitwise_left_shift(_ints(), 2),
    "bitwise_or": lambda: ua.bitwise_or(_bools(), False),
    "bitwise_right_shift": lambda: ua.bitwise_right_shift(_ints(), 1),
    "bitwise_xor": lambda: ua.bitwise_xor(_ints(), _ints()),
    "broadcast_arrays": lambda: ua.broadcast_arrays(_ints(), _ints()[:, None]),
    "broadcast_shapes": lambda: ua.broadcast_shapes((2, 1), (3,)),
    "broadcast_to": lambda: ua.broadcast_to(_ints(), (2, 3)),
    "can_cast": lambda: ua.can_cast(_ints(), ua.float32),
    "ceil": lambda: ua.ceil(_reals()),
    "clip": lambda: ua.clip(_ints(), 2, _array(2, 2, 5)),
    "concat": lambda: ua.concat([_ints(), _reals()]),
    "conj": lambda: ua.conj(_complexes()),
    "copysign": lambda: ua.copysign(_reals(), -1.0),
    "cos": lambda: ua.cos(_reals()),
    "cosh": lambda: ua.cosh(_reals()),
    "count_nonzero": lambda: ua.count_nonzero(_bools()),
    "cumulative_prod": lambda: ua.cumulative_prod(_ints()),
    "cumulative_sum": lambda: ua.cumulative_sum(_matrix(), axis=0, include_initial=True),
    "diff": lambda: ua.diff(_ints(), prepend=_array(0)),
    "divide": lambda: ua.divide(_ints(), 2),
    "empty": lambda: ua.empty((2, 3)),
    "empty_like": lambda: ua.empty_like(_ints()),
    "equal": lambda: ua.equal(_ints(), 2),
    "exp": lambda: ua.exp(_reals()),
    "expand_dims": lambda: ua.expand_dims(_ints(), (0, 2)),
    "expm1": lambda: ua.expm1(_reals()),
    "eye": lambda: ua.eye(2, 3, k=1),
    "fft.fft": lambda: ua.fft.fft(_complexes()),
    "fft.fftfreq": lambda: ua.fft.fftfreq(4, d=0.5),
    "fft.fftn": lambda: ua.fft.fftn(_matrix(), s=(3, 2), axes=(0, 1)),
    "fft.fftshift": lambda: ua.fft.fftshift(_reals()),
    "fft.hfft": lambda: ua.fft.hfft(_complexes()),
    "fft.ifft": lambda: ua.fft.ifft(_complexes(), n=4, norm="ortho"),
    "fft.ifftn": lambda: ua.fft.ifftn(_matrix()),
    "fft.ifftshift": lambda: ua.fft.ifftshift(_matrix(), axes=0),
    "fft.ihfft": lambda: ua.fft.ihfft(_reals()),
    "fft.irfft": lambda: ua.fft.irfft(_complexes()),
    "fft.irfftn": lambda: ua.fft.irfftn(_complexes()),
    "fft.rfft": lambda: ua.fft.rfft(_reals()),
    "fft.rfftfreq": lambda: ua.fft.rfftfreq(5),
    "fft.rfftn": lambda: ua.fft.rfftn(_matrix(), axes=(0,)),
    "finfo": lambda: ua.finfo(_reals()).eps,
    "flip": lambda: ua.flip(_matrix(), axis=0),
    "floor": lambda: ua.floor(_reals()),
    "floor_divide": lambda: ua.floor_divide(_ints(), 2),
    "from_dlpack": lambda: ua.from_dlpack(_reals()),
    "full": lambda: ua.full((2,), 7),
    "full_like": lambda: ua.full_like(_reals(), 7),
    "greater": lambda: ua.greater(_ints(), 2),
    "greater_equal": lambda: ua.greater_equal(_ints(), _reals()),
    "hypot": lambda: ua.hypot(_reals(), _reals()),
    "iinfo": lambda: ua.iinfo(ua.int8).max,
    "imag": lambda: ua.imag(_complexes()),
    "isdtype": lambda: ua.isdtype(ua.int8, "integral"),
    "isfinite": lambda: ua.isfinite(_reals()),
    "isin": lambda: ua.isin(_ints(), _array(1, 2), invert=True),
    "isinf": lambda: ua.isinf(_complexes()),
    "isnan": lambda: ua.isnan(_ints()),
    "less": lambda: ua.less(_ints(), 2),
    "less_equal": lambda: ua.less_equal(2, _ints()),
    "linalg.cholesky": lambda: ua.linalg.cholesky(_matrix(), upper=True),
    "linalg.cross": lambda: ua.linalg.cross(_ints(), _reals()),
    "linalg.det": lambda: ua.linalg.det(_matrix()),
    "linalg.diagonal": lambda: ua.linalg.diagonal(_matrix(), offset=1),
    "linalg.eig": lambda: ua.linalg.eig(_matrix()),
    "linalg.eigh": lambda: ua.linalg.eigh(_matrix()),
    "linalg.eigvals": lambda: ua.linalg.eigvals(_matrix()),
    "linalg.eigvalsh": lambda: ua.linalg.eigvalsh(_matrix()),
    "linalg.inv": lambda: ua.linalg.inv(_matrix()),
    "linalg.matmul": lambda: ua.linalg.matmul(_matrix(), _matrix()),
    "linalg.matrix_norm": lambda: ua.linalg.matrix_norm(_matrix(), ord="nuc"),
    "linalg.matrix_power": lambda: ua.linalg.matrix_power(_matrix(), -2),
    "linalg.matrix_rank": lambda: ua.linalg.matrix_rank(_matrix(), rtol=0.1),
    "linalg.matrix_transpose": lambda: ua.linalg.matrix_transpose(_matrix()),
    "linalg.outer": lambda: ua.linalg.outer(_ints(), _reals()),
    "linalg.pinv": lambda: ua.linalg.pinv(_matrix()),
    "linalg.qr": lambda: ua.linalg.qr(_matrix(), mode="complete"),
    "linalg.slogdet": lambda: ua.linalg.slogdet(_matrix()),
    "linalg.solve": lambda: ua.linalg.solve(_matrix(), _array(1, 2)),
    "linalg.svd": lambda: ua.linalg.svd(_matrix(), full_matrices=False),
    "linalg.svdvals": lambda: ua.linalg.svdvals(_matrix()),
    "linalg.tensordot": lambda: ua.linalg.tensordot(_matrix(), _matrix(), axes=1),
    "linalg.trace": lambda: ua.linalg.trace(_matrix()),
    "linalg.vecdot": lambda: ua.linalg.vecdot(_matrix(), _matrix(), axis=-2),
    "linalg.vector_norm": lambda: ua.linalg.vector_norm(_matrix(), axis=(0, 1), ord=1),
    "linspace": lambda: ua.linspace(0, 1, 5, endpoint=False),
    "log": lambda: ua.log(_reals()),
    "log10": lambda: ua.log10(_reals()),
    "log1p": lambda: ua.log1p(_reals()),
    "log2": lambda: ua.log2(_reals()),
    "logaddexp": lambda: ua.logaddexp(_reals(), _reals()),
    "logical_and": lambda: ua.logical_and(_bools(), True),
    "logical_not": lambda: ua.logical_not(_bools()),
    "logical_or": lambda: ua.logical_or(_bools(), _bools()),
    "logical_xor": lambda: ua.logical_xor(_bools(), _bools()),
    "matmul": lambda: ua.matmul(_matrix(), _array(1, 2)),
    "matrix_transpose": lambda: ua.matrix_transpose(_matrix()),
    "max": lambda: ua.max(_ints()),
    "maximum": lambda: ua.maximum(_ints(), 2),
    "mean": lambda: ua.mean(_ints()),
    "meshgrid": lambda: ua.meshgrid(_ints(), _ints(), indexing="ij"),
    "min": lambda: ua.min(_matrix(), axis=(0, 1), keepdims=True),
    "minimum": lambda: ua.minimum(_reals(), 0.5),
    "moveaxis": lambda: ua.moveaxis(ua.zeros((2, 3, 4)), 0, -1),
    "multiply": lambda: ua.multiply(_ints(), 2.5),
    "negative": lambda: ua.negative(_ints()),
    "nextafter": lambda: ua.nextafter(_reals(), 1.0),
    "nonzero": lambda: ua.nonzero(_bools()),
    "not_equal": lambda: ua.not_equal(_ints(), _reals()),
    "ones": lambda: ua.ones(3, dtype="int8"),
    "ones_like": lambda: ua.ones_like(_ints(), dtype=ua.float32),
    "permute_dims": lambda: ua.permute_dims(ua.zeros((2, 3, 4)), (2, 0, 1)),
    "positive": lambda: ua.positive(_reals()),
    "pow": lambda: ua.pow(_ints(), 2),
    "prod": lambda: ua.prod(_ints(), dtype=ua.float32),
    "real": lambda: ua.real(_complexes()),
    "reciprocal": lambda: ua.reciprocal(_reals()),
    "remainder": lambda: ua.remainder(_ints(), 2),
    "repeat": lambda: ua.repeat(_ints(), _array(1, 0, 2)),
    "reshape": lambda: ua.reshape(_matrix(), (4, -1)),
    "result_type": lambda: ua.result_type(_ints(), ua.float32, 1.0),
    "roll": lambda: ua.roll(_matrix(), (1, 1), axis=(0, 1)),
    "round": lambda: ua.round(_reals()),
    "searchsorted": lambda: ua.searchsorted(_reals(), _array(0.3, 1.0), side="right"),
    "sign": lambda: ua.sign(_ints()),
    "signbit": lambda: ua.signbit(_reals()),
    "sin": lambda: ua.sin(_ints()),
    "sinh": lambda: ua.sinh(_reals()),
    "sort": lambda: ua.sort(_ints(), descending=True),
    "sqrt": lambda: ua.sqrt(_ints()),
    "square": lambda: ua.square(_ints()),
    "squeeze": lambda: ua.squeeze(ua.zeros((1, 3)), 0),
    "stack": lambda: ua.stack([_ints(), _reals()], axis=-1),
    "std": lambda: ua.std(_ints(), correction=1),
    "subtract": lambda: ua.subtract(_ints(), _reals()),
    "sum": lambda: ua.sum(_matrix(), axis=1),
    "take": lambda: ua.take(_reals(), _array(-1, 0)),
    "take_along_axis": lambda: ua.take_along_axis(_ints(), _array(0, -1)),
    "tan": lambda: ua.tan(_reals()),
    "tanh": lambda: ua.tanh(_reals()),
    "tensordot": lambda: ua.tensordot(_matrix(), _matrix(), axes=((0,), (1,))),
    "tile": lambda: ua.tile(_ints(), (2, 2)),
    "tril": lambda: ua.tril(_matrix(), k=-1),
    "triu": lambda: ua.triu(_matrix()),
    "trunc": lambda: ua.trunc(_reals()),
    "unique_all": lambda: ua.unique_all(_ints()),
    "unique_counts": lambda: ua.unique_counts(_ints()),
    "unique_inverse": lambda: ua.unique_inverse(_ints()),
    "unique_values": lambda: ua.unique_values(_ints()),
    "unstack": lambda: ua.unstack(_matrix(), axis=1),
    "var": lambda: ua.var(_matrix(), axis=0),
    "vecdot": lambda: ua.vecdot(_complexes(), _reals()),
    "where": lambda: ua.where(_bools(), _ints(), 0.5),
    "zeros": lambda: ua.zeros((2, 3)),
    "zeros_like": lambda: ua.zeros_like(_matrix()),
}


def test_every_function_has_an_example() -> None:
    assert EXAMPLES.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_runs(name: str, spec: str) -> None:
    with ua.use(spec):
        result = EXAMPLES[name]()
        here = ua.namespace()
    arrays = [x for x in (result if isinstance(result, tuple) else (result,)) if isinstance(x, Array)]
    for x in arrays:
        assert type(x) is Array
        assert ua.array_namespace(x) is here
        assert isinstance(x.dtype, ua.DType)
        x.tolist()
    returns = inspect.signature(_find(name)).return_annotation
    assert bool(arrays) == ("Array" in returns or "Result" in returns)
    if returns.endswith("Result"):
        assert len(arrays) == len(result._fields)


@pytest.mark.parametrize("name", EXAMPLES)
def test_same_on_every_backend(name: str, spec: str) -> None:
    """Shapes and dtypes are those that the first backend gives."""
    with ua.use(spec):
        found = _outline(EXAMPLES[name]())
    with ua.use("numpy", default_float="float64"):
        expected = _outline(EXAMPLES[name]())
    if ua.float64 in ua.namespace(spec).native.hooks.dtypes:
        assert found == expected


def _outline(result: Any) -> Any:
    if isinstance(result, tuple) and any(isinstance(x, Array) for x in result):
        return type(result), [_outline(x) for x in result]
    return (result.shape, result.dtype) if isinstance(result, Array) else result
