"""The error classes of unifyarray, and the form of their messages.

Every message is a fact, followed by ``Hint:`` with an exact command or call that helps.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from .._backend.backend import Backend
    from .._backend.namespaces import NativeNamespace


def message(fact: str, hint: str) -> str:
    """Return the text of an error: the fact, then the hint on a line of its own."""
    return f"{fact.rstrip('.')}.\nHint: {hint}"


def hinted(error: Exception) -> bool:
    """Return whether an error already has a fact and a hint, as all errors of unifyarray have."""
    return "\nHint: " in str(error)


def shown(value: object) -> str:
    """Return the text of a value for a message: dtype and shape of an array, otherwise the repr, shortened if long."""
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if dtype is not None and isinstance(shape, tuple):
        return f"{type(value).__name__} of {str(dtype).rpartition('.')[2]} and shape {tuple(shape)}"
    from reprlib import Repr

    short = Repr()
    short.maxstring = short.maxother = 80
    try:
        return short.repr(value)
    except ValueError:  # Python does not print integers of more than 4300 digits
        return (
            f"a {type(value).__name__} of {len(hex(value))} hexadecimal digits"
            if isinstance(value, int)
            else f"a {type(value).__name__}"
        )


def raise_translated(
    xp: NativeNamespace, error: Exception, function: Any = None, /, *args: Any, **kwargs: Any
) -> NoReturn:
    """Raise a library's exception as one of the contract's classes, with the original as the cause.

    The message names the function that raised the exception, and its arguments, because libraries do not always say
    which value they reject.
    """
    found = xp.hooks.error(error)
    if found is None:
        found = _plain(error)
    if found is None:
        raise error
    if function is None:
        raise found from error
    fact, _, hint = str(found).partition("\nHint: ")
    given = ", ".join([*map(shown, args), *[f"{name}={shown(value)}" for name, value in kwargs.items()]])
    kind = OutOfMemoryError if isinstance(found, MemoryError) else type(found)
    raise kind(message(f"{fact.rstrip('.')}, in {_name(function)}({given})", hint)) from error


#: Hints for the classes of Python's own errors that the contract uses. Their messages are kept; only the hint is added.
_HINTS = {
    MemoryError: "use smaller arrays, or del unused arrays",
    OverflowError: "pass a number that the dtype can represent",
    TypeError: "help(function) lists the valid arguments",
}


def _plain(error: Exception) -> Exception | None:
    text = str(error)
    if not hinted(error):
        for kind, hint in _HINTS.items():
            if isinstance(error, kind):
                return kind(message(text.partition("\n")[0] or kind.__name__, hint))
    return None


def _name(function: Any) -> str:
    name: str = getattr(getattr(function, "func", function), "__name__", "a function")
    return name


def warn(text: str, category: type[Warning]) -> None:
    """Warn at the line of the user's own code that led here, not at a line of unifyarray or of an installed library."""
    import os
    import sys
    import warnings

    libraries = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}", os.path.dirname(os.__file__))  # noqa: PTH120
    level = outside = 0
    frame = sys._getframe(0)
    while frame is not None:
        level += 1
        if frame.f_globals.get("__name__", "").partition(".")[0] != "unifyarray":
            outside = outside or level
            file = frame.f_code.co_filename
            if not any(part in file for part in libraries[:2]) and not file.startswith(libraries[2]):
                break
        frame = frame.f_back  # type: ignore[assignment]
    else:
        level = outside  # every frame is in an installed library
    warnings.warn(text, category, stacklevel=level)


class BackendUnavailableError(ImportError):
    """A backend is unknown, not installed, blocked or broken."""


class DeviceUnavailableError(RuntimeError):
    """A requested device does not exist on this machine or in this backend."""


class DeviceMismatchError(TypeError, ValueError):
    """An operation got arrays of different devices or backends."""


class CopyRequiredError(BufferError, ValueError):
    """``copy=False`` was passed, but the conversion needs a copy."""


class AxisError(ValueError, IndexError):
    """An axis is out of range for the number of dimensions."""


