"""``unifyarray new-backend``: write a plugin distribution for an array library, with its conformance test."""

from __future__ import annotations

import re
import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final

from .._core.devices import KINDS
from .._core.errors import message
from .._runtime.registry import backends
from . import CommandError

#: The library of a backend whose own library is not named: the standard's reference library.
STAND_IN: Final = "array_api_strict"

_PROJECT: Final = """\
[build-system]
requires = ["hatchling>=1.26"]
build-backend = "hatchling.build"

[project]
name = "$project"
version = "0.1.0"
description = "$library as a backend of unifyarray"
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["unifyarray", "$distribution"]

[project.optional-dependencies]
test = ["unifyarray[conformance]", "pytest>=8.3"]

# The entry point must have the name of the backend.
[project.entry-points."unifyarray.backends"]
$name = "$package:backend"

[tool.hatch.build.targets.wheel]
packages = ["src/$package"]

[tool.pytest.ini_options]
testpaths = ["tests"]
"""

_README: Final = """\
# $project

`$library` (from the distribution `$distribution`) as a backend of unifyarray.

```console
$$ pip install -e '.[test]'
$$ python -m unifyarray info          # lists the backend "$name"
$$ pytest                             # the conformance suite, one test for each section
$$ unifyarray conformance run --backend $name   # more examples, and a report
```

`help(unifyarray.plugin.Backend)` describes what a backend can replace. If a check fails because the library differs
from the standard, replace the function with `@override`, or list the check in `deviations` with the reason.
"""

_MODULE: Final = '''\
"""$library as a backend of unifyarray. Importing this module does not import $library."""

from typing import final

from unifyarray.plugin import Backend$imports
$known

@final
class ${title}Backend(Backend):
    """$library, on the devices that it finds."""

    interface = 1
    name = "$name"
    library = "$library"
    distribution = "$distribution"
    # Failures of the conformance suite that you know of: the id in the report, and the reason.
    deviations = $deviations

$overrides
backend = ${title}Backend()
'''

#: What array_api_strict takes from NumPy, against the contract. It is also the example of a plugin in docs/backends.md.
_KNOWN: Final = """
FLOAT = ("float32", "float64")
COMPLEX = ("complex64", "complex128")
INTEGER = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
SPECIAL = "NumPy differs from https://data-apis.org/array-api/latest/API_specification/generated/array_api.{}.html"

#: Where array_api_strict differs from the contract: reason, dtypes and checks. Other libraries need other entries.
KNOWN = [
    *[
        (SPECIAL.format(name), COMPLEX, [f"elementwise_functions/{name}/special", f"special_grid/{name}/grid"])
        for name in ("expm1", "sign", "tan", "tanh")
    ],
    (
        "NumPy's log1p is inaccurate for small complex numbers: https://github.com/numpy/numpy/issues/22609",
        COMPLEX,
        ["elementwise_functions/log1p/native", "elementwise_functions/log1p/value", "special_grid/log1p/grid"],
    ),
    (
        "NumPy takes a square root for the exponent 0.5: https://github.com/numpy/numpy/issues/21213",
        FLOAT,
        ["special_grid/pow/broadcast", "special_grid/pow/scalars"],
    ),
    (
        "a dtype of array_api_strict equals no object of another library",
        ("bool", *INTEGER, *FLOAT, *COMPLEX),
        ["object_protocol/__eq__/dtype"],
    ),
]
"""
_KNOWN_DEVIATIONS: Final = """{
        f"{check}[{dtype}]": reason for reason, dtypes, checks in KNOWN for check in checks for dtype in dtypes
    }"""
_KNOWN_OVERRIDES: Final = '''
@override(
    reason="NumPy sorts several NaNs in any order: https://github.com/numpy/numpy/issues/28493",
    case="set_functions/unique_inverse/special",
)
def unique_inverse(x, /):
    """Return the distinct elements, and for each element of x the index of its own."""
    import array_api_strict

    found = array_api_strict.unique_all(x)
    return type(array_api_strict.unique_inverse(x))(found.values, found.inverse_indices)

'''

_TEST: Final = '''\
"""The conformance suite of unifyarray on the backend: one test for each section, such as pytest -k linalg."""

import subprocess
import sys

import pytest
from unifyarray_conformance.authoring import sections


@pytest.mark.parametrize("section", sections())
def test_section(section, tmp_path):
    options = ["--backend", "$name", "--select", f"{section}/*", "--quick", "--out", str(tmp_path / "report.json")]
    command = [sys.executable, "-m", "unifyarray", "conformance", "run", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
'''


def main(name: str, library: str | None = None, out: str | None = None) -> int:
    """Write the distribution and print the next commands; return 0.

    Raises
    ------
    CommandError
        The name cannot be that of a backend, or the folder exists.
    """
    _check_name(name)
    if library is None:
        library = name if find_spec(name) is not None else STAND_IN
    folder = Path(out or f"unifyarray-{name}")
    if folder.exists():
        raise CommandError(message(f"{folder} exists already", f"unifyarray new-backend {name} --out another-folder"))
    for path, text in _files(name, library).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(target)
    if library == STAND_IN != name:
        print(f"The backend is for {STAND_IN} at first. Replace it in {folder}/src by your library.")
    print(f"Next: cd {folder} && {Path(sys.executable).name} -m pip install -e '.[test]' && pytest")
    return 0


def _check_name(name: str) -> None:
    if re.fullmatch("[a-z][a-z0-9_]*", name) is None or name in (*KINDS, "auto"):
        fact = f"{name!r} cannot be the name of a backend: it needs small letters, digits and _, and is not a device"
        raise CommandError(message(fact, "unifyarray new-backend mylib"))
    if name in backends():
        fact = f"there is a backend {name!r} already, from {backends()[name].distribution}"
        raise CommandError(message(fact, f"unifyarray new-backend my_{name} {name}"))


def _files(name: str, library: str) -> dict[str, str]:
    """Return the text of each file of the distribution, by its path."""
    root = library.partition(".")[0]
    package = f"unifyarray_{name}"
    is_stand_in = library == STAND_IN
    words = {
        "name": name,
        "library": library,
        "distribution": packages_distributions().get(root, [root.replace("_", "-")])[0],
        "project": f"unifyarray-{name}",
        "package": package,
        "title": "".join(part.capitalize() for part in name.split("_")),
        "imports": ", override" if is_stand_in else "",
        "known": _KNOWN if is_stand_in else "",
        "deviations": _KNOWN_DEVIATIONS if is_stand_in else "{}",
        "overrides": _KNOWN_OVERRIDES if is_stand_in else "",
    }
    templates = {
        "pyproject.toml": _PROJECT,
        "README.md": _README,
        f"src/{package}/__init__.py": _MODULE,
        "tests/test_conformance.py": _TEST,
    }
    return {path: Template(text).substitute(words) for path, text in templates.items()}
