"""Example calls: ``fft``."""

from __future__ import annotations

from typing import Final

from .rows import FLOAT, TAKES_NO_ARRAY, Row, call, row


def _transform(name: str, kinds: str = FLOAT) -> Row:
    several = name.endswith("n")

    def keywords(n: int, norm: str) -> str:
        return f"s=({n},), axes=(0,), norm={norm!r}" if several else f"n={n}, axis=0, norm={norm!r}"

    return row(
        call(f"xp.fft.{name}(x0)", (2, 4), kinds=kinds),
        call(f"xp.fft.{name}(x0, {keywords(5, 'ortho')})", (3, 2), kinds=kinds),
        call(f"xp.fft.{name}(x0, {keywords(2, 'forward')})", (3, 2), kinds=kinds),
        call(f"xp.fft.{name}(x0, {keywords(6, 'backward')})", (4,), kinds=kinds),
        many=f"xp.fft.{name}(x)",
    )


def _shift(name: str) -> Row:
    return row(
        call(f"xp.fft.{name}(x0)", (2, 3)),
        call(f"xp.fft.{name}(x0, axes=(0,))", (3,)),
        many=f"xp.fft.{name}(x)",
    )


def _frequencies(name: str) -> Row:
    return row(
        call(f"xp.fft.{name}(5)"),
        call(f"xp.fft.{name}(4, d=0.5)"),
        no_derivative=TAKES_NO_ARRAY,
        many=f"xp.fft.{name}(n)",
    )


ROWS: Final[dict[str, Row]] = {
    **{f"fft.{name}": _transform(name) for name in ("fft", "ifft", "fftn", "ifftn", "irfft", "irfftn", "hfft")},
    **{f"fft.{name}": _transform(name, "r") for name in ("rfft", "rfftn", "ihfft")},
    **{f"fft.{name}": _shift(name) for name in ("fftshift", "ifftshift")},
    **{f"fft.{name}": _frequencies(name) for name in ("fftfreq", "rfftfreq")},
}
