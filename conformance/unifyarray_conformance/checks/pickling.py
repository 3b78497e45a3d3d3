"""Checks that pickled, copied and saved Arrays keep their values, dtype, backend and device (contract row 32)."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.dtypes import ALL
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context

ROW: Final = ("32",)
SHAPES: Final = ((), (0,), (2, 0), (3,), (3, 4))
_HERE: Final = "assert ua.array_namespace(result) is xp, ua.array_namespace(result)\n"

#: By label: source that makes a second Array from `x0`.
WAYS: Final = {
    "pickle": "import pickle\nresult = pickle.loads(pickle.dumps(x0))",
    "copy": "import copy\nresult = copy.copy(x0)",
    "deepcopy": "import copy\nresult = copy.deepcopy([x0, x0])[0]",
    "save": (
        "import tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
        "    ua.save(folder + '/x.npz', {'x': x0})\n    result = ua.load(folder + '/x.npz')['x']"
    ),
}


@check("pickling", "value", WAYS, dtypes=ALL, rows=ROW)
def value(context: Context) -> None:
    """Check every dtype, shape and memory layout, and that the device stays the same."""
    for shape in SHAPES:
        for layout in LAYOUTS:
            values = fill(context.rng(), context.dtype, shape, "special")
            if supports_layout(layout, shape) and layout != "broadcast":
                context.expect(Call(WAYS[context.function], (Input(values, layout),)), Expected.exactly(values))
    x = Input(np.ones(2, dtype=context.dtype))
    call = Call(WAYS[context.function], (x,))
    context.ensure(call, f"{_HERE}assert result.device == {str(context.xp.native.hooks.device)!r}, result.device")


@check("pickling", "protocols", ["pickle"], rows=ROW)
def protocols(context: Context) -> None:
    """Check every pickle protocol, and that references to one Array stay references to one Array."""
    x = Input(np.array([1.5, -2.5], dtype="float32"))
    for version in range(pickle.HIGHEST_PROTOCOL + 1):
        source = f"import pickle\nresult = pickle.loads(pickle.dumps(x0, protocol={version}))"
        context.expect(Call(source, (x,)), Expected.exactly(x.values))
    source = "import pickle\nresult = pickle.loads(pickle.dumps([x0, x0]))"
    context.ensure(Call(source, (x,)), "assert result[0] is result[1]")


@check("pickling", "independence", WAYS, rows=ROW)
def independence(context: Context) -> None:
    """Check that writing to the second Array does not change the first."""
    x = Input(np.array([1.0, 2.0], dtype="float32"))
    source = f"{WAYS[context.function]}\nresult[...] = 9\nresult = x0"
    context.expect(Call(source, (x,)), Expected.exactly(x.values))


@check("pickling", "part", ["pickle", "save"], rows=ROW)
def part(context: Context) -> None:
    """Check that a row is stored without the array that it is a view of, also a strided, reversed or broadcast row."""
    x = Input(np.ones((500, 400), dtype="float32"))
    written = {
        "pickle": "import pickle\nresult = len(pickle.dumps(x))",
        "save": (
            "import os, tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
            "    path = os.path.join(folder, 'x.npz')\n    ua.save(path, {'x': x})\n    result = os.path.getsize(path)"
        ),
    }
    for view in ("x0[3]", "x0[::-1, ::2][7]", "xp.broadcast_to(x0[:, 5], (3, 500))[1]"):
        source = f"x = {view}\n{written[context.function]}"
        context.ensure(Call(source, (x,)), "assert result < 10_000, f'{result} bytes'")  # the whole array has 800,000


@check("pickling", "missing", ["pickle", "save"], rows=ROW)
def missing(context: Context) -> None:
    """Check that loading raises if the backend is missing, unless ``device=`` is given."""
    x = Input(np.array([1.0, 2.0], dtype="float32"))
    name = context.xp.native.hooks.backend.name
    other = "q" * len(name)
    if context.function == "pickle":
        moved = f"pickle.dumps(x0, protocol=4).replace(b'{name}:', b'{other}:')"
        source = f"import pickle\nresult = pickle.loads({moved})"
        context.raises(Call(source, (x,)), context.ua.BackendUnavailableError)
        return
    # Write the archive anew, with the other backend's name: editing it in place would break its checksums.
    before = (
        "import tempfile, zipfile\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    ua.save(folder + '/x.npz', {'x': x0})\n"
        "    with zipfile.ZipFile(folder + '/x.npz') as old, zipfile.ZipFile(folder + '/y.npz', 'w') as new:\n"
        f"        for n in old.namelist(): new.writestr(n, old.read(n).replace(b'{name}:', b'{other}:'))\n"
        "    result = ua.load(folder + '/y.npz'{})['x']"
    )
    context.raises(Call(before.replace("{}", ""), (x,)), context.ua.BackendUnavailableError)
    spec = context.subject.spec
    context.expect(Call(before.replace("{}", f", device={spec!r}"), (x,)), Expected.exactly(x.values))
