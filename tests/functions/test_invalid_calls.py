"""Invalid calls raise the contract's error class on every backend, with the fault and a hint in the message."""

from __future__ import annotations

import importlib
import inspect
import operator
import pkgutil
import re
from typing import TYPE_CHECKING, Any

import pytest

import tests._support.invalid_calls
import unifyarray as ua
from tests._support import has_gradients, specs
from tests._support.example_calls import results
from tests._support.invalid_calls import names
from unifyarray._core.errors import OutOfMemoryError, shown
from unifyarray_conformance.inputs.example_calls import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests._support.invalid_calls import Calls

SECTIONS: dict[str, Calls] = {
    module.name: importlib.import_module(f"tests._support.invalid_calls.{module.name}").CALLS
    for module in pkgutil.iter_modules(tests._support.invalid_calls.__path__)
}
CALLS = [call for calls in (*SECTIONS.values(), *(row.invalid for row in ROWS.values())) for call in calls]


@pytest.fixture
def variables(spec: str) -> Iterator[dict[str, Any]]:
    """Yield the variables of calls on one backend; the variable ``elsewhere`` is on another."""
    all_specs = specs()
    other_spec = all_specs[all_specs.index(spec) - 1]
    with ua.use(spec):
        yield names(ua.asarray([1.5, 2.5, 3.5], device=other_spec))


def skip_without_gradients(source: str, spec: str) -> None:
    """Skip a call that needs gradients if no backend computes them on this device."""
    if re.search(r"ua\.(grad|value_and_grad|hessian|jvp|vjp)\(|requires_grad=True", source) and not has_gradients(spec):
        pytest.skip(f"no backend here computes gradients on {spec}")


def test_table_has_every_function_and_no_duplicates() -> None:
    sources = [source for source, _, _ in CALLS]
    assert len(sources) == len(set(sources)), sorted(s for s in set(sources) if sources.count(s) > 1)
    text = "\n".join(sources)
    missing = [name for name in ROWS if f"ua.{name}(" not in text]
    assert missing == []


@pytest.mark.parametrize(("source", "error", "said"), CALLS, ids=[source for source, _, _ in CALLS])
def test_invalid_call_raises_with_a_hint(
    source: str, error: type[Exception], said: str, spec: str, variables: dict[str, Any]
) -> None:
    if "elsewhere" in source and len(specs()) == 1:
        pytest.skip("there is one backend with one device here")
    skip_without_gradients(source, spec)
    with pytest.raises(error) as caught:
        exec(source, variables)
    assert type(caught.value) is error
    fact, _, hint = str(caught.value).partition("\nHint: ")
    assert said in fact
    assert hint


@pytest.mark.parametrize(
    "source",
    [
        "ua.add(x, four)",
        "x[5]",
        "x[[5]]",
        "x[:2] = x",
        "x += m",
        "ua.take(x, i + 1)",
        "ua.zeros(-1)",
        "ua.zeros(2**53)",
        "ua.linalg.inv(ua.zeros((2, 2)))",
        "ua.asarray([[1], [2, 3]])",
        "int(ua.asarray(ua.nan))",
    ],
)
def test_library_error_is_the_cause(source: str) -> None:
    said = []
    for spec in specs():
        with ua.use(spec), pytest.raises((ValueError, IndexError, MemoryError)) as caught:
            exec(source, names(ua.asarray(1.0)))
        cause = caught.value.__cause__
        assert cause is caught.value.__context__, spec  # None if unifyarray raised the error first
        assert "\nHint: " not in str(cause), spec
        said.append(cause)
    assert any(said)


#: Calls that Python refuses before unifyarray runs: the class is the contract's, the message is Python's.
BY_PYTHON = [
    "ua.zeros(2, 3)",
    "ua.zeros()",
    "ua.sum(x, 0)",
    "ua.sum(x, axes=0)",
    "ua.sin()",
    "ua.sin(x, x)",
    "ua.sin(x=x)",
    "ua.argsort(x, -1)",
    "ua.linalg.qr(m, 'reduced')",
    "ua.fft.fft(x, 3)",
    "x.to_device()",
    "hash(x)",
    "{x: 1}",
    "x()",
    "with x: pass",
]


