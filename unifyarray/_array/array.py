"""The Array: a native array and its namespace. It forwards; the semantics are the namespace's and the core's rules."""

from __future__ import annotations

from .methods import ArrayMethods, LeftOut
from .operators import operator, update
from .protocols import ArrayProtocols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from .._rules.scalars import Scalar

    Operand: TypeAlias = "Scalar | Array"

_new = object.__new__


class Array(ArrayMethods, ArrayProtocols, LeftOut):
    """An array of any backend, on any device; made by ``ua.asarray``, ``ua.zeros`` and the like.

    Operators, indexing and methods mean the same on every backend: the standard, and where it leaves a gap,
    the contract in docs/contract.md.
    """

    __slots__ = ()

    # Arithmetic and comparisons take the short way for Arrays of one namespace and one dtype, and for Python scalars
    # that need no check. It is written out: a helper would cost as much as all of it. `_new` and two assignments
    # instead of a call of the class spare a third of the overhead, and a function that has a name of its own is called
    # faster than a method.
    # What raises on the short way takes the long one: that does what the library does not, such as float32 + 1e300, or
    # says in the contract's words what is wrong.
    def __add__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._add
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.add
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("add", self, other)
        return operator("add", self, other)

    def __sub__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._subtract
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.subtract
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("subtract", self, other)
        return operator("subtract", self, other)

    def __mul__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._multiply
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.multiply
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("multiply", self, other)
        return operator("multiply", self, other)

    def __truediv__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._divide
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.divide
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("divide", self, other)
        return operator("divide", self, other)

    def __eq__(self, other: Operand, /) -> Array:  # type: ignore[override]
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._equal
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.equal
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("equal", self, other)
        return operator("equal", self, other)

    def __ne__(self, other: Operand, /) -> Array:  # type: ignore[override]
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._not_equal
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.not_equal
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("not_equal", self, other)
        return operator("not_equal", self, other)

    def __lt__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._less
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.less
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("less", self, other)
        return operator("less", self, other)

    def __le__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._less_equal
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.less_equal
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("less_equal", self, other)
        return operator("less_equal", self, other)

    def __gt__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._greater
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.greater
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("greater", self, other)
        return operator("greater", self, other)

    def __ge__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._greater_equal
            short = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            function = xp.greater_equal
            short = dtype in xp.direct_scalars.get(type(b), ())
        if short:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return operator("greater_equal", self, other)
        return operator("greater_equal", self, other)

    def __floordiv__(self, other: Operand, /) -> Array:
        return operator("floor_divide", self, other)

    def __mod__(self, other: Operand, /) -> Array:
        return operator("remainder", self, other)

    def __pow__(self, other: Operand, /) -> Array:
        xp, a = self._xp, self._native
        if a.dtype in xp.direct_scalars.get(type(other), ()):
            function = xp.pow
            try:
                new = _new(Array)
                new._native = function(a, other)
                new._xp = xp
                return new
            except Exception:
                return operator("pow", self, other)
        return operator("pow", self, other)

    def __and__(self, other: Operand, /) -> Array:
        return operator("bitwise_and", self, other)

    def __or__(self, other: Operand, /) -> Array:
        return operator("bitwise_or", self, other)

    def __xor__(self, other: Operand, /) -> Array:
        return operator("bitwise_xor", self, other)

    def __lshift__(self, other: Operand, /) -> Array:
        return operator("bitwise_left_shift", self, other)

    def __rshift__(self, other: Operand, /) -> Array:
        return operator("bitwise_right_shift", self, other)

    def __radd__(self, other: Operand, /) -> Array:
        xp, b = self._xp, self._native
        if b.dtype in xp.direct_scalars.get(type(other), ()):
            function = xp.add
            try:
                new = _new(Array)
                new._native = function(other, b)
                new._xp = xp
                return new
            except Exception:
                return operator("add", other, self)
        return operator("add", other, self)

    def __rsub__(self, other: Operand, /) -> Array:
        xp, b = self._xp, self._native
        if b.dtype in xp.direct_scalars.get(type(other), ()):
            function = xp.subtract
            try:
                new = _new(Array)
                new._native = function(other, b)
                new._xp = xp
                return new
            except Exception:
                return operator("subtract", other, self)
        return operator("subtract", other, self)

    def __rmul__(self, other: Operand, /) -> Array:
        xp, b = self._xp, self._native
        if b.dtype in xp.direct_scalars.get(type(other), ()):
            function = xp.multiply
            try:
                new = _new(Array)
                new._native = function(other, b)
                new._xp = xp
                return new
            except Exception:
                return operator("multiply", other, self)
        return operator("multiply", other, self)

    def __rtruediv__(self, other: Operand, /) -> Array:
        xp, b = self._xp, self._native
        if b.dtype in xp.direct_scalars.get(type(other), ()):
            function = xp.divide
            try:
                new = _new(Array)
                new._native = function(other, b)
                new._xp = xp
                return new
            except Exception:
                return operator("divide", other, self)
        return operator("divide", other, self)

    def __rfloordiv__(self, other: Operand, /) -> Array:
        return operator("floor_divide", other, self)

    def __rmod__(self, other: Operand, /) -> Array:
        return operator("remainder", other, self)

    def __rpow__(self, other: Operand, /) -> Array:
        return operator("pow", other, self)

    def __rand__(self, other: Operand, /) -> Array:
        return operator("bitwise_and", other, self)

    def __ror__(self, other: Operand, /) -> Array:
        return operator("bitwise_or", other, self)

    def __rxor__(self, other: Operand, /) -> Array:
        return operator("bitwise_xor", other, self)

    def __rlshift__(self, other: Operand, /) -> Array:
        return operator("bitwise_left_shift", other, self)

    def __rrshift__(self, other: Operand, /) -> Array:
        return operator("bitwise_right_shift", other, self)

    def __iadd__(self, other: Operand, /) -> Array:
        return update("add", self, other)

    def __isub__(self, other: Operand, /) -> Array:
        return update("subtract", self, other)

    def __imul__(self, other: Operand, /) -> Array:
        return update("multiply", self, other)

    def __itruediv__(self, other: Operand, /) -> Array:
        return update("divide", self, other)

    def __ifloordiv__(self, other: Operand, /) -> Array:
        return update("floor_divide", self, other)

    def __imod__(self, other: Operand, /) -> Array:
        return update("remainder", self, other)

    def __ipow__(self, other: Operand, /) -> Array:
        return update("pow", self, other)

    def __iand__(self, other: Operand, /) -> Array:
        return update("bitwise_and", self, other)

    def __ior__(self, other: Operand, /) -> Array:
        return update("bitwise_or", self, other)

    def __ixor__(self, other: Operand, /) -> Array:
        return update("bitwise_xor", self, other)

    def __ilshift__(self, other: Operand, /) -> Array:
        return update("bitwise_left_shift", self, other)

    def __irshift__(self, other: Operand, /) -> Array:
        return update("bitwise_right_shift", self, other)

    def __matmul__(self, other: Array, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array and other._xp is xp:
            b = other._native
            dtypes, function = xp._matmul
            if b.dtype is dtype and dtype in dtypes:
                try:
                    new = _new(Array)
                    new._native = function(a, b)
                    new._xp = xp
                    return new
                except Exception:
                    return operator("matmul", self, other)
        return operator("matmul", self, other)

    def __rmatmul__(self, other: Array, /) -> Array:
        return operator("matmul", other, self)

    def __imatmul__(self, other: Array, /) -> Array:
        return update("matmul", self, other)

    def __neg__(self) -> Array:
        xp, a = self._xp, self._native
        dtypes, function = xp._negative
        if a.dtype in dtypes:
            try:
                new = _new(Array)
                new._native = function(a)
                new._xp = xp
                return new
            except Exception:
                return operator("negative", self)
        return operator("negative", self)

    def __pos__(self) -> Array:
        return operator("positive", self)

    def __abs__(self) -> Array:
        return operator("abs", self)

    def __invert__(self) -> Array:
        return operator("bitwise_invert", self)

    __hash__ = None  # type: ignore[assignment]
