"""k-means: 900 points are sorted into five clusters. A count of labels, with weights, adds up the points of each.

python docs/examples/kmeans.py
"""

from __future__ import annotations

from typing import Any

import unifyarray as ua

TITLE = "k-means"
NEEDS: tuple[str, ...] = ()

CLUSTERS = 5
STEPS = 20


def points() -> ua.Array:
    """Return points around five places on a circle."""
    rng = ua.random.default_rng(0)
    angles = 2 * ua.pi / CLUSTERS * rng.integers(CLUSTERS, size=900)
    return ua.stack([ua.cos(angles), ua.sin(angles)], axis=1) + 0.2 * rng.standard_normal((900, 2))


def first_centres(x: ua.Array) -> ua.Array:
    """Return points that are far from each other: each is the farthest from those before."""
    chosen = [0]
    while len(chosen) < CLUSTERS:
        nearest = ua.min(ua.cdist(x, x[chosen, :]), axis=1)
        chosen.append(int(ua.argmax(nearest)))
    return x[chosen, :]


def step(x: ua.Array, centres: ua.Array) -> tuple[ua.Array, ua.Array, ua.Array]:
    """Return the means of the points nearest to each centre, and the points' labels and squared distances."""
    distances = ua.cdist(x, centres, metric="sqeuclidean")
    labels = ua.argmin(distances, axis=1)
    counts = ua.bincount(labels, minlength=CLUSTERS)
    sums = [ua.bincount(labels, weights=x[:, k], minlength=CLUSTERS) for k in range(x.shape[1])]
    return ua.stack(sums, axis=1) / counts[:, None], labels, ua.min(distances, axis=1)


def run() -> dict[str, Any]:
    """Return the centres as ``result``, and the points with their labels."""
    x = points()
    centres = first_centres(x)
    start = float(ua.mean(step(x, centres)[2]))
    for _ in range(STEPS):
        centres, labels, distances = step(x, centres)
    return {
        "result": centres,
        "points": x,
        "labels": labels,
        "mean squared distance at the start": start,
        "mean squared distance at the end": float(ua.mean(distances)),
        "smallest cluster": int(ua.min(ua.bincount(labels))),
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the points by label, and the centres."""
    axes = figure.add_subplot()
    axes.scatter(found["points"][:, 0], found["points"][:, 1], c=found["labels"], cmap="tab10", s=8)
    axes.scatter(found["result"][:, 0], found["result"][:, 1], c="black", marker="x")
    axes.set(title="k-means", aspect="equal")


if __name__ == "__main__":
    for name, value in run().items():
        if name not in ("result", "points", "labels"):
            print(f"{name}: {value:.6g}")