@pytest.mark.parametrize("source", BY_PYTHON)
def test_calls_that_python_refuses_raise_type_error(source: str, variables: dict[str, Any]) -> None:
    with pytest.raises(TypeError) as caught:
        exec(source, variables)
    assert type(caught.value) is TypeError


# -- every function of the standard, with each array of its example replaced by another object -----------------------

#: Functions that accept any array as data.
TAKES_ANYTHING = {"asarray", "from_dlpack"}


def example_call(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, Any]]:
    """Return a function of the standard and the arguments, by name, of its example call."""
    section, _, last = name.rpartition(".")
    module = getattr(ua, section) if section else ua
    function = getattr(module, last)
    calls: list[inspect.BoundArguments] = []

    def record(*args: Any, **kwargs: Any) -> Any:
        calls.append(inspect.signature(function).bind(*args, **kwargs))
        return function(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, last, record)
        next(results(name))
    return function, calls[-1].arguments


def replaced_arguments(function: Any, arguments: dict[str, Any]) -> Iterator[tuple[object, dict[str, Any]]]:
    """Yield each replacement, and the arguments with one Array replaced by it."""
    parameters = inspect.signature(function).parameters
    for name, value in arguments.items():
        if type(value) is ua.Array:
            for wrong in (ua.native(value), "text", None, object(), [1.0], {}):
                if wrong is not None or parameters[name].default is not None:
                    yield wrong, arguments | {name: wrong}
        elif isinstance(value, list | tuple):
            for index, part in enumerate(value):
                for wrong in (ua.native(part), "text", None, object(), [1.0], {}) if type(part) is ua.Array else ():
                    yield wrong, arguments | {name: type(value)([*value[:index], wrong, *value[index + 1 :]])}


def call_by_name(function: Any, arguments: dict[str, Any]) -> Any:
    """Call a function with arguments by name, for parameters of any kind."""
    bound = inspect.signature(function).bind_partial()
    bound.arguments.update(arguments)
    return function(*bound.args, **bound.kwargs)


