# Made by `python -m docs._generate.namespace_types` from the functions of unifyarray; not to be edited.
from collections.abc import Callable
from typing import Any

from .._backend.hooks import Hooks
from .._core.dtypes import DType
from . import creation_functions as _creation_functions
from . import data_type_functions as _data_type_functions
from . import elementwise_functions as _elementwise_functions
from . import fft as _fft
from . import indexing_functions as _indexing_functions
from . import inspection as _inspection
from . import linalg as _linalg
from . import linear_algebra_functions as _linear_algebra_functions
from . import manipulation_functions as _manipulation_functions
from . import searching_functions as _searching_functions
from . import set_functions as _set_functions
from . import sorting_functions as _sorting_functions
from . import statistical_functions as _statistical_functions
from . import utility_functions as _utility_functions

class LinalgNamespace:
    """``linalg`` of a Namespace."""

    LinAlgError = _linalg.LinAlgError
    cholesky = staticmethod(_linalg.cholesky)
    cross = staticmethod(_linalg.cross)
    det = staticmethod(_linalg.det)
    diagonal = staticmethod(_linalg.diagonal)
    eig = staticmethod(_linalg.eig)
    eigh = staticmethod(_linalg.eigh)
    eigvals = staticmethod(_linalg.eigvals)
    eigvalsh = staticmethod(_linalg.eigvalsh)
    inv = staticmethod(_linalg.inv)
    matmul = staticmethod(_linalg.matmul)
    matrix_norm = staticmethod(_linalg.matrix_norm)
    matrix_power = staticmethod(_linalg.matrix_power)
    matrix_rank = staticmethod(_linalg.matrix_rank)
    matrix_transpose = staticmethod(_linalg.matrix_transpose)
    outer = staticmethod(_linalg.outer)
    pinv = staticmethod(_linalg.pinv)
    qr = staticmethod(_linalg.qr)
    slogdet = staticmethod(_linalg.slogdet)
    solve = staticmethod(_linalg.solve)
    svd = staticmethod(_linalg.svd)
    svdvals = staticmethod(_linalg.svdvals)
    tensordot = staticmethod(_linalg.tensordot)
    trace = staticmethod(_linalg.trace)
    vecdot = staticmethod(_linalg.vecdot)
    vector_norm = staticmethod(_linalg.vector_norm)

class FftNamespace:
    """``fft`` of a Namespace."""

    fft = staticmethod(_fft.fft)
    fftfreq = staticmethod(_fft.fftfreq)
    fftn = staticmethod(_fft.fftn)
    fftshift = staticmethod(_fft.fftshift)
    hfft = staticmethod(_fft.hfft)
    ifft = staticmethod(_fft.ifft)
    ifftn = staticmethod(_fft.ifftn)
    ifftshift = staticmethod(_fft.ifftshift)
    ihfft = staticmethod(_fft.ihfft)
    irfft = staticmethod(_fft.irfft)
    irfftn = staticmethod(_fft.irfftn)
    rfft = staticmethod(_fft.rfft)
    rfftfreq = staticmethod(_fft.rfftfreq)
    rfftn = staticmethod(_fft.rfftn)

class NativeLinalgNamespace:
    """``linalg`` of a NativeNamespace."""

    LinAlgError: type[Exception]
    cholesky: Callable[..., Any]
    cross: Callable[..., Any]
    det: Callable[..., Any]
    diagonal: Callable[..., Any]
    eig: Callable[..., Any]
    eigh: Callable[..., Any]
    eigvals: Callable[..., Any]
    eigvalsh: Callable[..., Any]
    inv: Callable[..., Any]
    matmul: Callable[..., Any]
    matrix_norm: Callable[..., Any]
    matrix_power: Callable[..., Any]
    matrix_rank: Callable[..., Any]
    matrix_transpose: Callable[..., Any]
    outer: Callable[..., Any]
    pinv: Callable[..., Any]
    qr: Callable[..., Any]
    slogdet: Callable[..., Any]
    solve: Callable[..., Any]
    svd: Callable[..., Any]
    svdvals: Callable[..., Any]
    tensordot: Callable[..., Any]
    trace: Callable[..., Any]
    vecdot: Callable[..., Any]
    vector_norm: Callable[..., Any]

