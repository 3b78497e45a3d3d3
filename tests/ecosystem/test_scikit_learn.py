"""scikit-learn on Arrays: with ``array_api_dispatch`` it returns Arrays, otherwise NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import sklearn
from sklearn import metrics, model_selection, pipeline, preprocessing
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, Ridge, RidgeClassifier
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC

import unifyarray as ua

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 5))
LABELS = (X[:, 0] + 0.3 * X[:, 1] > 0).astype(np.int64)
TARGET = X @ np.arange(5.0) + 1.0

Case = tuple[Callable[[], Any], Any, str]
DISPATCHED: dict[str, Case] = {
    "PCA": (lambda: PCA(2, svd_solver="full"), None, "transform"),
    "PCA by covariance": (lambda: PCA(2, svd_solver="covariance_eigh"), None, "transform"),
    "LinearDiscriminantAnalysis": (LinearDiscriminantAnalysis, LABELS, "predict"),
    "StandardScaler": (preprocessing.StandardScaler, None, "transform"),
    "MinMaxScaler": (preprocessing.MinMaxScaler, None, "transform"),
    "MaxAbsScaler": (preprocessing.MaxAbsScaler, None, "transform"),
    "Normalizer": (preprocessing.Normalizer, None, "transform"),
    "PolynomialFeatures": (preprocessing.PolynomialFeatures, None, "transform"),
    "Ridge": (lambda: Ridge(solver="svd"), TARGET, "predict"),
    "RidgeClassifier": (lambda: RidgeClassifier(solver="svd"), LABELS, "predict"),
    "GaussianNB": (GaussianNB, LABELS, "predict"),
    "GaussianMixture": (lambda: GaussianMixture(2, init_params="random_from_data", random_state=0), None, "predict"),
    "pipeline": (lambda: pipeline.make_pipeline(preprocessing.StandardScaler(), PCA(2)), None, "transform"),
}
ON_THE_HOST: dict[str, Case] = {
    **DISPATCHED,
    # scikit-learn does not support the array API in these.
    "KMeans": (lambda: KMeans(2, n_init=1, random_state=0), None, "predict"),
    "LinearRegression": (LinearRegression, TARGET, "predict"),
    "SVC": (SVC, LABELS, "predict"),
    "RandomForestClassifier": (lambda: RandomForestClassifier(5, random_state=0), LABELS, "predict"),
}
SCORES = ["accuracy_score", "f1_score", "precision_score", "recall_score", "zero_one_loss", "confusion_matrix"]
ERRORS = ["r2_score", "mean_squared_error", "mean_absolute_error", "max_error", "mean_absolute_percentage_error"]
DISTANCES = ["cosine_similarity", "euclidean_distances", "rbf_kernel", "linear_kernel"]


@pytest.fixture(params=[True, False], ids=["dispatch", "host"])
def dispatch(request: pytest.FixtureRequest) -> Iterator[bool]:
    with sklearn.config_context(array_api_dispatch=request.param):
        yield request.param


def _fit_and_apply(case: Case, to: Callable[[Any], Any]) -> Any:
    make, target, method = case
    estimator = make().fit(to(X)) if target is None else make().fit(to(X), to(target))
    return getattr(estimator, method)(to(X))


def _check(result: Any, expected: Any, spec: str, dispatched: bool, atol: float = 1e-9) -> None:
    if dispatched:
        assert isinstance(result, ua.Array)
        assert result.__array_namespace__() is ua.namespace(spec)
        result = ua.to_numpy(result)
    assert type(result) is np.ndarray
    np.testing.assert_allclose(result, expected, rtol=1e-7, atol=atol)


@pytest.mark.parametrize("name", DISPATCHED)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # about 0 / 0: unspecified (contract row 29)
def test_estimators_fit_and_predict_on_arrays(name: str, spec: str) -> None:
    with sklearn.config_context(array_api_dispatch=True):
        result = _fit_and_apply(DISPATCHED[name], lambda data: ua.asarray(data, device=spec))
    _check(result, _fit_and_apply(DISPATCHED[name], np.asarray), spec, True)


@pytest.mark.parametrize("name", ON_THE_HOST)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_estimators_without_dispatch_compute_on_the_host(name: str, spec: str) -> None:
    result = _fit_and_apply(ON_THE_HOST[name], lambda data: ua.asarray(data, device=spec))
    _check(result, _fit_and_apply(ON_THE_HOST[name], np.asarray), spec, False)


@pytest.mark.parametrize("name", SCORES + ERRORS)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_metrics_equal_those_of_host_data(name: str, spec: str, dispatch: bool) -> None:
    metric = getattr(metrics, name)
    pair = (LABELS, np.roll(LABELS, 1)) if name in SCORES else (TARGET, TARGET + 0.1 * X[:, 0])
    result = metric(*[ua.asarray(data, device=spec) for data in pair])
    if name == "confusion_matrix":
        _check(result, metric(*pair), spec, dispatch)
    else:
        assert isinstance(result, float)
        np.testing.assert_allclose(result, metric(*pair), rtol=1e-12)


@pytest.mark.parametrize("name", DISTANCES)
@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_distances_equal_those_of_host_data(name: str, spec: str, dispatch: bool) -> None:
    result = getattr(metrics.pairwise, name)(ua.asarray(X, device=spec), ua.asarray(X[:7], device=spec))
    # If two points are equal, their distance is the square root of a rounding error.
    _check(result, getattr(metrics.pairwise, name)(X, X[:7]), spec, dispatch, atol=1e-6)


@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
def test_splits_return_arrays(spec: str, dispatch: bool) -> None:
    x, y = ua.asarray(X, device=spec), ua.asarray(TARGET, device=spec)
    parts = model_selection.train_test_split(x, y, random_state=0)
    for part, expected in zip(parts, model_selection.train_test_split(X, TARGET, random_state=0), strict=True):
        assert isinstance(part, ua.Array)
        np.testing.assert_array_equal(ua.to_numpy(part), expected)
    scores = model_selection.cross_val_score(Ridge(solver="svd"), x, y)
    np.testing.assert_allclose(scores, model_selection.cross_val_score(Ridge(solver="svd"), X, TARGET))
