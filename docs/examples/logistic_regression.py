"""Logistic regression on 569 breast tumours, trained by the gradient of its loss, on whatever library holds the data.

    UNIFYARRAY_BACKEND=numpy python docs/examples/logistic_regression.py

NumPy has no gradients: they are computed by torch, on the same memory, and come back as NumPy's.
Needs torch, and scikit-learn, which brings the data and an answer to compare with: pip install torch scikit-learn
"""

from __future__ import annotations

from typing import Any

import unifyarray as ua

TITLE = "logistic regression"
NEEDS = ("sklearn", "torch")

STEPS = 400


def loss(weights: Any, bias: Any, x: Any, y: Any, penalty: float) -> Any:
    """Return the mean negative log-likelihood of the labels, with a penalty on large weights."""
    z = x @ weights + bias
    return ua.mean(ua.logaddexp(z, ua.zeros_like(z)) - y * z) + penalty / 2 * ua.sum(weights**2)


def fit(x: Any, y: Any, penalty: float) -> tuple[Any, Any, list[float]]:
    """Return weights, bias and the loss after each step of Nesterov's accelerated gradient descent."""
    value_and_grad = ua.value_and_grad(loss, argnums=(0, 1))
    # The loss bends at most so much: a longer step could go uphill.
    step = 1 / (ua.linalg.matrix_norm(x, ord=2) ** 2 / (4 * x.shape[0]) + 0.25 + penalty)
    weights, bias = ua.zeros(x.shape[1]), ua.asarray(0.0)
    ahead = (weights, bias)
    losses = []
    for index in range(STEPS):
        value, (by_weights, by_bias) = value_and_grad(*ahead, x, y, penalty)
        losses.append(float(value))
        before = weights, bias
        weights, bias = ahead[0] - step * by_weights, ahead[1] - step * by_bias
        momentum = index / (index + 3)
        ahead = (weights + momentum * (weights - before[0]), bias + momentum * (bias - before[1]))
    return weights, bias, losses


def accuracy(weights: Any, bias: Any, x: Any, y: Any) -> float:
    """Return the share of labels that the model gets right."""
    right = (x @ weights + bias > 0) == (y > 0.5)
    return float(ua.mean(ua.astype(right, x.dtype)))


def tumours() -> tuple[Any, ...]:
    """Return standardised features and labels, three quarters to learn from and the rest to test on."""
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    data = load_breast_cancer()
    x, x_test, y, y_test = train_test_split(data.data, data.target.astype(float), random_state=0)
    scaler = StandardScaler().fit(x)
    return scaler.transform(x), y, scaler.transform(x_test), y_test


def run() -> dict[str, Any]:
    """Return the weights as ``result``, and how well they do beside scikit-learn's."""
    from sklearn.linear_model import LogisticRegression

    host = tumours()
    x, y, x_test, y_test = (ua.asarray(data) for data in host)
    weights, bias, losses = fit(x, y, penalty=1 / x.shape[0])
    reference = LogisticRegression(C=1.0, max_iter=1000).fit(host[0], host[1])
    return {
        "result": weights,
        "loss": losses,
        "first loss": losses[0],
        "last loss": losses[-1],
        "accuracy": accuracy(weights, bias, x_test, y_test),
        "scikit-learn's accuracy": float(reference.score(host[2], host[3])),
        "scikit-learn's weights": reference.coef_[0],
    }


def plot(figure: Any, found: dict[str, Any]) -> None:
    """Draw the loss as it falls, and the weights beside scikit-learn's."""
    axes = figure.add_subplot(121)
    axes.plot(found["loss"])
    axes.set(title="loss", xlabel="step", yscale="log")
    axes = figure.add_subplot(122)
    axes.scatter(found["scikit-learn's weights"], found["result"])
    axes.axline((0, 0), slope=1, color="0.7", zorder=0)
    axes.set(title="weights", xlabel="scikit-learn", ylabel="unifyarray")


if __name__ == "__main__":
    found = run()
    for name in ("first loss", "last loss", "accuracy", "scikit-learn's accuracy"):
        print(f"{name}: {found[name]:.6f}")