class NativeFftNamespace:
    """``fft`` of a NativeNamespace."""

    fft: Callable[..., Any]
    fftfreq: Callable[..., Any]
    fftn: Callable[..., Any]
    fftshift: Callable[..., Any]
    hfft: Callable[..., Any]
    ifft: Callable[..., Any]
    ifftn: Callable[..., Any]
    ifftshift: Callable[..., Any]
    ihfft: Callable[..., Any]
    irfft: Callable[..., Any]
    irfftn: Callable[..., Any]
    rfft: Callable[..., Any]
    rfftfreq: Callable[..., Any]
    rfftn: Callable[..., Any]

class NativeNamespace:
    """The standard's functions for native arrays; those of the library may take more than the standard says."""

    __name__: str
    hooks: Hooks
    linalg: NativeLinalgNamespace
    fft: NativeFftNamespace
    bool: Any
    int8: Any
    int16: Any
    int32: Any
    int64: Any
    uint8: Any
    uint16: Any
    uint32: Any
    uint64: Any
    float32: Any
    float64: Any
    complex64: Any
    complex128: Any
    float16: Any
    bfloat16: Any
    e: float
    inf: float
    nan: float
    newaxis: None
    pi: float
    arange: Callable[..., Any]
    asarray: Callable[..., Any]
    empty: Callable[..., Any]
    empty_like: Callable[..., Any]
    eye: Callable[..., Any]
    from_dlpack: Callable[..., Any]
    full: Callable[..., Any]
    full_like: Callable[..., Any]
    linspace: Callable[..., Any]
    meshgrid: Callable[..., Any]
    ones: Callable[..., Any]
    ones_like: Callable[..., Any]
    tril: Callable[..., Any]
    triu: Callable[..., Any]
    zeros: Callable[..., Any]
    zeros_like: Callable[..., Any]
    astype: Callable[..., Any]
    can_cast: Callable[..., Any]
    finfo: Callable[..., Any]
    iinfo: Callable[..., Any]
    isdtype: Callable[..., Any]
    result_type: Callable[..., Any]
    abs: Callable[..., Any]
    acos: Callable[..., Any]
    acosh: Callable[..., Any]
    add: Callable[..., Any]
    asin: Callable[..., Any]
    asinh: Callable[..., Any]
    atan: Callable[..., Any]
    atan2: Callable[..., Any]
    atanh: Callable[..., Any]
    bitwise_and: Callable[..., Any]
    bitwise_invert: Callable[..., Any]
    bitwise_left_shift: Callable[..., Any]
    bitwise_or: Callable[..., Any]
    bitwise_right_shift: Callable[..., Any]
    bitwise_xor: Callable[..., Any]
    ceil: Callable[..., Any]
    clip: Callable[..., Any]
    conj: Callable[..., Any]
    copysign: Callable[..., Any]
    cos: Callable[..., Any]
    cosh: Callable[..., Any]
    divide: Callable[..., Any]
    equal: Callable[..., Any]
    exp: Callable[..., Any]
    expm1: Callable[..., Any]
    floor: Callable[..., Any]
    floor_divide: Callable[..., Any]
    greater: Callable[..., Any]
    greater_equal: Callable[..., Any]
    hypot: Callable[..., Any]
    imag: Callable[..., Any]
    isfinite: Callable[..., Any]
    isinf: Callable[..., Any]
    isnan: Callable[..., Any]
    less: Callable[..., Any]
    less_equal: Callable[..., Any]
    log: Callable[..., Any]
    log1p: Callable[..., Any]
    log2: Callable[..., Any]
    log10: Callable[..., Any]
    logaddexp: Callable[..., Any]
    logical_and: Callable[..., Any]
    logical_not: Callable[..., Any]
    logical_or: Callable[..., Any]
    logical_xor: Callable[..., Any]
    maximum: Callable[..., Any]
    minimum: Callable[..., Any]
    multiply: Callable[..., Any]
    negative: Callable[..., Any]
    nextafter: Callable[..., Any]
    not_equal: Callable[..., Any]
    positive: Callable[..., Any]
    pow: Callable[..., Any]
    real: Callable[..., Any]
    reciprocal: Callable[..., Any]
    remainder: Callable[..., Any]
    round: Callable[..., Any]
    sign: Callable[..., Any]
    signbit: Callable[..., Any]
    sin: Callable[..., Any]
    sinh: Callable[..., Any]
    sqrt: Callable[..., Any]
    square: Callable[..., Any]
    subtract: Callable[..., Any]
    tan: Callable[..., Any]
    tanh: Callable[..., Any]
    trunc: Callable[..., Any]
    take: Callable[..., Any]
    take_along_axis: Callable[..., Any]
    __array_namespace_info__: Callable[..., Any]
    matmul: Callable[..., Any]
    matrix_transpose: Callable[..., Any]
    tensordot: Callable[..., Any]
    vecdot: Callable[..., Any]
    broadcast_arrays: Callable[..., Any]
    broadcast_shapes: Callable[..., Any]
    broadcast_to: Callable[..., Any]
    concat: Callable[..., Any]
    expand_dims: Callable[..., Any]
    flip: Callable[..., Any]
    moveaxis: Callable[..., Any]
    permute_dims: Callable[..., Any]
    repeat: Callable[..., Any]
    reshape: Callable[..., Any]
    roll: Callable[..., Any]
    squeeze: Callable[..., Any]
    stack: Callable[..., Any]
    tile: Callable[..., Any]
    unstack: Callable[..., Any]
    argmax: Callable[..., Any]
    argmin: Callable[..., Any]
    count_nonzero: Callable[..., Any]
    nonzero: Callable[..., Any]
    searchsorted: Callable[..., Any]
    where: Callable[..., Any]
    isin: Callable[..., Any]
    unique_all: Callable[..., Any]
    unique_counts: Callable[..., Any]
    unique_inverse: Callable[..., Any]
    unique_values: Callable[..., Any]
    argsort: Callable[..., Any]
    sort: Callable[..., Any]
    cumulative_prod: Callable[..., Any]
    cumulative_sum: Callable[..., Any]
    max: Callable[..., Any]
    mean: Callable[..., Any]
    min: Callable[..., Any]
    prod: Callable[..., Any]
    std: Callable[..., Any]
    sum: Callable[..., Any]
    var: Callable[..., Any]
    all: Callable[..., Any]
    any: Callable[..., Any]
    diff: Callable[..., Any]

