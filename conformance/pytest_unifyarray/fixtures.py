"""Fixtures that run the tests of your own package on every backend and device: ``ua_xp`` and others.

Nothing of unifyarray is imported until a test that takes a fixture is collected, or an option names a backend.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from unifyarray._core.dtypes import DType

#: The fixture that all others take, and that is parametrized.
CASE: Final = "_ua_case"
#: Choices for all backends, and for every device of a backend.
ALL: Final = "all"

#: By name: the help of a setting. Each is an option of the command line and of the configuration file.
SETTINGS: Final = {
    "backends": "Backends to test, such as numpy,torch. Default: every backend that is available.",
    "devices": "Devices to test, such as cpu,cuda or cuda:1, or all. Default: the first of each kind.",
    "require": "Backends or devices, such as torch or torch:cuda, that must be tested: the run fails without them.",
    "prefix": "Prefix of the fixtures' names, which can be empty. Default: ua_, as in ua_xp.",
}
_OTHER_BACKENDS: Final = "ua_other_backends"
_MARKS: Final = {
    "ua_skip(*backends, reason)": "skip the test on these backends or devices, such as torch, cuda or torch:cuda.",
    "ua_xfail(*backends, reason, raises=None, strict=None)": "expect the test to fail on these backends or devices.",
    "ua_dtypes(*dtypes)": "run the test with these dtypes or kinds of dtypes, such as float32 or real floating, only.",
}


def add_options(parser: pytest.Parser) -> None:
    """Add the options of the fixtures."""
    group = parser.getgroup("unifyarray-fixtures", "tests over the backends of unifyarray (fixtures ua_xp and others)")
    for name, text in SETTINGS.items():
        group.addoption(f"--ua-{name}", help=text)
        default = "ua_" if name == "prefix" else ""
        parser.addini(f"ua_{name}", f"{text} The option --ua-{name} overrides it.", default=default)
    parser.addini(_OTHER_BACKENDS, "Backends that marks can name although they are not installed, such as jax,dask.")


def configure(config: pytest.Config) -> None:
    """Register the marks and the fixtures, and check the settings that name backends.

    Raises
    ------
    pytest.UsageError
        A setting names an unknown backend, or a required one is not available.
    """
    for mark, text in _MARKS.items():
        config.addinivalue_line("markers", f"{mark}: {text}")
    prefix = _setting(config, "prefix")
    if not f"{prefix}xp".isidentifier():
        raise _usage(f"--ua-prefix {prefix!r} does not begin a name", "pytest --ua-prefix my_")
    generator = _Generator(config, prefix)
    config.pluginmanager.register(generator, "unifyarray-generator")
    config.pluginmanager.register(_fixtures(prefix), "unifyarray-fixtures")
    for name in _names(config, "backends"):
        if name != ALL:
            _check_backend(name, "--ua-backends", [ALL])
    for spec in _names(config, "require"):
        _require(spec, generator.combinations())


def _setting(config: pytest.Config, name: str) -> str:
    """Return a setting of the command line or, if it is not there, of the configuration file."""
    found = config.getoption(f"ua_{name}")
    return str(config.getini(f"ua_{name}") if found is None else found)


def _names(config: pytest.Config, name: str) -> list[str]:
    return _split(_setting(config, name))


def _split(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]


def _usage(fact: str, hint: str) -> pytest.UsageError:
    return pytest.UsageError(f"{fact}.\nHint: {hint}")


def _check_backend(name: str, source: str, others: Iterable[str] = ()) -> None:
    """Raise UsageError, with the choices, if no backend has a name."""
    import difflib

    import unifyarray as ua

    choices = [*ua.backends(), *others]
    if name not in choices:
        close = difflib.get_close_matches(name, choices, 1)
        guess = f"did you mean {close[0]}? " if close else ""
        raise _usage(f"{source}: there is no backend {name!r}", f"{guess}choose from {', '.join(choices)}")


def _require(spec: str, combinations: Iterable[Combination]) -> None:
    """Raise UsageError, with the reason, if a backend, device, or device of a backend is not among those to test."""
    if any(item.is_named_by(spec) for item in combinations):
        return
    import unifyarray as ua

    backend, _, device = spec.partition(":")
    if backend not in ua.backends() and backend in _kinds():
        backend, device = "", spec
    else:
        _check_backend(backend, "--ua-require")
    infos = [ua.backends()[backend]] if backend else list(ua.backends().values())
    hint = "python -m unifyarray info, which names the reason, or leave it out of --ua-require"
    if any(_matches(str(found), device) for info in infos for found in info.devices):
        why, hint = "--ua-backends or --ua-devices leave it out", "leave it out of --ua-require, or add it there"
    elif not backend:
        why = "no backend finds such a device on this machine"
    elif infos[0].state == "available":
        why = f"backend {backend!r} finds no {device} on this machine"
    else:
        why = f"backend {backend!r} is {infos[0].state}"
        if infos[0].hint:
            hint = infos[0].hint
    raise _usage(f"{spec} is required, but {why}", hint)


def _kinds() -> set[str]:
    """Return the kinds of device that a backend declares or finds here."""
    import unifyarray as ua

    found = {"cpu", "cuda", "mps", "xpu"}
    for info in ua.backends().values():
        if info.backend is not None:
            found.update(info.backend.priority, info.backend.kinds() if info.is_imported() else ())
    return found


def _matches(device: str, wanted: str) -> bool:
    """Return whether a device is the wanted one or of the wanted kind; an empty string stands for any device."""
    return wanted in ("", device, device.partition(":")[0])


# -- which backends and devices --------------------------------------------------------------------------


@dataclass(frozen=True)
class Combination:
    """What one run of a test is parametrized with.

    Attributes
    ----------
    backend, device : str
        The backend and its device.
    dtype : DType or None
        The dtype, if the test takes one.
    """

    backend: str
    device: str
    dtype: DType | None = None

    @property
    def id(self) -> str:
        """The id, such as ``torch-cuda:0-float32``."""
        names = [self.backend, self.device, *([] if self.dtype is None else [self.dtype.name])]
        return "-".join(names)

    @property
    def spec(self) -> str:
        """The specification, such as ``torch:cuda:0``."""
        return f"{self.backend}:{self.device}"

    def is_named_by(self, spec: str) -> bool:
        """Return whether a mark names the backend, the device, or the device of the backend."""
        backend, _, device = spec.partition(":")
        return (backend == self.backend and _matches(self.device, device)) or _matches(self.device, spec)


class _Generator:
    """Parametrizes the tests that take a fixture."""

    def __init__(self, config: pytest.Config, prefix: str) -> None:
        self.prefix = prefix
        self.backends = _names(config, "backends")
        self.devices = _names(config, "devices")
        self.others = _split(str(config.getini(_OTHER_BACKENDS) or ""))
        self._found: list[Combination] | None = None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a test that takes a fixture on every backend and device."""
        if CASE not in metafunc.fixturenames:
            return
        marks = list(metafunc.definition.iter_markers())
        skips = [self._read(mark) for mark in marks if mark.name == "ua_skip"]
        failures = [self._read(mark) for mark in marks if mark.name == "ua_xfail"]
        combinations = self.combinations()
        if f"{self.prefix}dtype" in metafunc.fixturenames:
            chosen = [name for mark in marks if mark.name == "ua_dtypes" for name in mark.args]
            combinations = [item for found in combinations for item in _with_dtypes(found, chosen)]
        parameters = [pytest.param(item, id=item.id, marks=_marks(item, skips, failures)) for item in combinations]
        if not parameters:
            wanted = ", ".join([*self.backends, *self.devices]) or "any backend"
            skip = pytest.mark.skip(reason=f"nothing here to run the test on: {wanted}")
            parameters = [pytest.param(None, id="none", marks=skip)]
        metafunc.parametrize(CASE, parameters, indirect=True)

    def combinations(self) -> list[Combination]:
        """Return every backend and device to test. Imports their libraries."""
        if self._found is None:
            self._found = list(self._find())
        return self._found

    def _find(self) -> Iterator[Combination]:
        import unifyarray as ua

        every = ALL in self.devices
        for name, info in ua.backends().items():
            if self.backends and not {name, ALL}.intersection(self.backends):
                continue
            wanted = [part for part in self.devices if part != ALL]
            kinds: set[str] = set()
            for device in info.devices:
                is_named = str(device) in wanted
                is_first = device.kind not in kinds and (not wanted or device.kind in wanted)
                if every or is_named or is_first:
                    yield Combination(name, str(device))
                kinds.add(device.kind)

    def _read(self, mark: pytest.Mark) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Return the backends or devices that a mark names, and its keywords."""
        import unifyarray as ua

        example = f'@pytest.mark.{mark.name}("torch", reason="it has no such function")'
        if not mark.args or not mark.kwargs.get("reason"):
            raise _usage(f"the mark {mark.name} needs a backend and a reason", example)
        for spec in mark.args:
            backend = str(spec).partition(":")[0]
            if backend not in ua.backends() and backend not in _kinds():
                own = f"or declare it in the configuration of pytest: {_OTHER_BACKENDS} = {backend!r}"
                _check_backend(backend, f"the mark {mark.name}", [*self.others, own])
        return mark.args, dict(mark.kwargs)


def _marks(
    item: Combination,
    skips: list[tuple[tuple[str, ...], dict[str, Any]]],
    failures: list[tuple[tuple[str, ...], dict[str, Any]]],
) -> list[pytest.MarkDecorator]:
    """Return pytest's own marks for a backend and device."""
    found = [pytest.mark.skip(**words) for names, words in skips if any(map(item.is_named_by, names))]
    return found + [pytest.mark.xfail(**words) for names, words in failures if any(map(item.is_named_by, names))]


