"""Plots of an Array equal plots of the same data on the host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

import unifyarray as ua

mpl.use("Agg")

from matplotlib import pyplot as plt

X = np.linspace(0.0, 1.0, 20)
Y = np.sin(5 * X)
Z = np.arange(12.0).reshape(3, 4)

Make = Callable[[Any], Any]
PLOTS: dict[str, Callable[[Make], Any]] = {
    "plot": lambda a: plt.plot(a(X), a(Y)),
    "plot of columns": lambda a: plt.plot(a(Z)),
    "scatter": lambda a: plt.scatter(a(X), a(Y), c=a(Y), s=a(10 * X)),
    "imshow": lambda a: plt.imshow(a(Z)),
    "bar": lambda a: plt.bar(a(np.arange(3)), a(X[:3])),
    "hist": lambda a: plt.hist(a(Y), bins=5),
    "fill_between": lambda a: plt.fill_between(a(X), a(Y), a(Y + 1)),
    "errorbar": lambda a: plt.errorbar(a(X), a(Y), yerr=a(X)),
    "contourf and colorbar": lambda a: plt.colorbar(plt.contourf(a(np.arange(4.0)), a(np.arange(3.0)), a(Z))),
    "pcolormesh": lambda a: plt.pcolormesh(a(Z)),
    "quiver": lambda a: plt.quiver(a(Z), a(Z)),
    "stem": lambda a: plt.stem(a(X), a(Y)),
    "step": lambda a: plt.step(a(X), a(Y)),
    "semilogy": lambda a: plt.semilogy(a(X), a(Y + 2)),
    "boxplot": lambda a: plt.boxplot(a(Y)),
    "violinplot": lambda a: plt.violinplot(a(Y)),
    "limits": lambda a: plt.gca().set_xlim(a(X[0]), a(X[-1])),
    "ticks": lambda a: plt.xticks(a(np.arange(3))),
    "lines": lambda a: (plt.axhline(a(Y[3])), plt.axvline(a(X[3])), plt.hlines(a(Y), 0, 1)),
    "text": lambda a: (plt.text(a(X[3]), a(Y[3]), "here"), plt.annotate("there", (a(X[0]), a(Y[0])))),
    "hexbin": lambda a: plt.hexbin(a(X), a(Y)),
    "hist2d": lambda a: plt.hist2d(a(X), a(Y)),
    "surface": lambda a: plt.axes(projection="3d").plot_surface(a(Z), a(Z), a(Z)),
}


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def _pixels(plot: Callable[[Make], Any], make: Make) -> Any:
    figure = plt.figure(figsize=(2, 2), dpi=50)
    plot(make)
    canvas: Any = figure.canvas
    canvas.draw()
    pixels = np.array(canvas.buffer_rgba())
    plt.close(figure)
    return pixels


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_plot_of_an_array_equals_the_plot_of_host_data(name: str, spec: str) -> None:
    expected = _pixels(PLOTS[name], np.asarray)
    assert (expected != _pixels(lambda a: None, np.asarray)).any()
    np.testing.assert_array_equal(_pixels(PLOTS[name], lambda data: ua.asarray(data, device=spec)), expected)
