"""Taking the hum of the mains out of a measured electrocardiogram, by Fourier transform.

    python docs/examples/fft_denoise.py

Needs PyWavelets, which brings the measurement (1,024 samples of a heart, at 360 per second): pip install PyWavelets
"""

from __future__ import annotations

from typing import Any

import unifyarray as ua

TITLE = "FFT denoising of an ECG"
NEEDS = ("pywt",)

RATE = 360.0
MAINS = 60.0
HIGHEST = 90.0


def measurement() -> ua.Array:
    """Return the measured signal, in the units of the recorder."""
    import pywt.data

    return ua.astype(ua.asarray(pywt.data.ecg()), ua.zeros(()).dtype)


def band(power: ua.Array, frequency: ua.Array, low: float, high: float) -> float:
    """Return the power between two frequencies in hertz."""
    return float(ua.sum(ua.where((frequency >= low) & (frequency < high), power, 0.0)))


def run() -> dict[str, Any]:
    """Return the signal without hum and noise as ``result``, and what was taken out."""
    signal = measurement()
    frequency = ua.fft.rfftfreq(signal.shape[0], d=1 / RATE)
    spectrum = ua.fft.rfft(signal)
    keep = (ua.abs(frequency - MAINS) > 2.0) & (frequency < HIGHEST)
    clean_spectrum = ua.where(keep, spectrum, 0.0)
    clean = ua.fft.irfft(clean_spectrum, n=signal.shape[0])
    before, after = ua.abs(spectrum) ** 2, ua.abs(ua.fft.rfft(clean)) ** 2
    return {
        "result": clean,
        "signal": signal,
        "power of the hum": band(before, frequency, MAINS - 2, MAINS + 2) / float(ua.sum(before)),
        "power of the hum left": round(band(after, frequency, MAINS - 2, MAINS + 2) / float(ua.sum(before)), 12),
        "power kept": float(ua.sum(after)) / float(ua.sum(before)),
        "root mean square of what was taken out": float(ua.sqrt(ua.mean((signal - clean) ** 2))),
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the signal before and after."""
    seconds = ua.arange(300) / RATE
    for place, title, name in ((211, "measured", "signal"), (212, "without hum", "result")):
        axes = figure.add_subplot(place)
        axes.plot(seconds, found[name][:300], linewidth=0.8)
        axes.set(title=title, xlabel="seconds")


if __name__ == "__main__":
    for name, value in run().items():
        if name not in ("result", "signal"):
            print(f"{name}: {value:.6g}")