def _with_dtypes(item: Combination, chosen: list[Any]) -> Iterator[Combination]:
    """Yield the combination with every dtype of the device, or with the chosen dtypes and kinds of dtypes."""
    import unifyarray as ua
    from unifyarray._core.dtypes import ALL as EVERY_DTYPE

    for name in chosen:
        try:
            ua.isdtype(ua.float32, name)
        except (TypeError, ValueError) as error:
            hint = 'pass names or kinds: @pytest.mark.ua_dtypes("float32", "complex floating")'
            raise _usage(f"the mark ua_dtypes names {name!r}, which is not a dtype", hint) from error
    served = ua.namespace(item.spec).native.hooks.dtypes
    for dtype in EVERY_DTYPE:
        if dtype in served and (not chosen or any(ua.isdtype(dtype, name) for name in chosen)):
            yield Combination(item.backend, item.device, dtype)


# -- the fixtures ----------------------------------------------------------------------------------------


def _fixtures(prefix: str) -> ModuleType:
    """Return a module with the fixtures under names that begin with the prefix."""

    @pytest.fixture(name=CASE)
    def selected(request: pytest.FixtureRequest) -> Iterator[Combination]:
        """Select the backend and device while the test runs."""
        import unifyarray as ua

        item: Combination = request.param
        with ua.use(item.spec):
            yield item

    @pytest.fixture(name=f"{prefix}xp")
    def xp(_ua_case: Combination) -> Any:
        """Namespace for Arrays, bound to a backend and device. The test runs on each of them."""
        import unifyarray as ua

        return ua.namespace(_ua_case.spec)

    @pytest.fixture(name=f"{prefix}native_xp")
    def native_xp(_ua_case: Combination) -> Any:
        """Namespace for native arrays of a backend, on a device. The test runs on each of them."""
        import unifyarray as ua

        return ua.namespace(_ua_case.spec).native

    @pytest.fixture(name=f"{prefix}device")
    def device(_ua_case: Combination) -> Any:
        """Device of the test's namespace, a ua.Device. The test's backend is selected, so device= refers to it."""
        import unifyarray as ua

        return ua.Device(_ua_case.device)

    @pytest.fixture(name=f"{prefix}dtype")
    def dtype(_ua_case: Combination, request: pytest.FixtureRequest) -> Any:
        """Dtype of the test's namespace: a ua.DType, or the library's own if the test takes native_xp and not xp."""
        import unifyarray as ua

        assert _ua_case.dtype is not None
        taken = request.fixturenames
        if f"{prefix}native_xp" in taken and f"{prefix}xp" not in taken:
            return ua.namespace(_ua_case.spec).native.hooks.library_dtype(_ua_case.dtype)
        return _ua_case.dtype

    module = ModuleType("pytest_unifyarray.fixtures")
    module.__dict__.update(selected=selected, xp=xp, native_xp=native_xp, device=device, dtype=dtype)
    return module


__all__ = ["ALL", "SETTINGS", "Combination", "add_options", "configure"]
