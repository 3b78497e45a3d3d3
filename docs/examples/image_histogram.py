"""The histogram of a dark image: it is spread over all grey levels, and split into figure and ground.

python docs/examples/image_histogram.py
"""

from __future__ import annotations

from typing import Any

import unifyarray as ua

TITLE = "histogram of an image"
NEEDS: tuple[str, ...] = ()

SIZE = 192
LEVELS = 256


def image() -> ua.Array:
    """Return a dark picture of two discs with noise, in grey levels from 0 to 255."""
    noise = ua.random.default_rng(0).standard_normal((SIZE, SIZE))
    y, x = ua.arange(SIZE)[:, None] / SIZE, ua.arange(SIZE)[None, :] / SIZE
    discs = ((x - 0.35) ** 2 + (y - 0.4) ** 2 < 0.04) | ((x - 0.7) ** 2 + (y - 0.65) ** 2 < 0.03)
    return ua.astype(ua.clip(ua.where(discs, 70.0, 30.0) + 8 * noise, 0, LEVELS - 1), "uint8")


def equalised(picture: ua.Array, counts: ua.Array) -> ua.Array:
    """Return the image with grey levels in the order of before, of which each is as frequent as any other."""
    share = ua.cumulative_sum(counts) / picture.size
    return (LEVELS - 1) * ua.interp(picture, ua.arange(LEVELS), share)


def threshold(counts: ua.Array) -> int:
    """Return the level that separates dark and light best: the variance between both is the largest (Otsu)."""
    share = counts / ua.sum(counts)
    below = ua.cumulative_sum(share)
    moment = ua.cumulative_sum(share * ua.arange(LEVELS))
    between = (moment[-1] * below - moment) ** 2 / ua.where(below * (1 - below) > 0, below * (1 - below), ua.inf)
    return int(ua.argmax(ua.round(between, decimals=9)))


def run() -> dict[str, Any]:
    """Return the image with an even histogram as ``result``."""
    picture = image()
    counts, _ = ua.histogram(picture, LEVELS, (0.0, float(LEVELS)))
    found = equalised(picture, counts)
    limit = threshold(counts)
    return {
        "result": found,
        "picture": picture,
        "median before": float(ua.median(picture)),
        "median after": float(ua.median(found)),
        "threshold": limit,
        "share of light pixels": float(ua.mean(ua.astype(picture > limit, found.dtype))),
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the image and its histogram, before and after."""
    for i, name in enumerate(("picture", "result")):
        axes = figure.add_subplot(2, 2, 2 * i + 1)
        axes.imshow(found[name], cmap="gray", vmin=0, vmax=LEVELS - 1)
        axes.set(xticks=[], yticks=[])
        counts, edges = ua.histogram(found[name], 64, (0.0, float(LEVELS)))
        figure.add_subplot(2, 2, 2 * i + 2).stairs(counts, edges, fill=True)


if __name__ == "__main__":
    for name, value in run().items():
        if name not in ("result", "picture"):
            print(f"{name}: {value:.6g}")
