"""Unusual but valid arguments of functions; invalid arguments are in tests/_support/invalid_calls/."""

from __future__ import annotations

import unifyarray as ua


def test_flags_accept_truthy_values(spec: str) -> None:
    with ua.use(spec):
        x = ua.asarray([[3.0, 1.0, 2.0]])
        for name in ("sum", "prod", "max", "mean", "std", "any", "count_nonzero", "argmax"):
            assert getattr(ua, name)(x, keepdims=1).shape == (1, 1)
            assert getattr(ua, name)(x, keepdims=0).shape == ()
        assert ua.sort(x, descending=1, stable=0).tolist() == [[3.0, 2.0, 1.0]]  # type: ignore[arg-type]
        assert ua.cumulative_sum(x, axis=1, include_initial=1).tolist() == [[0.0, 3.0, 4.0, 6.0]]  # type: ignore[arg-type]


def test_diagonals_beyond_the_matrix_are_empty(spec: str) -> None:
    with ua.use(spec):
        x = ua.ones((2, 3))
        assert ua.all(ua.tril(x, k=10**30) == x)
        assert not ua.any(ua.tril(x, k=-(10**30)))
        assert not ua.any(ua.eye(2, 3, k=10**30))


def test_eigvals_without_checks_does_not_end_the_process(spec: str) -> None:
    with ua.use(spec, checks=False):
        x = ua.asarray([[[float("nan"), 1.0], [2.0, 3.0]], [[2.0, 0.0], [0.0, 3.0]]])
        try:
            values = ua.linalg.eigvals(x)
        except ua.linalg.LinAlgError:  # libraries may check by themselves
            return
        assert bool(ua.all(ua.isnan(values[0])))
        assert ua.sort(ua.real(values[1])).tolist() == [2.0, 3.0]


def test_diff_of_higher_order_than_size_is_empty(spec: str) -> None:
    with ua.use(spec):
        assert ua.diff(ua.ones(3), n=10**30).shape == (0,)


def test_mask_assignment_accepts_values_of_one_row(spec: str) -> None:
    x = ua.asarray([1.0, 2.0, 3.0], device=spec)
    x[x > 1] = ua.asarray([[8.0, 9.0]], device=spec)
    x[[0]] = ua.asarray([[7.0]], device=spec)
    assert x.tolist() == [7.0, 8.0, 9.0]
    x[ua.zeros(0, dtype=ua.bool, device=spec)] = 5.0
    assert x.tolist() == [7.0, 8.0, 9.0]


def test_roll_accepts_shifts_beyond_64_bits(spec: str) -> None:
    x = ua.asarray([[1, 2, 3], [4, 5, 6]], device=spec)
    assert ua.roll(x, 10**30 + 1).tolist() == ua.roll(x, (10**30 + 1) % 6).tolist()
    assert ua.roll(x, (-(10**30), 1), axis=(0, 1)).tolist() == [[3, 1, 2], [6, 4, 5]]


def test_arange_accepts_bounds_beyond_64_bits(spec: str) -> None:
    large = 10**30
    with ua.use(spec):
        assert ua.arange(large, 7).tolist() == []
        assert ua.arange(1, 7, large).tolist() == [1]
        assert ua.arange(0, -large, -large).tolist() == [0]
        assert ua.arange(2**63 - 2, 2**63).tolist() == [2**63 - 2, 2**63 - 1]
        assert ua.arange(0.0, 10, large).tolist() == [0.0]


def test_reflected_operators_of_other_classes_are_called(spec: str) -> None:
    class Unit:
        def __rmul__(self, x: ua.Array) -> str:
            return f"{x.tolist()} m"

        def __lt__(self, x: ua.Array) -> str:
            return f"less than {x.tolist()}"

    x = ua.asarray([1, 2], device=spec)
    assert x * Unit() == "[1, 2] m"
    assert (x > Unit()) == "less than [1, 2]"
    assert (x == "text") is False
