"""Linear algebra: the standard's ``linalg`` extension, and some functions beyond it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._core.errors import LinAlgError
    from ._functions import linalg as _functions
    from ._functions import linalg_beyond as _beyond
    from ._functions.linalg import *  # noqa: F403
    from ._functions.linalg_beyond import *  # noqa: F403

    __all__ = ["LinAlgError"]
    __all__ += _functions.__all__
    __all__ += _beyond.__all__
else:  # with `__getattr__`, a type checker would accept every name

    def __getattr__(name: str) -> object:
        """Load the functions when the first one is read; raise an AttributeError with a hint for other names.

        ``LinAlgError`` is made when it is read, because its base class is NumPy's.
        """
        if name == "LinAlgError":
            from ._core.errors import linalg_error

            found = globals()[name] = linalg_error()
            return found
        if "__all__" not in globals() and (name == "__all__" or not name.startswith("__")):
            from ._functions import linalg, linalg_beyond

            for module in (linalg, linalg_beyond):
                globals().update({key: getattr(module, key) for key in module.__all__})
            globals()["__all__"] = ["LinAlgError", *linalg.__all__, *linalg_beyond.__all__]
            if name in globals():
                return globals()[name]
        from ._core.namespace_hints import missing_from

        raise missing_from(__name__, name)


def __dir__() -> list[str]:
    """Return the public names."""
    from ._functions import linalg, linalg_beyond

    return sorted(["LinAlgError", *linalg.__all__, *linalg_beyond.__all__])
