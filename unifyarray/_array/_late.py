"""Look-ups of what higher layers hold, at first use: the only module of the core that imports upwards.

``Array`` has methods that call functions of ``ua``, and those functions are made of Arrays. So ``Array`` and the
modules that it imports use the objects of this module, which are filled when an attribute is first read.
"""

from __future__ import annotations

from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import unifyarray as ua

    from .._functions import bound_namespaces, creation
    from .._transforms import imperative
    from . import calls, data_out, printing, scalar_access, transfer

__all__ = [
    "bound_namespaces",
    "calls",
    "creation",
    "data_out",
    "imperative",
    "printing",
    "scalar_access",
    "transfer",
    "ua",
    "ufunc_counterparts",
]


class _Late(ModuleType):
    """A module whose attributes are looked up when one of them is first read.

    It then becomes a plain module, whose attributes Python reads as fast as those of any module.
    """

    def __init__(self, name: str, load: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__(f"{__name__}.{name}")
        self.__dict__["_load"] = load

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__["_load"]()
        self.__dict__.update({key: value for key, value in found.items() if not key.startswith("__")})
        self.__class__ = ModuleType  # type: ignore[assignment]  # Python allows it for modules
        return getattr(self, name)


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


def _data_out() -> Mapping[str, Any]:
    from . import data_out

    return vars(data_out)


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
    ua = _Late("ua", _functions_of_ua)
    bound_namespaces = _Late("bound_namespaces", _bound_namespaces)
    creation = _Late("creation", _creation)
    imperative = _Late("imperative", _imperative)
    calls = _Late("calls", _calls)
    data_out = _Late("data_out", _data_out)
    printing = _Late("printing", _printing)
    scalar_access = _Late("scalar_access", _scalar_access)
    transfer = _Late("transfer", _transfer)
