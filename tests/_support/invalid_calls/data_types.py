"""Invalid calls of the data type functions and of inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("ua.astype(x, 'float12')", TypeError, "'float12'"),
    ("ua.astype(x, None)", TypeError, "None"),
    ("ua.astype(x, x)", TypeError, "Array"),
    ("ua.astype('a', 'int8')", TypeError, "'a'"),
    ("ua.astype([1.5], 'int8')", TypeError, "[1.5]"),
    ("ua.astype(native, 'int8')", TypeError, "native"),
    ("ua.astype(c, 'float64')", TypeError, "complex128"),
    ("ua.astype(c, 'int8')", TypeError, "complex128"),
    ("ua.astype(x, 'int8', device='nowhere')", ua.BackendUnavailableError, "'nowhere'"),
    ("ua.astype(x, 'int8', device=3)", TypeError, "3"),
    ("ua.can_cast('x', 'int8')", TypeError, "'x'"),
    ("ua.can_cast(ua.int8, None)", TypeError, "None"),
    ("ua.can_cast(native, 'int8')", TypeError, "of float64 and shape (3,)"),
    ("ua.can_cast(5, 'int8')", TypeError, "5"),
    ("ua.finfo('int8')", TypeError, "int8"),
    ("ua.finfo(i)", TypeError, "int64"),
    ("ua.finfo(None)", TypeError, "None"),
    ("ua.finfo('x')", TypeError, "'x'"),
    ("ua.finfo(bool)", TypeError, "bool"),
    ("ua.iinfo('float32')", TypeError, "float32"),
    ("ua.iinfo(b)", TypeError, "bool"),
    ("ua.iinfo(1.5)", TypeError, "1.5"),
    ("ua.isdtype('x', 'bool')", TypeError, "'x'"),
    ("ua.isdtype(ua.int8, 'integer')", ValueError, "'integer'"),
    ("ua.isdtype(ua.int8, ('bool', 'floating'))", ValueError, "'floating'"),
    ("ua.isdtype(ua.int8, None)", TypeError, "None"),
    ("ua.isdtype(ua.int8, ['bool'])", TypeError, "['bool']"),
    ("ua.isdtype(x, 'bool')", TypeError, "Array"),
    ("ua.result_type()", TypeError, "an argument"),
    ("ua.result_type(2**70)", OverflowError, str(2**70)),
    ("ua.result_type(x, None)", TypeError, "None"),
    ("ua.result_type('x')", TypeError, "'x'"),
    ("ua.result_type(x, native)", TypeError, "of float64 and shape (3,)"),
    ("ua.result_type(u64, i)", TypeError, "uint64"),
    ("ua.result_type('uint64', 'int8')", TypeError, "int8"),
    ("ua.result_type(u, 300)", OverflowError, "300"),
    ("ua.result_type('float16', 'bfloat16')", TypeError, "bfloat16"),
    ("ua.__array_namespace_info__(device='nowhere')", ua.BackendUnavailableError, "'nowhere'"),
    ("ua.__array_namespace_info__(device=3)", TypeError, "3"),
    ("ua.__array_namespace_info__().dtypes(kind='x')", ValueError, "'x'"),
    ("ua.__array_namespace_info__().dtypes(kind=('bool', 3))", ValueError, "3"),
    ("ua.__array_namespace_info__().dtypes(kind=3)", TypeError, "3"),
    ("ua.__array_namespace_info__().dtypes(device='cuda:99')", ua.DeviceUnavailableError, "'cuda:99'"),
    ("ua.__array_namespace_info__().default_dtypes(device='cpu:1')", ValueError, "'cpu:1'"),
    ("x.__array_namespace__(api_version='1999.12')", ValueError, "'1999.12'"),
    ("x.__array_namespace__(api_version=2025.12)", ValueError, "2025.12"),
]
