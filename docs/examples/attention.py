"""Attention of several heads by Einstein summation: each product names its axes, and no axis has to be moved.

python docs/examples/attention.py
"""

from __future__ import annotations

import math
from typing import Any

import unifyarray as ua

TITLE = "attention"
NEEDS: tuple[str, ...] = ()

SENTENCES, TOKENS, FEATURES, HEADS, WIDTH = 4, 24, 64, 8, 16


def parameters() -> tuple[ua.Array, ...]:
    """Return tokens, and the weights of queries, keys, values and the result."""
    rng = ua.random.default_rng(0)
    shapes = [(SENTENCES, TOKENS, FEATURES), *[(HEADS, FEATURES, WIDTH)] * 3, (HEADS, WIDTH, FEATURES)]
    return tuple([rng.standard_normal(shape) / math.sqrt(FEATURES) for shape in shapes])


def attention(x: ua.Array, query: ua.Array, key: ua.Array, value: ua.Array, out: ua.Array) -> tuple[ua.Array, ua.Array]:
    """Return the attended tokens, and the weight of each token for each later one."""
    q, k, v = (ua.einsum("btf,hfw->bhtw", x, weights) for weights in (query, key, value))
    scores = ua.einsum("bhqw,bhkw->bhqk", q, k) / math.sqrt(WIDTH)
    earlier = ua.tril(ua.ones((TOKENS, TOKENS), dtype="bool"))
    weights = ua.special.softmax(ua.where(earlier, scores, -ua.inf), axis=-1)
    return ua.einsum("bhqk,bhkw,hwf->bqf", weights, v, out), weights


def by_loops(x: ua.Array, query: ua.Array, key: ua.Array, value: ua.Array, out: ua.Array) -> ua.Array:
    """Return the same, sentence by sentence and head by head."""
    earlier = ua.tril(ua.ones((TOKENS, TOKENS), dtype="bool"))
    found = ua.zeros_like(x)
    for b in range(SENTENCES):
        for h in range(HEADS):
            tokens = x[b, ...]
            scores = (tokens @ query[h, ...]) @ (tokens @ key[h, ...]).T / math.sqrt(WIDTH)
            weights = ua.special.softmax(ua.where(earlier, scores, -ua.inf), axis=-1)
            found[b, ...] += weights @ (tokens @ value[h, ...]) @ out[h, ...]
    return found


def run() -> dict[str, Any]:
    """Return the attended tokens as ``result``, and how they differ from those of loops."""
    given = parameters()
    found, weights = attention(*given)
    entropy = ua.sum(ua.special.entr(weights), axis=-1)
    return {
        "result": found,
        "weights": weights,
        "mean entropy of the weights": float(ua.mean(entropy)),
        "root mean square of the result": float(ua.sqrt(ua.mean(found**2))),
        "equals the loops": bool(ua.allclose(found, by_loops(*given), atol=1e-12)),
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the weights of some heads."""
    for h in range(4):
        axes = figure.add_subplot(1, 4, h + 1)
        axes.imshow(found["weights"][0, h, ...], cmap="viridis")
        axes.set(title=f"head {h}", xticks=[], yticks=[])


if __name__ == "__main__":
    for name, value in run().items():
        if name not in ("result", "weights"):
            print(f"{name}: {value:.6g}")
