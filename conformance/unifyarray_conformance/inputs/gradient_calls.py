"""Which functions have a derivative, with calls to take it of; which have none, and why."""

from __future__ import annotations

from typing import Final

from ..reference.standard import FUNCTIONS
from .gradient_points import ELEMENTWISE
from .gradient_sections import SECTIONS

#: Calls, by function.
EXAMPLES: Final = ELEMENTWISE | SECTIONS

_TRUTH: Final = "its results are true or false"
_PLACES: Final = "its results are positions or numbers of elements"
_BITS: Final = "integers and bools have no derivative"
_NO_ARRAY: Final = "no array of numbers goes in"
_NOT_NUMBERS: Final = "what comes out is no array of numbers"
_SHAPE_ALONE: Final = "only the shape and dtype of the argument count"

#: Why there is no derivative, by function.
WITHOUT: Final[dict[str, str]] = {
    **dict.fromkeys((name for name in FUNCTIONS if name.startswith("bitwise_")), _BITS),
    **dict.fromkeys(
        (
            "equal", "greater", "greater_equal", "isfinite", "isinf", "isnan", "less", "less_equal", "logical_and",
            "logical_not", "logical_or", "logical_xor", "not_equal", "signbit", "all", "any", "isin",
        ),
        _TRUTH,
    ),
    **dict.fromkeys(
        ("argmax", "argmin", "argsort", "count_nonzero", "nonzero", "searchsorted", "linalg.matrix_rank"), _PLACES
    ),
    **dict.fromkeys(
        ("arange", "empty", "eye", "linspace", "ones", "zeros", "fft.fftfreq", "fft.rfftfreq"), _NO_ARRAY
    ),
    **dict.fromkeys(("empty_like", "ones_like", "zeros_like"), _SHAPE_ALONE),
    **dict.fromkeys(
        ("can_cast", "finfo", "iinfo", "isdtype", "result_type", "broadcast_shapes", "__array_namespace_info__"),
        _NOT_NUMBERS,
    ),
    "nextafter": "the distance to the next number of a format is no smooth function",
}  # fmt: skip
