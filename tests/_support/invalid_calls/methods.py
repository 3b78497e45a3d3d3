"""Invalid calls of the methods of Array that functions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("x.astype('float12')", TypeError, "'float12'"),
    ("c.astype('float64')", TypeError, "complex128"),
    ("x.astype('int8', device='nowhere')", ua.BackendUnavailableError, "'nowhere'"),
    ("x.clip('a')", TypeError, "'a'"),
    ("c.clip(0, 1)", TypeError, "complex128"),
    ("b.conj()", TypeError, "bool"),
    ("b.round()", TypeError, "bool"),
    ("x.all(1)", ua.AxisError, "1"),
    ("x.any('a')", TypeError, "'a'"),
    ("empty.max()", ValueError, "(0,)"),
    ("m.min((0, 0))", ValueError, "(0, 0)"),
    ("x.mean(axis=5)", ua.AxisError, "5"),
    ("x.mean(0.0)", TypeError, "0.0"),
    ("x.prod(dtype='bool')", TypeError, "bool"),
    ("x.std(correction='x')", TypeError, "'x'"),
    ("c.var()", TypeError, "complex128"),
    ("x.sum(axis=(0, 0))", ValueError, "(0, 0)"),
    ("x.sum(True)", TypeError, "True"),
    ("m.cumsum(axis=2)", ua.AxisError, "2"),
    ("x.cumprod(axis='a')", TypeError, "'a'"),
    ("empty.argmax()", ValueError, "(0,)"),
    ("c.argmin()", TypeError, "complex128"),
    ("c.argsort()", TypeError, "complex128"),
    ("zero_d.nonzero()", ValueError, "0"),
    ("x.take([0, 1])", TypeError, "[0, 1]"),
    ("x.take(i + 1)", IndexError, "3"),
    ("x.repeat(-1)", ValueError, "-1"),
    ("x.repeat('a')", TypeError, "'a'"),
    ("x.reshape(2, 2)", ValueError, "(2, 2)"),
    ("x.reshape((2, 2))", ValueError, "(2, 2)"),
    ("x.reshape('a')", TypeError, "'a'"),
    ("x.reshape(3, 1.0)", TypeError, "1.0"),
    ("m.T.reshape(6, copy=False)", ua.CopyRequiredError, "(6,)"),
    ("x.squeeze(0)", ValueError, "(3,)"),
    ("x.squeeze(1)", ua.AxisError, "1"),
    ("m.swapaxes(0, 2)", ua.AxisError, "2"),
    ("m.swapaxes(0, 'a')", TypeError, "'a'"),
    ("m.transpose(0, 0)", ValueError, "(0, 0)"),
    ("m.transpose(0, 2)", ua.AxisError, "2"),
    ("m.transpose('a')", TypeError, "'a'"),
]
