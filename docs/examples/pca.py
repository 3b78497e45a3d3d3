"""Principal components of 1,797 images of handwritten digits, by singular value decomposition.

    python docs/examples/pca.py

Needs scikit-learn, which brings the images: pip install scikit-learn
"""

from __future__ import annotations

from typing import Any

import unifyarray as ua

TITLE = "PCA of digits"
NEEDS = ("sklearn",)

COMPONENTS = 16


@ua.portable
def principal_components(images: Any, count: int) -> Any:
    """Return the mean image, ``count`` components, their share of the variance and the images' coordinates."""
    mean = ua.mean(images, axis=0)
    centred = images - mean
    _, s, vt = ua.linalg.svd(centred, full_matrices=False)
    components = vt[:count, :]
    # A component and its negative are as good as each other: let the largest entry be positive.
    largest = ua.argmax(ua.abs(components), axis=1, keepdims=True)
    components = components * ua.sign(ua.take_along_axis(components, largest, axis=1))
    share = s**2 / ua.sum(s**2)
    return mean, components, share[:count], centred @ ua.matrix_transpose(components)


def digits() -> tuple[Any, Any]:
    """Return the images, 8 by 8 pixels in a row, and the digits that they show."""
    from sklearn.datasets import load_digits

    data = load_digits()
    return data.data, data.target


def run() -> dict[str, Any]:
    """Return the components as ``result``, and what describes them."""
    images = ua.asarray(digits()[0])
    mean, components, share, coordinates = principal_components(images, COMPONENTS)
    restored = mean + coordinates @ components
    error = ua.mean((restored - images) ** 2) / ua.mean((images - mean) ** 2)
    return {
        "result": components,
        "coordinates": coordinates,
        "restored": restored,
        "share of the variance": [float(part) for part in share[:4]],
        "variance kept": float(ua.sum(share)),
        "variance lost": float(error),
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the images on the first two components, and some of them restored."""
    images, shown = digits()
    axes = figure.add_subplot(121)
    axes.scatter(found["coordinates"][:, 0], found["coordinates"][:, 1], c=shown, cmap="tab10", s=4)
    axes.set(title="first two components", xlabel="first", ylabel="second")
    for index in range(4):
        for column, title, image in ((6, "image", images[index]), (7, "restored", found["restored"][index])):
            axes = figure.add_subplot(4, 8, 8 * index + column)
            axes.imshow(ua.reshape(ua.asarray(image), (8, 8)), cmap="gray_r")
            axes.set(title="" if index else title, xticks=[], yticks=[])


if __name__ == "__main__":
    found = run()
    print("share of the variance: " + ", ".join(f"{part:.6f}" for part in found["share of the variance"]))
    for name in ("variance kept", "variance lost"):
        print(f"{name}: {found[name]:.6f}")
