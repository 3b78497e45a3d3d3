"""einops on Arrays, through ``einops.array_api``."""

from __future__ import annotations

import einops.array_api as einops
import numpy as np

import unifyarray as ua

DATA = np.arange(24.0).reshape(2, 3, 4)


def test_rearrange_reduce_and_repeat_return_arrays(spec: str) -> None:
    x = ua.asarray(DATA, device=spec)
    for result, expected in (
        (einops.rearrange(x, "a b c -> b (a c)"), DATA.transpose(1, 0, 2).reshape(3, 8)),
        (einops.reduce(x, "a b c -> a", "mean"), DATA.mean(axis=(1, 2))),
        (einops.repeat(x, "a b c -> a b c n", n=2), np.repeat(DATA[..., None], 2, axis=-1)),
        (einops.pack([x, x], "* c")[0], np.concatenate([DATA.reshape(6, 4)] * 2)),
    ):
        assert isinstance(result, ua.Array)
        assert result.__array_namespace__() is x.__array_namespace__()
        np.testing.assert_allclose(ua.to_numpy(result), expected)
