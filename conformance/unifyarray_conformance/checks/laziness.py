"""Checks of lazy backends: they compute nothing until asked, and report early what they cannot do (contract row 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..harness.calls import Call
from ..harness.context import Skipped
from ..harness.registry import check

if TYPE_CHECKING:
    from ..harness.context import Context

ROW: Final = ("31",)

#: By label: expressions for arrays of 128 GiB and more. A backend that computed one would run out of memory.
LARGE: Final = {
    "ones": "xp.ones((2**17, 2**17))",
    "full": "xp.full((2**17, 2**17), 2.5)",
    "__add__": "xp.ones((2**17, 2**17)) + 1",
    "__mul__": "xp.ones((2**17, 2**17)) * xp.full((2**17, 2**17), 2.5)",
    "sin": "xp.sin(xp.ones((2**17, 2**17)))",
    "greater": "xp.ones((2**17, 2**17)) > 0",
    "permute_dims": "xp.permute_dims(xp.ones((2**17, 2**17)), (1, 0))",
}
#: Functions that need the values of an array.
ASKING: Final = ("float", "int", "bool", "item", "tolist", "to_numpy", "__array__", "format")
#: By function: a call whose result has a shape that depends on values.
DEPENDENT: Final = {
    "__getitem__": "x[x > 1]",
    "nonzero": "xp.nonzero(x)",
    "unique_values": "xp.unique_values(x)",
    "unique_all": "xp.unique_all(x)",
    "unique_counts": "xp.unique_counts(x)",
    "unique_inverse": "xp.unique_inverse(x)",
}


@check("laziness", "deferred", LARGE, rows=ROW, needs=("lazy",))
def deferred(context: Context) -> None:
    """Check that shape and dtype need no computation, and that indexing computes only the requested elements."""
    source = LARGE[context.function]
    dtype = "bool" if context.function == "greater" else context.default_float
    known = f"assert result.shape == (2**17, 2**17), result.shape\nassert str(result.dtype) == {dtype!r}, result.dtype"
    context.ensure(Call(source), known)
    context.ensure(Call(f"({source})[1, 2:4].tolist()"), "assert len(result) == 2 and result[0] == result[1], result")


@check("laziness", "asked", ASKING, rows=ROW, needs=("lazy",))
def asked(context: Context) -> None:
    """Check that requests for values compute them."""
    sources = {
        "float": "float(x[0]) == 2.0",
        "int": "int(x[0]) == 2",
        "bool": "bool(x[0])",
        "item": "x[0].item() == 2.0",
        "tolist": "x.tolist() == [2.0, 2.0]",
        "to_numpy": "ua.to_numpy(x).tolist() == [2.0, 2.0]",
        "__array__": "np.asarray(x).tolist() == [2.0, 2.0]",
        "format": "f'{x[0]:.1f}' == '2.0'",
    }
    source = f"with ua.use(transfer='allow'):\n    x = xp.ones(2) + 1\n    result = {sources[context.function]}"
    context.ensure(Call(source), "assert result is True, result")


@check("laziness", "printed", ("repr", "str"), rows=ROW, needs=("lazy",))
def printed(context: Context) -> None:
    """Check that the text of an Array computes nothing, and shows its shape."""
    for source, shape in ((LARGE["__add__"], "(131072, 131072)"), (f"({LARGE['__add__']})[0, 0]", "()")):
        text = f"assert 'not computed' in result and 'shape={shape}' in result, result"
        context.ensure(Call(f"{context.function}({source})"), text)


@check("laziness", "shapes", DEPENDENT, rows=ROW, needs=("lazy",))
def shapes(context: Context) -> None:
    """Check that a request for a shape that depends on values raises at once, with a hint on what to call."""
    if context.has("data_dependent_shapes"):
        raise Skipped("the backend declares data-dependent shapes")
    tried = f"x = xp.ones(3)\ntry:\n    {DEPENDENT[context.function]}\n    result = ''\n"
    source = f"{tried}except Exception as error:\n    result = str(error)"
    context.ensure(Call(source), "assert result.partition('\\nHint: ')[2], result or 'nothing was raised'")
