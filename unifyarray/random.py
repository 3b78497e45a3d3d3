"""Random numbers: generators with NumPy's methods, which draw the same numbers on every backend and device."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._functions import random as _functions
    from ._functions.random import *  # noqa: F403

    __all__: list[str] = []
    __all__ += _functions.__all__
else:  # with `__getattr__`, a type checker would accept every name

    def __getattr__(name: str) -> object:
        """Load the functions when the first one is read; raise an AttributeError with a hint for other names."""
        if "__all__" not in globals() and (name == "__all__" or not name.startswith("__")):
            from ._functions import random

            globals().update({key: getattr(random, key) for key in ("__all__", *random.__all__)})
            if name in globals():
                return globals()[name]
        from ._core.namespace_hints import missing_from

        raise missing_from(__name__, name)


def __dir__() -> list[str]:
    """Return the public names."""
    from ._functions.random import __all__ as names

    return sorted(names)
