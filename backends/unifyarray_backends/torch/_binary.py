"""Make functions of two operands: torch's own function on a fast path, and a slow path for all other operands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from unifyarray.plugin import fast_path, override

from ._dtypes import INEXACT, PLAIN_INTEGER, PLAIN_NUMERIC, TorchDType
from ._promotion import promote_operands
from ._unsigned import call_on_operand_bits

if TYPE_CHECKING:
    import torch

Binary = Callable[..., Any]

#: By type of a Python scalar: the tensor dtypes for which torch's own function accepts the scalar without changing the
#: dtype.
NUMBERS: Final[Mapping[type, frozenset[TorchDType]]] = {float: INEXACT, int: PLAIN_NUMERIC}
FLOATS: Final[Mapping[type, frozenset[TorchDType]]] = {float: INEXACT}
BITS: Final[Mapping[type, frozenset[TorchDType]]] = {int: PLAIN_INTEGER}
NONE: Final[Mapping[type, frozenset[TorchDType]]] = {}


UNSIGNED_ISSUE: Final = "https://github.com/pytorch/pytorch/issues/58734"
PROMOTION_ISSUE: Final = "https://github.com/pytorch/pytorch/issues/58736"

#: Texts for `reason=` of several overrides.
NO_KERNEL: Final = "no kernel for uint16, uint32 and uint64"
PROMOTES: Final = "array_api_compat looks for 0-d arrays and Python scalars in every call"
_PROMOTION: Final = "0-d arrays do not promote like other arrays; uint16, uint32 and uint64 have no kernels"


def promoting_path(native: Binary) -> Binary:
    """Return the slow path of a function that needs no more than promoted operands."""

    def slow_path(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, _ = promote_operands(x1, x2)
        return native(x1, x2, **kwargs)

    return slow_path


def modular_path(native: Binary) -> Binary:
    """Return the slow path of a function that does the same to the bits of signed and unsigned integers."""

    def slow_path(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, dtype = promote_operands(x1, x2)
        return call_on_operand_bits(native, x1, x2, dtype, **kwargs)

    return slow_path


def binary_function(
    native: Binary,
    slow_path: Binary,
    plain: frozenset[TorchDType],
    numbers: Mapping[type, frozenset[TorchDType]],
    name: str,
    module: str,
    doc: str,
) -> Binary:
    """Return a function of two operands that calls torch's own function if it conforms, else ``slow_path``.

    Parameters
    ----------
    native : callable
        Torch's function.
    slow_path : callable
        The function for all other operands.
    plain : frozenset of torch.dtype
        The dtypes for which torch's function conforms, if both operands have the same dtype.
    numbers : mapping of type to frozenset of torch.dtype
        The types of Python scalars that torch's function accepts as second operand, with the dtypes of the first.
    name, module, doc : str
        The function's ``__name__``, ``__module__`` and ``__doc__``.
    """

    def function(x1: Any, x2: Any, /, **kwargs: Any) -> torch.Tensor:
        if type(x1) is type(x2):
            dtype = x1.dtype
            if dtype is x2.dtype and dtype in plain:
                # Passing an empty dict would cost as much as all lines above.
                return native(x1, x2, **kwargs) if kwargs else native(x1, x2)
        else:
            dtypes = numbers.get(type(x2))
            # Torch accepts only Python integers of 64 bits.
            if dtypes is not None and x1.dtype in dtypes and (type(x2) is not int or -(2**63) <= x2 < 2**63):
                return native(x1, x2, **kwargs) if kwargs else native(x1, x2)
        return slow_path(x1, x2, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__doc__ = doc
    return fast_path(native, plain)(function)


def override_binary(
    name: str,
    native: Binary,
    slow_path: Binary,
    plain: frozenset[TorchDType],
    numbers: Mapping[type, frozenset[TorchDType]],
    doc: str,
    reason: str = _PROMOTION,
    case: str = "native-promotion",
    upstream: str = PROMOTION_ISSUE,
    *,
    module: str,
) -> Binary:
    """Return a function of two operands as an override; see ``binary_function`` and ``Override`` for the parameters."""
    function = binary_function(native, slow_path, plain, numbers, name, module, doc)
    return override(reason=reason, case=f"elementwise_functions/{name}/{case}", upstream=upstream)(function)
