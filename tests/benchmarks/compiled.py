"""The functions that are measured under ``ua.jit``: with ua, by torch.compile on torch's data, and by NumPy itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import unifyarray as ua
from tests.benchmarks import gradients
from tests.benchmarks.operands import optional
from unifyarray._core import configuration

if TYPE_CHECKING:
    from collections.abc import Callable


def make_chain(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements of elementwise steps."""
    return _make(spec, shape, "chain", chain)


def make_heat(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements of steps of the heat equation."""
    return _make(spec, shape, "heat", heat)


def make_sort(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements of a sort."""
    return _make(spec, shape, "sort", lambda xp, x: xp.sort(x) if xp is not optional("torch") else xp.sort(x)[0])


def make_training(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements of a training step of a network, by torch.compile for data of any library."""
    names = gradients.make_network(spec, shape)
    if not names:
        return {}
    import torch

    loss = _by_torch(
        lambda p, X, y: torch.mean((torch.tanh(X @ p["W"] + p["b"]) @ p["v"] + p["c"] - y) ** 2),
    )

    def by_hand(p: Any, X: Any, y: Any) -> tuple[Any, Any]:
        share = torch.from_numpy if isinstance(X, np.ndarray) else torch.from_dlpack
        p = {name: share(x).requires_grad_() for name, x in p.items()}
        value = loss(p, share(X), share(y))
        value.backward()
        return value.detach(), {name: x.grad for name, x in p.items()}

    return {**names, "step": ua.jit(ua.value_and_grad(gradients.network)), "step_by_hand": by_hand}


def _make(spec: str, shape: tuple[int, ...], name: str, function: Callable[[Any, Any], Any]) -> dict[str, Any]:
    """Return the names for a function of a namespace and an array: compiled by ua under its name, and by hand."""
    if optional("torch") is None:
        return {}
    x = ua.namespace(spec).asarray(np.random.default_rng(0).uniform(0.5, 1.5, shape))
    native = ua.native(x)
    names = {"x": native, name: ua.jit(lambda x: function(ua, x))}
    if isinstance(native, np.ndarray):
        return {**names, f"{name}_by_hand": lambda x: function(np, x)}
    import torch

    return {**names, f"{name}_by_hand": _by_torch(lambda x: function(torch, x))}


def _by_torch(function: Callable[..., Any]) -> Any:
    """Return a function compiled by torch.compile; the function itself if ``ua.jit`` compiles nothing, either."""
    import torch

    return torch.compile(function) if configuration.jit_seconds() else function


def chain(xp: Any, x: Any) -> Any:
    """Return what elementwise steps give."""
    return xp.sin(x) * 2 + xp.exp(-x) * x - xp.sqrt(x)


def heat(xp: Any, x: Any) -> Any:
    """Return temperatures after some steps of the heat equation."""
    for _ in range(4):
        inner = x[1:-1, 1:-1]
        new = inner + 0.1 * (x[2:, 1:-1] + x[:-2, 1:-1] + x[1:-1, 2:] + x[1:-1, :-2] - 4 * inner)
        x = x * 1.0
        x[1:-1, 1:-1] = new
    return x
