"""Look-ups of what higher layers hold, at first use: the only module of the core that imports upwards.

``Array`` has methods that call functions of ``ua``, and those functions are made of Arrays. So ``Array`` and the
modules that it imports use the objects of this module, which are filled when an attribute is first read.
"""

from __future__ import annotations

from .._runtime.late import LateModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import unifyarray as ua

    from .._functions import bound_namespaces, creation
    from .._transforms import imperative
    from . import calls, data_in, data_out, mapped, printing, scalar_access, transfer

__all__ = [
    "bound_namespaces",
    "calls",
    "creation",
    "data_in",
    "data_out",
    "imperative",
    "mapped",
    "printing",
    "scalar_access",
    "transfer",
    "ua",
    "ufunc_counterparts",
]


def _functions_of_ua() -> Mapping[str, Any]:
    """Return ``Array`` and the functions of the standard's sections, by name."""
    from .._functions import section_modules
    from .array import Array

    return {"Array": Array} | {
        name: getattr(section, name) for section in section_modules.MAIN for name in section.__all__
    }


def _bound_namespaces() -> Mapping[str, Any]:
    from .._functions import bound_namespaces

    return vars(bound_namespaces)


def _creation() -> Mapping[str, Any]:
    from .._functions import creation

    return vars(creation)


def _imperative() -> Mapping[str, Any]:
    from .._transforms import imperative

    return vars(imperative)


def _calls() -> Mapping[str, Any]:
    from . import calls

    return vars(calls)


def _data_in() -> Mapping[str, Any]:
    from . import data_in

    return vars(data_in)


def _data_out() -> Mapping[str, Any]:
    from . import data_out

    return vars(data_out)


def _mapped() -> Mapping[str, Any]:
    from . import mapped

    return vars(mapped)


def _printing() -> Mapping[str, Any]:
    from . import printing

    return vars(printing)


def _scalar_access() -> Mapping[str, Any]:
    from . import scalar_access

    return vars(scalar_access)


def _transfer() -> Mapping[str, Any]:
    from . import transfer

    return vars(transfer)


def ufunc_counterparts() -> frozenset[str]:
    """Return the names of the functions that NumPy has as ufuncs, if it has them."""
    from .._functions import elementwise_functions, linear_algebra_functions

    return frozenset({*elementwise_functions.__all__, *linear_algebra_functions.__all__})


if not TYPE_CHECKING:
    ua = LateModule(f"{__name__}.ua", _functions_of_ua)
    bound_namespaces = LateModule(f"{__name__}.bound_namespaces", _bound_namespaces)
    creation = LateModule(f"{__name__}.creation", _creation)
    imperative = LateModule(f"{__name__}.imperative", _imperative)
    calls = LateModule(f"{__name__}.calls", _calls)
    data_in = LateModule(f"{__name__}.data_in", _data_in)
    data_out = LateModule(f"{__name__}.data_out", _data_out)
    mapped = LateModule(f"{__name__}.mapped", _mapped)
    printing = LateModule(f"{__name__}.printing", _printing)
    scalar_access = LateModule(f"{__name__}.scalar_access", _scalar_access)
    transfer = LateModule(f"{__name__}.transfer", _transfer)
