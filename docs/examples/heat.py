"""Heat spreading over a plate: slicing, negative steps and updates in place.

python docs/examples/heat.py
UNIFYARRAY_BACKEND=torch python docs/examples/heat.py
"""

from __future__ import annotations

from typing import Any

import unifyarray as ua

TITLE = "2-D heat equation"
NEEDS: tuple[str, ...] = ()

SIZE = 101
STEPS = 400
CONDUCTIVITY = 0.24


def hot_plate(size: int) -> ua.Array:
    """Return a cold plate with a hot spot in each of two quarters, mirrored into the other two."""
    axis = ua.linspace(-1.0, 1.0, size)
    y, x = axis[:, None], axis[None, :]
    spots = ua.exp(-80 * ((x - 0.4) ** 2 + (y - 0.3) ** 2)) + 0.5 * ua.exp(-40 * ((x + 0.3) ** 2 + (y - 0.5) ** 2))
    return spots + spots[::-1, :]


def step(u: ua.Array) -> None:
    """Let the heat flow for one step of time; the edge stays cold."""
    centre = u[1:-1, 1:-1]
    flow = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * centre
    u[1:-1, 1:-1] += CONDUCTIVITY * flow
    u[0, :] = u[-1, :] = 0
    u[:, 0] = u[:, -1] = 0


def run() -> dict[str, Any]:
    """Return the plate at the end as ``result``, and the numbers that describe it."""
    u = hot_plate(SIZE)
    heat, peak = float(ua.sum(u)), float(ua.max(u))
    for _ in range(STEPS):
        step(u)
    return {
        "result": u,
        "heat at the start": heat,
        "heat at the end": float(ua.sum(u)),
        "peak at the start": peak,
        "peak at the end": float(ua.max(u)),
        "largest difference from the mirror image": float(ua.max(ua.abs(u - u[::-1, :]))),
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the plate at the start and at the end."""
    for place, title, u in ((121, "start", hot_plate(SIZE)), (122, "end", found["result"])):
        axes = figure.add_subplot(place)
        axes.imshow(u, cmap="inferno", vmin=0, vmax=1)
        axes.set(title=title, xticks=[], yticks=[])


if __name__ == "__main__":
    for name, value in run().items():
        if name != "result":
            print(f"{name}: {value:.6g}")
