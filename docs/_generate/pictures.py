"""Draw the picture of README.md, docs/assets/heat.png: ``python -m docs._generate.pictures``.

It is the program docs/examples/heat.py with fewer steps, on every CPU backend that is installed.
"""

from __future__ import annotations

from typing import Final

import matplotlib as mpl
from PIL import Image

import unifyarray as ua
from docs.examples import heat
from tests._support import ROOT

TARGET: Final = ROOT / "docs" / "assets" / "heat.png"
STEPS: Final = 60


def draw() -> None:
    """Run the program on each backend, and draw the results beside each other."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    found = {}
    for backend in ("numpy", "torch"):
        with ua.use(f"{backend}:cpu"):
            plate = heat.hot_plate(heat.SIZE)
            for _ in range(STEPS):
                heat.step(plate)
            found[backend] = plate
    difference = abs(ua.to_numpy(found["numpy"]) - ua.to_numpy(found["torch"])).max()
    figure, axes = plt.subplots(1, len(found), figsize=(6.4, 3.5), dpi=100, layout="constrained")
    for axis, (backend, plate) in zip(axes, found.items(), strict=True):
        axis.imshow(plate, cmap="inferno", interpolation="nearest")
        axis.set(title=f"UNIFYARRAY_BACKEND={backend}", xticks=[], yticks=[])
    figure.suptitle(f"python heat.py: largest difference {difference:.1e}")
    figure.savefig(TARGET)
    plt.close(figure)
    with Image.open(TARGET) as image:
        small = image.convert("RGB").quantize(256)
    small.save(TARGET, optimize=True)


if __name__ == "__main__":
    draw()
