"""The versions that a report of a problem needs: ``ua.show_versions``."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from .entries import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: What unifyarray needs and what its extras bring, apart from the libraries of backends.
_DISTRIBUTIONS = ("array-api-compat", "ml_dtypes", "scipy", "safetensors", "click", "rich", "pytest", "hypothesis")


def rows() -> Iterator[tuple[str, str]]:
    """Yield names and versions: of unifyarray, Python, the system, every backend's library and other packages."""
    yield "unifyarray", _version("unifyarray")
    yield "Python", f"{platform.python_version()} ({platform.python_implementation()})"
    yield "system", f"{platform.system()} {platform.release()} {platform.machine()}"
    for name, info in entries().items():
        found = info.version
        yield name, found or ("not installed" if info.cause is None else f"not usable: {info.cause}")
    for name in _DISTRIBUTIONS:
        yield name, _version(name)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"
