"""The losses whose value and gradient are measured: with ua, by hand in torch, and with peers.

Logistic regression is six operations on small data, so the cost of a call is visible. A network of two layers with its
parameters in a dict is the typical case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np

import unifyarray as ua
from tests._support import has_gradients
from tests.benchmarks.operands import optional
from unifyarray._transforms import results

if TYPE_CHECKING:
    from collections.abc import Callable


def make(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements, for data of a shape; nothing if torch, the reference, is missing."""
    if optional("torch") is None or not has_gradients(spec):
        return {}
    rng = np.random.default_rng(0)
    xp = ua.namespace(spec)
    hosts = rng.normal(size=shape[1]), rng.normal(size=shape), rng.choice([-1.0, 1.0], size=shape[0])
    w, X, t = (ua.native(xp.asarray(host)) for host in hosts)
    return {
        "eagerpy": optional("eagerpy"),
        "jax": optional("jax"),
        "slope": ua.value_and_grad(loss),
        "by_hand": by_hand,
        "by_eagerpy": by_eagerpy(),
        "by_jax": by_jax(),
        "w": w,
        "X": X,
        "t": t,
    }


def make_watched(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements that call a gradient many times, with and without the watch for writes."""
    names = make(spec, shape)
    if not names:
        return {}
    slope, arguments = names["slope"], (names["w"], names["X"], names["t"])

    def watched() -> None:
        for _ in range(100):
            slope(*arguments)

    return {"watched": watched, "unwatched": unwatched(watched)}


def unwatched(function: Callable[[], None]) -> Callable[[], None]:
    """Return a function that runs without what notices writes in a function that is differentiated."""
    saved = optional("unifyarray_backends.torch._saved")

    def call() -> None:
        nothing = dict.fromkeys(("enter", "settle", "leave"), _nothing)
        with mock.patch.multiple(saved, **nothing), mock.patch.object(results.protection, "Protected", _nothing):
            function()

    return call


def _nothing(*args: object, **kwargs: object) -> None:
    """Return None; a mock object would take longer than the functions that this stands in for."""


def make_network(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements of the network."""
    if optional("torch") is None or not has_gradients(spec):
        return {}
    rng = np.random.default_rng(0)
    xp = ua.namespace(spec)
    inputs, width = shape[1], 16
    hosts = {
        "W": rng.normal(size=(inputs, width)) / inputs**0.5,
        "b": rng.normal(size=width),
        "v": rng.normal(size=width) / width**0.5,
        "c": rng.normal(size=()),
    }
    hosts = {name: np.asarray(host) for name, host in hosts.items()}
    flat = np.concatenate([host.ravel() for host in hosts.values()])
    return {
        "eagerpy": optional("eagerpy"),
        "jax": optional("jax"),
        "train": ua.value_and_grad(network),
        "train_by_hand": network_by_hand,
        "train_by_eagerpy": network_by_eagerpy(),
        "train_by_jax": network_by_jax(),
        "p": {name: ua.native(xp.asarray(host)) for name, host in hosts.items()},
        "flat": ua.native(xp.asarray(flat)),
        "X": ua.native(xp.asarray(rng.normal(size=shape))),
        "y": ua.native(xp.asarray(rng.normal(size=shape[0]))),
    }


def loss(w: Any, X: Any, t: Any) -> Any:
    """Return the mean logistic loss of labels that are 1 and -1."""
    return ua.mean(ua.log1p(ua.exp(-t * (X @ w))))


def by_hand(w: Any, X: Any, t: Any) -> tuple[Any, Any]:
    """Return value and gradient, written by hand with torch for data of any library."""
    import torch

    is_host = isinstance(w, np.ndarray)
    share = torch.from_numpy if is_host else torch.from_dlpack
    w, X, t = share(w).requires_grad_(), share(X), share(t)
    value = torch.mean(torch.log1p(torch.exp(-t * (X @ w))))
    value.backward()
    return (value.detach().numpy(), w.grad.numpy()) if is_host else (value.detach(), w.grad)


def by_eagerpy() -> Callable[..., Any] | None:
    """Return the function for EagerPy over torch: EagerPy does not differentiate NumPy's data."""
    ep = optional("eagerpy")
    if ep is None:
        return None

    def mean_loss(w: Any, X: Any, t: Any) -> Any:
        return (-t * ep.matmul(X, w.expand_dims(1))[:, 0]).exp().log1p().mean()

    def call(w: Any, X: Any, t: Any) -> Any:
        import torch

        w, X, t = ep.astensors(*(torch.from_numpy(x) if isinstance(x, np.ndarray) else x for x in (w, X, t)))
        value, gradient = ep.value_and_grad(mean_loss, w, X, t)
        return value.raw, gradient.raw

    return call


def by_jax() -> Callable[..., Any] | None:
    """Return the function for JAX, compiled."""
    jax = optional("jax")
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    compiled = jax.jit(jax.value_and_grad(lambda w, X, t: jnp.mean(jnp.log1p(jnp.exp(-t * (X @ w))))))

    def call(w: Any, X: Any, t: Any) -> Any:
        if not isinstance(X, np.ndarray):
            w, X, t = map(jnp.from_dlpack, (w, X, t))
        value, gradient = compiled(w, X, t)
        return np.asarray(value), np.asarray(gradient)

    return call


# -- the network ---------------------------------------------------------------------------------------


def network(p: Any, X: Any, y: Any) -> Any:
    """Return the mean squared error of a network with one hidden layer."""
    return ua.mean((ua.tanh(X @ p["W"] + p["b"]) @ p["v"] + p["c"] - y) ** 2)


def network_by_hand(p: Any, X: Any, y: Any) -> tuple[Any, Any]:
    """Return value and gradients, written by hand with torch for data of any library."""
    import torch

    is_host = isinstance(X, np.ndarray)
    share = torch.from_numpy if is_host else torch.from_dlpack
    p = {name: share(x).requires_grad_() for name, x in p.items()}
    X, y = share(X), share(y)
    value = torch.mean((torch.tanh(X @ p["W"] + p["b"]) @ p["v"] + p["c"] - y) ** 2)
    value.backward()
    if is_host:
        return value.detach().numpy(), {name: x.grad.numpy() for name, x in p.items()}
    return value.detach(), {name: x.grad for name, x in p.items()}


def network_by_eagerpy() -> Callable[..., Any] | None:
    """Return the function for EagerPy over torch. It differentiates one array, so all parameters are in it."""
    ep = optional("eagerpy")
    if ep is None:
        return None

    def error(flat: Any, X: Any, y: Any) -> Any:
        inputs = X.shape[1]
        width = (flat.shape[0] - 1) // (inputs + 2)
        W = flat[: inputs * width].reshape((inputs, width))
        b, v, c = flat[-2 * width - 1 : -width - 1], flat[-width - 1 : -1], flat[-1]
        hidden = (ep.matmul(X, W) + b).tanh()
        return (ep.matmul(hidden, v.expand_dims(1))[:, 0] + c - y).square().mean()

    def call(flat: Any, X: Any, y: Any) -> Any:
        import torch

        flat, X, y = ep.astensors(*(torch.from_numpy(x) if isinstance(x, np.ndarray) else x for x in (flat, X, y)))
        value, gradient = ep.value_and_grad(error, flat, X, y)
        return value.raw, gradient.raw

    return call


def network_by_jax() -> Callable[..., Any] | None:
    """Return the function for JAX, compiled."""
    jax = optional("jax")
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    compiled = jax.jit(
        jax.value_and_grad(lambda p, X, y: jnp.mean((jnp.tanh(X @ p["W"] + p["b"]) @ p["v"] + p["c"] - y) ** 2))
    )

    def call(p: Any, X: Any, y: Any) -> Any:
        if not isinstance(X, np.ndarray):
            p, X, y = {name: jnp.from_dlpack(x) for name, x in p.items()}, jnp.from_dlpack(X), jnp.from_dlpack(y)
        value, gradients = compiled(p, X, y)
        return np.asarray(value), {name: np.asarray(x) for name, x in gradients.items()}

    return call
