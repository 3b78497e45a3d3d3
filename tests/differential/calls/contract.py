"""The differences that the contract names: nothing else is excused.

A freedom is what a row of docs/contract.md leaves open, in the words of the row. A case that is drawn lists the
freedoms that apply to it, and for values the elements. A difference is excused only if a freedom of the case covers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

    Values = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Row:
    """What a contract row leaves open.

    Attributes
    ----------
    row : str
        The number of the row.
    words : str
        The words of the row that say so.
    """

    row: str
    words: str


@dataclass(frozen=True)
class Freedom:
    """A freedom of one case.

    Attributes
    ----------
    key : str
        The key of its row in ROWS.
    aspect : str
        What may differ: "value", "outcome" (a value or an error), "alias", "write".
    mask : array or None
        The elements that may differ; None: all. A mask broadcasts with the result.
    """

    key: str
    aspect: str = "value"
    mask: Any = None

    def __post_init__(self) -> None:
        assert self.key in ROWS, self.key


ROWS: Final[dict[str, Row]] = {
    "no indices": Row("7", "whether indices are looked at where several index arrays broadcast to no element"),
    "repeated index": Row("8", "which value an element has if its index occurs twice in one assignment"),
    "negative exponent": Row("10", "negative exponents in an array of integers"),
    "float to int": Row("13n", "what NaN, infinities and numbers out of range become"),
    "zeros": Row("14n", "the sign of a zero that `max` and `min` take from zeros of both signs"),
    "no bound": Row("15n", "Relative norm bound per function and dtype"),
    "order": Row("15n", "norms whose order is NaN"),
    "unstable": Row("17n", "Stable by default"),
    "singular": Row("18n", "the result for a matrix that is singular only up to rounding"),
    "phase": Row("19n", "sign, phase, and order within a degenerate space"),
    "views": Row("20", "or any other result of a function, sees later writes to `x`"),
    "sharing": Row("23", "`None` shares memory if possible"),
    "half special case": Row("30", "with rows 2, 3, 4, 8, 21-27 and 32"),
    "half scalar": Row("30", "Whether a Python scalar that half width does not hold"),
}
