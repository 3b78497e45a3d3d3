"""A hidden Markov model in log space: which rolls of a die in a casino were made with the loaded one.

python docs/examples/hidden_markov.py
"""

from __future__ import annotations

from typing import Any

import unifyarray as ua

TITLE = "hidden Markov model"
NEEDS: tuple[str, ...] = ()

ROLLS = 300
#: Probability of the next die, by the present one: fair, loaded.
CHANGE = [[0.95, 0.05], [0.1, 0.9]]
#: Probability of each number, by die.
NUMBERS = [[1 / 6] * 6, [0.1] * 5 + [0.5]]


def rolls() -> tuple[ua.Array, ua.Array]:
    """Return the dice, 0 or 1, and the numbers that they showed, from 0 to 5."""
    rng = ua.random.default_rng(0)
    dice = [0]
    for chance in rng.random(ROLLS - 1).tolist():
        dice.append(int(chance < CHANGE[dice[-1]][1]))
    throws = [rng.choice(6, size=ROLLS, p=ua.asarray(shares)) for shares in NUMBERS]  # of both dice, each time
    chosen = ua.asarray(dice)
    return chosen, ua.where(chosen == 1, throws[1], throws[0])


def posterior(numbers: ua.Array) -> tuple[ua.Array, ua.Array]:
    """Return the log probability of each die at each roll, and of all numbers, by the forward-backward algorithm."""
    change = ua.log(ua.asarray(CHANGE))
    shown = ua.take(ua.log(ua.asarray(NUMBERS)), numbers, axis=1).T  # a row for each roll
    forward = [shown[0, :] + ua.log(ua.asarray([0.5, 0.5]))]
    for i in range(1, numbers.size):
        forward.append(ua.special.logsumexp(forward[-1][:, None] + change, axis=0) + shown[i, :])
    backward = [ua.zeros(2)]
    for i in range(numbers.size - 1, 0, -1):
        backward.append(ua.special.logsumexp(change + (shown[i, :] + backward[-1])[None, :], axis=1))
    likelihood = ua.special.logsumexp(forward[-1], axis=0)
    return ua.stack(forward) + ua.stack(backward[::-1]) - likelihood, likelihood


def run() -> dict[str, Any]:
    """Return the probability that each roll was made with the loaded die as ``result``."""
    dice, numbers = rolls()
    log_probability, likelihood = posterior(numbers)
    loaded = ua.exp(log_probability[:, 1])
    right = (loaded > 0.5) == (dice == 1)
    return {
        "result": loaded,
        "dice": dice,
        "log-likelihood": float(likelihood),
        "rolls with the loaded die": int(ua.sum(dice)),
        "rolls that the model gets right": int(ua.count_nonzero(right)),
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the probability of the loaded die, and when it was used."""
    axes = figure.add_subplot()
    axes.fill_between(range(ROLLS), found["dice"], step="mid", alpha=0.3, label="loaded die")
    axes.plot(ua.arange(ROLLS), found["result"], label="probability")
    axes.set(title="rolls of a casino", xlabel="roll")
    axes.legend()


if __name__ == "__main__":
    for name, value in run().items():
        if name not in ("result", "dice"):
            print(f"{name}: {value:.6g}")
