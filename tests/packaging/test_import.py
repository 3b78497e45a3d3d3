"""``import unifyarray`` loads no array library, and this check can fail."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests._support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support import Python

LIBRARIES = {"numpy", "torch", "cupy", "jax", "dask"}


def loaded_by_import(python: Python, **env: str) -> set[str]:
    """Return the array libraries that a fresh interpreter has loaded after ``import unifyarray``."""
    done = python("-c", "import sys, unifyarray; print(unifyarray.__file__, *sys.modules, sep='\\n')", env=env)
    assert done.returncode == 0, done.stderr
    origin, *modules = done.stdout.split("\n")
    assert "PYTHONPATH" not in env or origin.startswith(env["PYTHONPATH"])
    return LIBRARIES.intersection(modules)


def test_import_loads_no_array_library(python: Python) -> None:
    assert loaded_by_import(python) == set()


def test_import_check_can_fail(python: Python, tmp_path: Path) -> None:
    """A copy of the package that imports NumPy fails the same check."""
    shutil.copytree(ROOT / "unifyarray", tmp_path / "unifyarray")
    with (tmp_path / "unifyarray" / "_core" / "errors.py").open("a") as module:
        module.write("\nimport numpy\n")
    assert loaded_by_import(python, PYTHONPATH=str(tmp_path)) == {"numpy"}


def test_linalg_error_imports_numpy_at_first_use(python: Python) -> None:
    done = python(
        "-c",
        "import sys, unifyarray as ua, unifyarray.linalg, unifyarray.plugin\n"
        "assert 'LinAlgError' in dir(ua.linalg) and 'LinAlgError' in ua.linalg.__all__\n"
        "assert 'numpy' not in sys.modules\n"
        "kind = ua.linalg.LinAlgError\n"
        "import copy, pickle, numpy\n"
        "from unifyarray.linalg import LinAlgError\n"
        "assert kind is LinAlgError is ua.linalg.LinAlgError is unifyarray.plugin.LinAlgError\n"
        "assert issubclass(kind, numpy.linalg.LinAlgError) and issubclass(kind, ValueError)\n"
        "assert pickle.loads(pickle.dumps(kind)) is kind and type(copy.copy(kind('x'))) is kind\n"
        "for spec in ('numpy', 'torch'):\n"
        "    xp = ua.namespace(spec)\n"
        "    assert xp.linalg.LinAlgError is kind\n"
        "    for zeros, inv in ((xp.zeros, xp.linalg.inv), (xp.native.zeros, xp.native.linalg.inv)):\n"
        "        try:\n"
        "            inv(zeros((2, 2)))\n"
        "        except numpy.linalg.LinAlgError as error:\n"
        "            print(type(error) is kind, type(error.__cause__).__name__.endswith('LinAlgError'))\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True"] * 8


def test_dtypes_compare_without_an_import(python: Python) -> None:
    code = "import sys, unifyarray as ua\nprint(ua.float32 == 'float32', ua.float32 == ua.float64, ua.float32 == 1)"
    done = python("-c", f"{code}\nprint('numpy' in sys.modules, ua.bool == bool, ua.int64 == float)")
    assert done.stdout.split() == ["True", "False", "False", "False", "True", "False"], done.stderr


#: Modules that most programs never need, or need only once they use an array.
LATE = {
    "unifyarray._array.data_in",
    "unifyarray._array.printing",
    "unifyarray._array.scalar_access",
    "unifyarray._core.configuration",
    "unifyarray._core.named_results",
    "unifyarray._core.namespace_hints",
    "unifyarray._core.pytree",
    "unifyarray._functions.beyond.counting",
    "unifyarray._functions.beyond.reductions",
    "unifyarray._functions.fft",
    "unifyarray._functions.linalg",
    "unifyarray._functions.random",
    "unifyarray._functions.random_draws",
    "unifyarray._functions.section_modules",
    "unifyarray._runtime.entries",
    "unifyarray._runtime.specifications",
}


def test_import_loads_no_late_module(python: Python) -> None:
    done = python("-c", "import sys, unifyarray; print(*sys.modules, sep='\\n')")
    assert LATE.intersection(done.stdout.split()) == set(), done.stderr
    assert "unifyarray._array.array" in done.stdout.split()


def test_late_modules_exist(python: Python) -> None:
    done = python("-c", f"import importlib\nfor name in {sorted(LATE)}: importlib.import_module(name)")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ("print(ua.linalg.det.__module__, ua.fft.fft.__module__)", "unifyarray.linalg unifyarray.fft"),
        ("print(ua.random.default_rng.__module__, dir(ua.random))", "unifyarray.random ['Generator', 'default_rng']"),
        ("from unifyarray.linalg import *; print(svd is ua.linalg.svd)", "True"),
        ("print('det' in dir(ua.linalg), 'fft' in dir(ua.fft), 'norm' in dir(ua.linalg))", "True True False"),
        ("print(ua.namespace('numpy').linalg.det is ua.linalg.det)", "True"),
        ("print(hasattr(ua.linalg, 'norm'), 'det' in vars(ua.linalg))", "False True"),
        ("import sys; print(sys.modules['unifyarray.typing'].Selection is type(ua.current()))", "True"),
        ("print(ua.typing.SVDResult is type(ua.linalg.svd(ua.eye(2))))", "True"),
    ],
)
def test_names_of_late_modules_are_found(python: Python, program: str, printed: str) -> None:
    done = python("-c", f"import unifyarray as ua\n{program}")
    assert done.stdout.strip() == printed, done.stderr
