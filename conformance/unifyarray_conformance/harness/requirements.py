"""What the declarations of a backend mean for a check: this module alone decides whether a check applies.

A check names its needs: ``@check(..., needs=("float64", "autograd"))`` for the whole check, or
``context.needs("mutable")`` for the rest of its body. A need is a dtype, a capability, or a function of the standard.
If the backend does not declare it, the report counts the case as ``unsupported``, with the reason. An eager backend
lacks nothing: there the checks of laziness are skipped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from unifyarray._core.errors import message

from ..reference.dtypes import ALL, HALF
from .outcomes import Skipped, Unsupported

if TYPE_CHECKING:
    from .registry import Case
    from .subject import Subject

#: Capabilities that a check can require. The value is the end of the reason if a backend does not declare the
#: capability.
CAPABILITIES: Final = {
    "autograd": "has no autograd of its own",
    "functional_autograd": "has no vjp and jvp of its own",
    "imperative_autograd": "has no requires_grad and backward of its own",
    "data_dependent_shapes": "has no boolean masks and no other shapes that depend on values",
    "mutable": "has immutable arrays",
}
#: Properties that a check can require, but whose absence is not a gap. The value is the end of the reason for the skip.
PROPERTIES: Final = {"lazy": "computes at once"}

#: Functions whose result has a shape that depends on values. They need the capability `data_dependent_shapes`.
DATA_DEPENDENT: Final = frozenset(
    {
        "intersect1d",
        "nonzero",
        "setdiff1d",
        "union1d",
        "unique_all",
        "unique_counts",
        "unique_inverse",
        "unique_values",
    }
)
#: Calls whose result has a shape that depends on values, other than calls of DATA_DEPENDENT: repeat with an array of
#: counts, and a mask as index.
_UNKNOWN_SHAPE: Final = re.compile(r"\brepeat\([^()]*,\s*(\w+\.asarray\(|x\d)|\[\w+\.asarray\(\[+(True|False)")
#: A numeric dtype of the namespace.
_DTYPE: Final = re.compile(r"\bxp\.((?:bfloat|u?int|float|complex)\d+)\b")
#: Sections that check names alone, or the errors of functions that do not work.
_WITHOUT_RESULTS: Final = frozenset({"names", "laziness"})


def declares(subject: Subject, need: str) -> bool:
    """Return whether the backend of a run declares the given capability, property, dtype or function.

    Raises
    ------
    ValueError
        ``need`` is not a capability, a property, a dtype or a function of the standard.
    """
    if need in CAPABILITIES or need in PROPERTIES:
        return bool(getattr(subject.capabilities, need))
    if need in ALL or need in HALF:
        return need in subject.dtypes
    if need in subject.functions:
        return need not in subject.missing_functions
    known = ", ".join((*CAPABILITIES, *PROPERTIES))
    raise ValueError(
        message(
            f"{need!r} is not a valid requirement of a check",
            f"pass needs= a dtype, a function of the standard, or one of {known}",
        )
    )


def has_unknown_shape(source: str) -> bool:
    """Return whether Python source of a call has a mask, or an array of counts for ``repeat``."""
    return _UNKNOWN_SHAPE.search(source) is not None


def dtypes_in(source: str) -> frozenset[str]:
    """Return the names of numeric dtypes that Python source of a call takes from the namespace."""
    return frozenset(_DTYPE.findall(source))


def require(subject: Subject, need: str, why: str = "") -> None:
    """Raise Unsupported or Skipped if a backend does not declare what a check needs; see ``declares``."""
    if declares(subject, need):
        return
    if need in PROPERTIES:
        raise Skipped(_reason(f"{subject.backend} {PROPERTIES[need]}", why))
    if need in CAPABILITIES:
        raise Unsupported(_reason(f"{subject.backend} {CAPABILITIES[need]}", why))
    raise Unsupported(_reason(f"{subject.spec} declares no {need}", why))


def require_all(subject: Subject, case: Case) -> None:
    """Raise Unsupported or Skipped if a backend does not declare everything that a case needs."""
    if case.check.function in subject.missing_functions:
        require(subject, case.check.function)
    if case.check.function in DATA_DEPENDENT and case.check.section not in _WITHOUT_RESULTS:
        require(subject, "data_dependent_shapes")
    for need in (*filter(None, (case.dtype,)), *case.check.needs):
        require(subject, need)


def check_missing_function(subject: Subject, error: Exception) -> None:
    """Raise Unsupported if an error says that the backend lacks a function, and the backend declares that.

    A check of one function may call others, such as ``sum`` in a check of gradients. On a device whose kind the backend
    does not declare, such as that of an extension, a missing kernel is enough.
    """
    if not subject.is_declared:
        cause: BaseException | None = error
        seen: list[BaseException] = []  # an error can be its own cause
        while isinstance(cause, Exception) and cause not in seen:  # the library's is the cause of the Array tier's
            kernel = getattr(subject.xp.native.hooks.error(cause), "missing_kernel", None)
            if kernel is not None:
                raise Unsupported(f"{subject.spec} has no kernel for {kernel}") from error
            seen.append(cause)
            cause = cause.__cause__
    missing = subject.missing_functions
    function = getattr(error, "missing_function", None)
    if isinstance(error, AttributeError):  # of the native namespace
        function = next((name for name in missing if name.rpartition(".")[2] == error.name), None)
    if function in missing:
        raise Unsupported(f"{subject.spec} declares no {function}") from error


def check_missing_complex(subject: Subject, error: Exception) -> None:
    """Raise Unsupported if an error says that a device with float64 lacks the complex dtype of its width.

    float64 and complex numbers promote to complex128, as does a Fourier transform of float64.
    """
    if getattr(error, "missing_dtype", None) == "complex128" and declares(subject, "float64"):
        require(subject, "complex128", "float64 and complex numbers promote to it")


def _reason(fact: str, why: str) -> str:
    return f"{fact}: {why}" if why else fact
