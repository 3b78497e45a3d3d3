"""How two operands of a function meet: promotion, Python scalars, unsigned types; and the short path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import torch
from torch.autograd import forward_ad

from unifyarray.plugin import fast_path, message

from . import backend
from ._dtypes import COMPLEX_OF, INEXACT, NATIVE, PLAIN_INTEGER, PLAIN_NUMERIC, SIGN_BIT, SIGNED, TorchDType, promote

Binary = Callable[..., Any]

#: Python scalars that torch's own function takes beside a tensor without changing the tensor's dtype.
NUMBERS: Final[Mapping[type, frozenset[TorchDType]]] = {float: INEXACT, int: PLAIN_NUMERIC}
FLOATS: Final[Mapping[type, frozenset[TorchDType]]] = {float: INEXACT}
BITS: Final[Mapping[type, frozenset[TorchDType]]] = {int: PLAIN_INTEGER}
NONE: Final[Mapping[type, frozenset[TorchDType]]] = {}


def default_float(x: torch.Tensor) -> TorchDType:
    """Return the default real floating dtype on the device of a tensor."""
    return NATIVE[backend.namespace_of(x).hooks.default_float()]


def scalar_dtype(value: object, x: torch.Tensor) -> TorchDType:
    """Return the dtype in which a Python scalar meets a tensor: the tensor's, or the default one of a higher kind."""
    dtype = x.dtype
    if isinstance(value, int):
        return torch.int64 if dtype is torch.bool and not isinstance(value, bool) else dtype
    if isinstance(value, float):
        return dtype if dtype in INEXACT else default_float(x)
    if isinstance(value, complex):
        if dtype.is_complex:
            return dtype
        return COMPLEX_OF[dtype if dtype in INEXACT else default_float(x)]
    raise TypeError(
        message(f"a {type(value).__name__} is neither a torch.Tensor nor a Python scalar", "xp.asarray(x) first")
    )


def wrap(value: complex, dtype: TorchDType, device: torch.device) -> torch.Tensor:
    """Return a 0-d tensor of a Python scalar; made on its device, where a copy from the host would wait."""
    if type(value) is int and dtype in SIGNED:
        bits = torch.iinfo(dtype).bits
        value = value % (1 << bits)
    elif type(value) is int and dtype in INEXACT and value.bit_length() > 63:
        value = float(value)
    return torch.full((), value, dtype=dtype, device=device)


def align(x1: Any, x2: Any) -> tuple[torch.Tensor, torch.Tensor, TorchDType]:
    """Return both operands as tensors of the dtype that they promote to, and that dtype."""
    if isinstance(x1, torch.Tensor):
        if isinstance(x2, torch.Tensor):
            dtype = promote(x1.dtype, x2.dtype)
            return to(x1, dtype), to(x2, dtype), dtype
        dtype = scalar_dtype(x2, x1)
        return to(x1, dtype), wrap(x2, dtype, x1.device), dtype
    if isinstance(x2, torch.Tensor):
        dtype = scalar_dtype(x1, x2)
        return wrap(x1, dtype, x2.device), to(x2, dtype), dtype
    names = f"{type(x1).__name__} and {type(x2).__name__}"
    raise TypeError(message(f"neither of {names} is a torch.Tensor", "xp.asarray(x) on one of them"))


def to(x: torch.Tensor, dtype: TorchDType) -> torch.Tensor:
    """Return the tensor in another dtype; the tensor itself where it has that dtype."""
    return x if x.dtype is dtype else x.to(dtype)


def signed(x: torch.Tensor) -> torch.Tensor:
    """Return a wide unsigned tensor's bits as signed integers, any other tensor as it is."""
    narrow = SIGNED.get(x.dtype)
    return x if narrow is None else x.view(narrow)