if TYPE_CHECKING:
    import numpy as np

    class LinAlgError(np.linalg.LinAlgError):
        """A matrix is singular, not positive definite, or not finite; public as ``ua.linalg.LinAlgError``."""


def linalg_error() -> type[LinAlgError]:
    """Return the class ``LinAlgError``, always the same one.

    Its base class is NumPy's, so code that catches that one catches it, too. The class is made at first use, because
    ``import unifyarray`` does not import NumPy.
    """
    found = globals().get("LinAlgError")
    if found is None:
        import numpy as np

        body = {
            "__doc__": "A matrix is singular, not positive definite, or not finite. It is also NumPy's LinAlgError.",
            "__module__": "unifyarray.linalg",
        }
        found = globals().setdefault("LinAlgError", type("LinAlgError", (np.linalg.LinAlgError,), body))
    return found  # type: ignore[no-any-return]


def __getattr__(name: str) -> object:
    """Make ``LinAlgError`` when it is first looked up."""
    if name == "LinAlgError":
        return linalg_error()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def singular(fact: str) -> LinAlgError:
    """Return the error for a matrix that is singular, or not positive definite."""
    hint = "ua.linalg.pinv(x) @ b for a least-squares answer, or x + 1e-6 * ua.eye(x.shape[-1])"
    return linalg_error()(message(fact, hint))


def not_finite() -> LinAlgError:
    """Return the error for a matrix that holds NaN or infinities."""
    return linalg_error()(message("the matrix contains NaN or infinities", "check the matrix: ua.all(ua.isfinite(x))"))


def forked(fact: str) -> DeviceUnavailableError:
    """Return the error for a device in a forked process, if its parent process had used the device."""
    hint = 'start processes by multiprocessing.get_context("spawn"), or use the device only after the fork'
    return DeviceUnavailableError(message(fact, hint))


def without_result(hook: str, backend: Backend) -> TypeError:
    """Return the error of a hook that returned None instead of the array with the result."""
    fact = f"{hook} of backend {backend.name!r} returned None"
    return TypeError(
        message(fact, f"it must return the array with the result, or report this to {backend.distribution}")
    )


def masked() -> TypeError:
    """Return the error for a masked array, because an Array cannot have a mask."""
    hint = "ua.asarray(x.filled(value)), or ua.asarray(x.data) and ua.asarray(x.mask) separately"
    return TypeError(message("a masked array would lose its mask", hint))


class TracingError(TypeError):
    """Python asked for the values of an Array inside ``ua.vmap``, where one Array stands for many elements."""


def unknown_values(where: str) -> TracingError:
    """Return the error for reading the values of an Array inside a transformation that does not know them."""
    hint = "ua.where(condition, x, y) chooses by value; or read the values before the call"
    return TracingError(message(f"the values of this Array are not known inside {where}", hint))


def unknown_shape(call: str, where: str) -> TracingError:
    """Return the error for a call whose shape depends on values inside a transformation that does not know them."""
    fact = f"the shape of {call} depends on values that are not known inside {where}"
    return TracingError(message(fact, "keep the shape, and mask values: ua.where(mask, x, 0)"))


class OutOfMemoryError(MemoryError):
    """A device does not have enough memory. Existing arrays are unchanged, and the process can continue."""


def out_of_memory(size: int | None, device: object) -> OutOfMemoryError:
    """Return the error for an array that is too large for a device; ``size`` is its size in bytes, if known."""
    array = "an array" if size is None else f"an array of {size:,} bytes"
    hint = "use smaller arrays, del unused arrays, or use another device: ua.devices() lists them"
    return OutOfMemoryError(message(f"{device} does not have enough memory for {array}", hint))


class ConfigurationError(ValueError):
    """An environment variable or a setting has an invalid value."""


class TransferWarning(UserWarning):
    """Data were implicitly copied from an accelerator to the host."""


class ConfigurationWarning(UserWarning):
    """Something in the configuration is suspicious but harmless."""
