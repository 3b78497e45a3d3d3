"""The loss whose value and gradient are measured: logistic regression by ua, by hand in torch, and by peers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import unifyarray as ua

from .operands import optional

if TYPE_CHECKING:
    from collections.abc import Callable


def make(spec: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return the names of the statements, over data of a shape; nothing where torch, to compare with, is missing."""
    if optional("torch") is None:
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


def loss(w: Any, X: Any, t: Any) -> Any:
    """Return the mean logistic loss of labels that are 1 and -1."""
    return ua.mean(ua.log1p(ua.exp(-t * (X @ w))))


def by_hand(w: Any, X: Any, t: Any) -> tuple[Any, Any]:
    """Return value and gradient, as one writes it with torch for data of any library."""
    import torch

    is_host = isinstance(w, np.ndarray)
    share = torch.from_numpy if is_host else torch.from_dlpack
    w, X, t = share(w).requires_grad_(), share(X), share(t)
    value = torch.mean(torch.log1p(torch.exp(-t * (X @ w))))
    value.backward()
    return (value.detach().numpy(), w.grad.numpy()) if is_host else (value.detach(), w.grad)


def by_eagerpy() -> Callable[..., Any] | None:
    """Return the same with EagerPy, over torch: NumPy's data it does not differentiate."""
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
    """Return the same with JAX, compiled."""
    jax = optional("jax")
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    compiled = jax.jit(jax.value_and_grad(lambda w, X, t: jnp.mean(jnp.log1p(jnp.exp(-t * (X @ w))))))

    def call(w: Any, X: Any, t: Any) -> Any:
        value, gradient = compiled(w, X, t)
        return np.asarray(value), np.asarray(gradient)

    return call