class Namespace:
    """The standard's functions for Arrays, bound to one backend and device."""

    __name__: str
    __array_api_version__: str
    native: NativeNamespace
    linalg: LinalgNamespace
    fft: FftNamespace
    bool: DType
    int8: DType
    int16: DType
    int32: DType
    int64: DType
    uint8: DType
    uint16: DType
    uint32: DType
    uint64: DType
    float32: DType
    float64: DType
    complex64: DType
    complex128: DType
    float16: DType
    bfloat16: DType
    e: float
    inf: float
    nan: float
    newaxis: None
    pi: float
    arange = staticmethod(_creation_functions.arange)
    asarray = staticmethod(_creation_functions.asarray)
    empty = staticmethod(_creation_functions.empty)
    empty_like = staticmethod(_creation_functions.empty_like)
    eye = staticmethod(_creation_functions.eye)
    from_dlpack = staticmethod(_creation_functions.from_dlpack)
    full = staticmethod(_creation_functions.full)
    full_like = staticmethod(_creation_functions.full_like)
    linspace = staticmethod(_creation_functions.linspace)
    meshgrid = staticmethod(_creation_functions.meshgrid)
    ones = staticmethod(_creation_functions.ones)
    ones_like = staticmethod(_creation_functions.ones_like)
    tril = staticmethod(_creation_functions.tril)
    triu = staticmethod(_creation_functions.triu)
    zeros = staticmethod(_creation_functions.zeros)
    zeros_like = staticmethod(_creation_functions.zeros_like)
    astype = staticmethod(_data_type_functions.astype)
    can_cast = staticmethod(_data_type_functions.can_cast)
    finfo = staticmethod(_data_type_functions.finfo)
    iinfo = staticmethod(_data_type_functions.iinfo)
    isdtype = staticmethod(_data_type_functions.isdtype)
    result_type = staticmethod(_data_type_functions.result_type)
    abs = staticmethod(_elementwise_functions.abs)
    acos = staticmethod(_elementwise_functions.acos)
    acosh = staticmethod(_elementwise_functions.acosh)
    add = staticmethod(_elementwise_functions.add)
    asin = staticmethod(_elementwise_functions.asin)
    asinh = staticmethod(_elementwise_functions.asinh)
    atan = staticmethod(_elementwise_functions.atan)
    atan2 = staticmethod(_elementwise_functions.atan2)
    atanh = staticmethod(_elementwise_functions.atanh)
    bitwise_and = staticmethod(_elementwise_functions.bitwise_and)
    bitwise_invert = staticmethod(_elementwise_functions.bitwise_invert)
    bitwise_left_shift = staticmethod(_elementwise_functions.bitwise_left_shift)
    bitwise_or = staticmethod(_elementwise_functions.bitwise_or)
    bitwise_right_shift = staticmethod(_elementwise_functions.bitwise_right_shift)
    bitwise_xor = staticmethod(_elementwise_functions.bitwise_xor)
    ceil = staticmethod(_elementwise_functions.ceil)
    clip = staticmethod(_elementwise_functions.clip)
    conj = staticmethod(_elementwise_functions.conj)
    copysign = staticmethod(_elementwise_functions.copysign)
    cos = staticmethod(_elementwise_functions.cos)
    cosh = staticmethod(_elementwise_functions.cosh)
    divide = staticmethod(_elementwise_functions.divide)
    equal = staticmethod(_elementwise_functions.equal)
    exp = staticmethod(_elementwise_functions.exp)
    expm1 = staticmethod(_elementwise_functions.expm1)
    floor = staticmethod(_elementwise_functions.floor)
    floor_divide = staticmethod(_elementwise_functions.floor_divide)
    greater = staticmethod(_elementwise_functions.greater)
    greater_equal = staticmethod(_elementwise_functions.greater_equal)
    hypot = staticmethod(_elementwise_functions.hypot)
    imag = staticmethod(_elementwise_functions.imag)
    isfinite = staticmethod(_elementwise_functions.isfinite)
    isinf = staticmethod(_elementwise_functions.isinf)
    isnan = staticmethod(_elementwise_functions.isnan)
    less = staticmethod(_elementwise_functions.less)
    less_equal = staticmethod(_elementwise_functions.less_equal)
    log = staticmethod(_elementwise_functions.log)
    log1p = staticmethod(_elementwise_functions.log1p)
    log2 = staticmethod(_elementwise_functions.log2)
    log10 = staticmethod(_elementwise_functions.log10)
    logaddexp = staticmethod(_elementwise_functions.logaddexp)
    logical_and = staticmethod(_elementwise_functions.logical_and)
    logical_not = staticmethod(_elementwise_functions.logical_not)
    logical_or = staticmethod(_elementwise_functions.logical_or)
    logical_xor = staticmethod(_elementwise_functions.logical_xor)
    maximum = staticmethod(_elementwise_functions.maximum)
    minimum = staticmethod(_elementwise_functions.minimum)
    multiply = staticmethod(_elementwise_functions.multiply)
    negative = staticmethod(_elementwise_functions.negative)
    nextafter = staticmethod(_elementwise_functions.nextafter)
    not_equal = staticmethod(_elementwise_functions.not_equal)
    positive = staticmethod(_elementwise_functions.positive)
    pow = staticmethod(_elementwise_functions.pow)
    real = staticmethod(_elementwise_functions.real)
    reciprocal = staticmethod(_elementwise_functions.reciprocal)
    remainder = staticmethod(_elementwise_functions.remainder)
    round = staticmethod(_elementwise_functions.round)
    sign = staticmethod(_elementwise_functions.sign)
    signbit = staticmethod(_elementwise_functions.signbit)
    sin = staticmethod(_elementwise_functions.sin)
    sinh = staticmethod(_elementwise_functions.sinh)
    sqrt = staticmethod(_elementwise_functions.sqrt)
    square = staticmethod(_elementwise_functions.square)
    subtract = staticmethod(_elementwise_functions.subtract)
    tan = staticmethod(_elementwise_functions.tan)
    tanh = staticmethod(_elementwise_functions.tanh)
    trunc = staticmethod(_elementwise_functions.trunc)
    take = staticmethod(_indexing_functions.take)
    take_along_axis = staticmethod(_indexing_functions.take_along_axis)
    __array_namespace_info__ = staticmethod(_inspection.__array_namespace_info__)
    matmul = staticmethod(_linear_algebra_functions.matmul)
    matrix_transpose = staticmethod(_linear_algebra_functions.matrix_transpose)
    tensordot = staticmethod(_linear_algebra_functions.tensordot)
    vecdot = staticmethod(_linear_algebra_functions.vecdot)
    broadcast_arrays = staticmethod(_manipulation_functions.broadcast_arrays)
    broadcast_shapes = staticmethod(_manipulation_functions.broadcast_shapes)
    broadcast_to = staticmethod(_manipulation_functions.broadcast_to)
    concat = staticmethod(_manipulation_functions.concat)
    expand_dims = staticmethod(_manipulation_functions.expand_dims)
    flip = staticmethod(_manipulation_functions.flip)
    moveaxis = staticmethod(_manipulation_functions.moveaxis)
    permute_dims = staticmethod(_manipulation_functions.permute_dims)
    repeat = staticmethod(_manipulation_functions.repeat)
    reshape = staticmethod(_manipulation_functions.reshape)
    roll = staticmethod(_manipulation_functions.roll)
    squeeze = staticmethod(_manipulation_functions.squeeze)
    stack = staticmethod(_manipulation_functions.stack)
    tile = staticmethod(_manipulation_functions.tile)
    unstack = staticmethod(_manipulation_functions.unstack)
    argmax = staticmethod(_searching_functions.argmax)
    argmin = staticmethod(_searching_functions.argmin)
    count_nonzero = staticmethod(_searching_functions.count_nonzero)
    nonzero = staticmethod(_searching_functions.nonzero)
    searchsorted = staticmethod(_searching_functions.searchsorted)
    where = staticmethod(_searching_functions.where)
    isin = staticmethod(_set_functions.isin)
    unique_all = staticmethod(_set_functions.unique_all)
    unique_counts = staticmethod(_set_functions.unique_counts)
    unique_inverse = staticmethod(_set_functions.unique_inverse)
    unique_values = staticmethod(_set_functions.unique_values)
    argsort = staticmethod(_sorting_functions.argsort)
    sort = staticmethod(_sorting_functions.sort)
    cumulative_prod = staticmethod(_statistical_functions.cumulative_prod)
    cumulative_sum = staticmethod(_statistical_functions.cumulative_sum)
    max = staticmethod(_statistical_functions.max)
    mean = staticmethod(_statistical_functions.mean)
    min = staticmethod(_statistical_functions.min)
    prod = staticmethod(_statistical_functions.prod)
    std = staticmethod(_statistical_functions.std)
    sum = staticmethod(_statistical_functions.sum)
    var = staticmethod(_statistical_functions.var)
    all = staticmethod(_utility_functions.all)
    any = staticmethod(_utility_functions.any)
    diff = staticmethod(_utility_functions.diff)