def ordered(x: torch.Tensor) -> torch.Tensor:
    """Return a wide unsigned tensor as signed integers in the same order, any other tensor as it is.

    The sign bit is flipped: 0 becomes the smallest signed integer.
    """
    narrow = SIGNED.get(x.dtype)
    return x if narrow is None else torch.bitwise_xor(x.view(narrow), SIGN_BIT[x.dtype])


def unordered(x: torch.Tensor, dtype: TorchDType) -> torch.Tensor:
    """Undo ``ordered`` for a tensor that had the given dtype."""
    return torch.bitwise_xor(x, SIGN_BIT[dtype]).view(dtype) if dtype in SIGNED else x


#: Up to how many elements it costs more to ask whether memory can be used again than to take more.
_SMALL: Final = 10_000


def reuses(x1: torch.Tensor, x2: torch.Tensor) -> bool:
    """Whether a step may write into what the one before made: large operands, and no gradient or transform follows."""
    return x1.numel() > _SMALL and not may_be_differentiated(x1, x2)


def may_be_differentiated(*arrays: torch.Tensor) -> bool:
    """Whether a gradient, a tangent or a transform follows what is done with these; always when it is compiled."""
    if torch.compiler.is_compiling() or torch._C._are_functorch_transforms_active() or forward_ad._current_level >= 0:
        return True
    for x in arrays:  # noqa: SIM110 - takes half the time
        if x.requires_grad:
            return True
    return False


def moved(native: Callable[..., torch.Tensor], x: torch.Tensor, *args: Any, **kwargs: Any) -> torch.Tensor:
    """Call a function that moves or drops elements and does not look at them, on any dtype."""
    narrow = SIGNED.get(x.dtype)
    if narrow is None:
        return native(x, *args, **kwargs)
    return native(x.view(narrow), *args, **kwargs).view(x.dtype)


def on_bits(native: Binary, x1: torch.Tensor, x2: torch.Tensor, dtype: TorchDType, **kwargs: Any) -> torch.Tensor:
    """Call a function whose result, modulo the width, does not depend on how the sign bit is read."""
    narrow = SIGNED.get(dtype)
    if narrow is None:
        return native(x1, x2, **kwargs)
    out = kwargs.pop("out", None)
    if out is None:
        return native(x1.view(narrow), x2.view(narrow), **kwargs).view(dtype)
    native(x1.view(narrow), x2.view(narrow), out=out.view(narrow), **kwargs)
    return out


def modular(native: Binary) -> Binary:
    """Return the long path of a function that works on bits alike, signed or not."""

    def other(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, dtype = align(x1, x2)
        return on_bits(native, x1, x2, dtype, **kwargs)

    return other


def binary(
    native: Binary,
    other: Binary,
    plain: frozenset[TorchDType],
    numbers: Mapping[type, frozenset[TorchDType]],
    name: str,
    module: str,
    doc: str,
) -> Binary:
    """Return a function of two operands: torch's own where that conforms, else ``other``.

    Parameters
    ----------
    native : callable
        Torch's function.
    other : callable
        What serves all other operands.
    plain : frozenset of torch.dtype
        dtypes that torch's function serves, when both operands have the same.
    numbers : mapping of type to frozenset of torch.dtype
        Which Python scalar torch's function takes as second operand, beside which dtypes.
    name, module, doc : str
        For the function's ``__name__``, ``__module__`` and ``__doc__``.
    """

    def function(x1: Any, x2: Any, /, **kwargs: Any) -> torch.Tensor:
        if type(x1) is type(x2):
            dtype = x1.dtype
            if dtype is x2.dtype and dtype in plain:
                # Handing on an empty dict costs as much as all of the above.
                return native(x1, x2, **kwargs) if kwargs else native(x1, x2)
        else:
            takes = numbers.get(type(x2))
            # Torch takes Python integers of 64 bits alone.
            if takes is not None and x1.dtype in takes and (type(x2) is not int or -(2**63) <= x2 < 2**63):
                return native(x1, x2, **kwargs) if kwargs else native(x1, x2)
        return other(x1, x2, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__doc__ = doc
    return fast_path(native, plain)(function)
