"""The table of example calls: a row for each function, in the module of its section.

The standard-names tests, the synchronisation listener, the ratios on accelerators and the gradient checks derive
their calls from these rows.
"""

from __future__ import annotations

from typing import Final

from . import (
    beyond_standard,
    creation_functions,
    data_type_functions,
    elementwise_functions,
    fft,
    indexing_functions,
    inspection,
    linalg,
    linear_algebra_functions,
    manipulation_functions,
    searching_functions,
    set_functions,
    sorting_functions,
    special,
    statistical_functions,
    utility_functions,
)
from .rows import ANY, ExampleCall, Fixed, Numbers, Row

#: By function: its row of the table of example calls.
ROWS: Final[dict[str, Row]] = {
    name: row
    for section in (
        creation_functions,
        data_type_functions,
        elementwise_functions,
        indexing_functions,
        inspection,
        linear_algebra_functions,
        manipulation_functions,
        searching_functions,
        set_functions,
        sorting_functions,
        statistical_functions,
        utility_functions,
        linalg,
        fft,
        beyond_standard,
        special,
    )
    for name, row in section.ROWS.items()
}

__all__ = ["ANY", "ROWS", "ExampleCall", "Fixed", "Numbers", "Row"]