@pytest.mark.parametrize("name", sorted(ROWS.keys() - TAKES_ANYTHING))
def test_functions_refuse_objects_other_than_arrays(name: str, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ua.use(spec):
        function, arguments = example_call(name, monkeypatch)
        for wrong, given in replaced_arguments(function, arguments):
            with pytest.raises(TypeError) as caught:
                call_by_name(function, given)
            fact, _, hint = str(caught.value).partition("\nHint: ")
            assert shown(wrong) in fact, (wrong, fact)
            assert hint


# -- every parameter of every function, with unusual values ----------------------------------------------------------

ODD: tuple[Any, ...] = (
    None,
    True,
    "text",
    -1,
    7,
    2**53,
    2**63 - 1,
    -(2**63),
    10**30,
    0.5,
    ua.nan,
    1j,
    (),
    (0, 0),
    (0, 7),
    [],
    {},
    b"x",
)
CLASSES = (TypeError, ValueError, OverflowError, IndexError, OutOfMemoryError, ua.AxisError, ua.linalg.LinAlgError)


def outcome(function: Any, *arguments: Any) -> str:
    """Return the class of the error that a call raises, or "works"; assert that unifyarray raised the error."""
    try:
        function(*arguments)
    except CLASSES as error:
        raised = error
    else:
        return "works"
    assert type(raised) in CLASSES
    assert "\nHint: " in str(raised), raised
    return type(raised).__name__


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of NumPy: unspecified (contract row 29)
@pytest.mark.parametrize("name", sorted(ROWS.keys() - TAKES_ANYTHING))
def test_odd_arguments_act_the_same_on_every_backend(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, list[str]] = {}
    for spec in specs():
        with ua.use(spec):
            function, arguments = example_call(name, monkeypatch)
            parameters = inspect.signature(function).parameters.values()
            for parameter in [p for p in parameters if p.kind is not p.VAR_POSITIONAL and p.name != "device"]:
                for value in ODD:
                    said = outcome(call_by_name, function, arguments | {parameter.name: value})
                    found.setdefault(f"{parameter.name}={value!r}", []).append(said)
    assert {case: classes for case, classes in found.items() if len(set(classes)) > 1} == {}


OPERATORS = [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and_",
    "or_",
    "xor",
    "lshift",
    "rshift",
    "lt",
    "le",
    "gt",
    "ge",
]
UPDATES = [
    "iadd",
    "isub",
    "imul",
    "itruediv",
    "ifloordiv",
    "imod",
    "ipow",
    "imatmul",
    "iand",
    "ior",
    "ixor",
    "ilshift",
    "irshift",
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of NumPy: unspecified (contract row 29)
@pytest.mark.parametrize("name", OPERATORS + UPDATES)
def test_odd_operands_act_the_same_on_every_backend(name: str) -> None:
    operation = getattr(operator, name)
    found: dict[tuple[str, str], list[str]] = {}
    for spec in specs():
        with ua.use(spec):
            dtypes = ua.__array_namespace_info__().dtypes()
            arrays: dict[str, Any] = {label: ua.astype(ua.asarray([1, 0, 1]), label) for label in dtypes}
            odd = {repr(value): value for value in ODD}
            shaped = {"four": ua.ones(4), "matrix": ua.ones((2, 3)), "0-d": ua.asarray(1)}
            for mine, x in arrays.items():
                for label, other in (odd | arrays | shaped).items():
                    said = outcome(operation, ua.asarray(x, copy=True), other)
                    found.setdefault((mine, label), []).append(said)
                    if name in OPERATORS and name != "mod":  # str and bytes use it for formatting
                        found.setdefault((f"{label}, left of", mine), []).append(outcome(operation, other, x))
    assert {case: classes for case, classes in found.items() if len(set(classes)) > 1} == {}


@pytest.mark.parametrize(
    ("source", "help_"),
    [
        ("ua.linalg.solve(ua.zeros((2, 2)), ua.ones(2))", "ua.linalg.pinv(x) @ b for a least-squares answer"),
        ("ua.linalg.inv(ua.zeros((2, 2)))", "ua.eye("),
        ("ua.linalg.cholesky(-ua.eye(2))", "ua.eye("),
        ("ua.zeros((3, 2))[0] = [1, 2, 3]", "ua.broadcast_to(value, (2,))"),
        ("x[ua.asarray([True, False, True])] = ua.ones(3)", "ua.broadcast_to(value, (2,))"),
        ("ua.asarray(np.ma.masked_array([1, 2], [0, 1]))", "x.filled(value)"),
        ("ua.zeros(3).T", "x[:, None]"),
        ("ua.zeros((2, 2, 2)).T", "x.mT"),
        ("ua.repeat(x, [1, 2, 0])", "ua.asarray([1, 2, 0])"),
        ("ua.argmax(x, axis=(0, 1))", "axis=1"),
        ("ua.zeros('a')", "shape=1"),
        ("ua.zeros(2.0)", "shape=int(...)"),
        ("ua.asarray([2**63])", 'dtype="uint64"'),
        ("ua.asarray(2**70)", 'dtype="float64"'),
        ("ua.asarray(300, dtype='uint8')", 'dtype="int64"'),
        ("ua.asarray([1, 2], requires_grad=True)", 'dtype="float64"'),
        ("ua.grad(lambda p: p['a'] * 2)({'a': 2.0})", "ua.asarray(2.0)"),
        ("ua.zeros(2, dtype='foo')", "or bool, int, float, complex"),
        ("ua.max(ua.asarray([1j]))", "ua.abs(x), or ua.real(x)"),
        ("ua.argmax(x > 1)", 'ua.astype(x, "int8")'),
        ("(x > 1) - (x > 1)", "ua.logical_xor(x, y)"),
        ("-(x > 1)", "ua.logical_not(x)"),
        ("ua.logical_and(x, x)", "x != 0"),
        ("ua.imag(ua.ones(2))", "ua.zeros_like(x)"),
        ("ua.ones(2) & ua.ones(2)", 'ua.astype(x, "int64")'),
        ("int(ua.ones(3))", 'int(x[0]) for one, ua.astype(x, "int64") for all'),
        ("float(ua.ones((1, 1)))", "float(x.item())"),
        ("ua.ones((2, 2)).item()", "x[0, 0].item()"),
        ("round(ua.asarray([1j]), 2)", "ua.round(ua.real(x), decimals=2)"),
        ("ua.asarray([1], dtype='uint8') + 300", 'ua.astype(x, "int64")'),
        ("ua.asarray([1]) + 2**63", 'ua.astype(x, "uint64")'),
        ("ua.arange(2**63, 2**63 + 3)", 'pass dtype="uint64"'),
        ("ua.arange(300, dtype='uint8')", 'pass dtype="int64"'),
        ("ua.linspace(ua.ones(3), 5, 3)", "start=x[0]"),
        ("ua.linspace(0, ua.ones((2, 2)), 3)", "stop=x[0, 0]"),
        ("ua.arange(ua.ones(3))", "stop=x[0]"),
        ("ua.full((2, 3), ua.ones(3))", "ua.asarray(ua.broadcast_to(x, (2, 3)), copy=True)"),
        ("ua.linspace(0, 1, -1)", "num=0 or more"),
        ("ua.asarray(v for v in [1, 2])", "ua.asarray(list(x))"),
        ("ua.asarray({1, 2})", "ua.asarray(list(x))"),
        ("ua.asarray({'a': 1.0})", "ua.asarray(list(x.values()))"),
        ("ua.sqrt('a')", "ua.asarray([1.0, 2.0])"),
        ("ua.zeros(3)[0] = None", "ua.asarray([1.0, 2.0])"),
        ("ua.tensordot(ua.ones((2, 3)), ua.ones(3))", "axes=1"),
        ("ua.vecdot(ua.ones((2, 3)), ua.ones(2))", "x[..., :2]"),
        ("ua.vecdot(ua.ones((3, 1)), ua.ones((2, 1)), axis=0)", "x[..., :2, :]"),
        ("x @ 2", "x * y"),
        ("ua.grad(lambda p: p[0])([1.0, 2.0])", "ua.asarray(x)"),
        ("ua.save('x.npz', [x, x])", 'ua.save("weights.npz", {"x": ua.asarray(x)})'),
        ("ua.load('x.txt')", 'use one of .npy, .npz, .safetensors: "weights.npz"'),
        ("np.frompyfunc(abs, 1, 1)(np.ones(3), out=x)", "x[...] = ua.asarray("),
    ],
)
def test_hint_is_the_same_on_every_backend(source: str, help_: str, spec: str, variables: dict[str, Any]) -> None:
    skip_without_gradients(source, spec)
    with pytest.raises((TypeError, ValueError, OverflowError), match="\nHint: ") as caught:
        exec(source, variables)
    assert help_ in str(caught.value).partition("\nHint: ")[2]


def test_errors_of_signatures_name_public_functions(spec: str) -> None:
    """Python's own TypeErrors (contract row 26) name what the user has called, not a class of ours."""
    x, xp = ua.ones((2, 2), device=spec), ua.namespace(spec)
    owners = (ua, ua.linalg, ua.fft, xp, xp.linalg, x)
    seen = 0
    for owner in owners:
        for name in public_callables(owner):
            function = getattr(owner, name)
            for arguments, keywords in (((), {"no_such_keyword": 1}), ((x,) * 40, {})):
                try:
                    function(*arguments, **keywords)
                except (TypeError, ValueError, ImportError) as error:
                    text = str(error)
                    if re.search(r"unexpected keyword|positional arguments?", text):
                        assert text.startswith((f"{function.__name__}()", f"Array.{function.__name__}()")), text
                        seen += 1
    assert seen > 500


def public_callables(owner: Any) -> list[str]:
    """Return the names of the public functions of a module, or of the methods of an Array."""
    found = [name for name in dir(owner) if not name.startswith("_")]
    return [name for name in found if inspect.isroutine(getattr(owner, name, None))]
