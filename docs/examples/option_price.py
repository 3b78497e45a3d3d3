"""The price of an option by Monte Carlo simulation, and how it changes with the price and volatility of the share.

    UNIFYARRAY_BACKEND=numpy python docs/examples/option_price.py

The gradient is that of the simulated price. NumPy has no gradients: torch computes them, so this needs torch.
"""

from __future__ import annotations

import math
from typing import Any

import unifyarray as ua

TITLE = "Monte Carlo option price"
NEEDS = ("torch",)

SHARE, STRIKE, RATE, VOLATILITY, YEARS = 100.0, 105.0, 0.03, 0.2, 1.0
PATHS = 100_000


def draws() -> ua.Array:
    """Return normal numbers, each with its negative, so that their mean is exactly 0."""
    half = ua.random.default_rng(0).standard_normal(PATHS // 2)
    return ua.concat([half, -half])


def price(share: Any, volatility: Any, z: Any) -> Any:
    """Return the mean payoff of a call option, discounted to today."""
    growth = (RATE - volatility**2 / 2) * YEARS + volatility * math.sqrt(YEARS) * z
    payoff = ua.maximum(share * ua.exp(growth) - STRIKE, 0.0)
    return math.exp(-RATE * YEARS) * ua.mean(payoff)


def exact() -> tuple[float, float, float]:
    """Return price, delta and vega by the formula of Black and Scholes."""
    width = VOLATILITY * math.sqrt(YEARS)
    d = (math.log(SHARE / STRIKE) + (RATE + VOLATILITY**2 / 2) * YEARS) / width
    below, below_strike = (0.5 * math.erfc(-v / math.sqrt(2)) for v in (d, d - width))
    vega = SHARE * math.sqrt(YEARS) * math.exp(-d * d / 2) / math.sqrt(2 * math.pi)
    return SHARE * below - STRIKE * math.exp(-RATE * YEARS) * below_strike, below, vega


def run() -> dict[str, Any]:
    """Return price, delta and vega as ``result``, beside the exact ones."""
    z = draws()
    value_and_grad = ua.value_and_grad(price, argnums=(0, 1))
    value, (delta, vega) = value_and_grad(ua.asarray(SHARE), ua.asarray(VOLATILITY), z)
    found: dict[str, Any] = {"result": ua.stack([value, delta, vega]), "draws": z}
    for name, simulated, formula in zip(("price", "delta", "vega"), found["result"].tolist(), exact(), strict=True):
        found[name], found[f"exact {name}"] = simulated, formula
    return found


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the price for several prices of the share."""
    shares = [float(share) for share in range(70, 141, 5)]
    prices = [float(price(share, VOLATILITY, found["draws"])) for share in shares]
    axes = figure.add_subplot()
    axes.plot(shares, prices, label="option")
    axes.plot(shares, [max(share - STRIKE, 0.0) for share in shares], label="payoff today")
    axes.set(title="price of a call option", xlabel="price of the share")
    axes.legend()


if __name__ == "__main__":
    for name, value in run().items():
        if name not in ("result", "draws"):
            print(f"{name}: {value:.6g}")
