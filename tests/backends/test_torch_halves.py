"""Dot products of half precision on torch: in pieces, and as accurate as of whole arrays in float32."""

from __future__ import annotations

import pytest

import unifyarray as ua

pytest.importorskip("torch")

import torch

SHAPES = [(70001,), (40000, 2), (2, 70000), (3, 2, 30001), (1, 70001, 1), (300, 400)]
DTYPES = [torch.float16, torch.bfloat16]


def _vecdot(x1, x2, axis):
    return ua.array_namespace(x1, x2).vecdot(x1, x2, axis=axis)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_long_vectors_along_every_axis(shape, dtype):
    generator = torch.Generator().manual_seed(0)
    x, y = ((torch.rand(shape, generator=generator) - 0.25).to(dtype) for _ in range(2))
    for x1, x2 in ((x, y), (x.mT, y.mT) if x.ndim > 1 else (x.flip(0), y.flip(0)), (x, x)):
        for axis in range(-x1.ndim, 0):
            found = _vecdot(x1, x2, axis)
            products = x1.double() * x2.double()
            assert found.dtype is dtype
            bound = torch.finfo(dtype).eps * products.abs().sum(axis) + torch.finfo(dtype).smallest_normal
            assert torch.all((found.double() - products.sum(axis)).abs() <= bound)


@pytest.mark.parametrize("shape", [(2000,), (70000,), (2000, 3), (70000, 3), (3, 70000)], ids=str)
def test_products_beyond_the_range_of_float16(shape):
    axis = 1 if shape[0] == 3 else 0
    large = torch.full(shape, 512.0, dtype=torch.float16)
    factors = torch.full(shape, 256.0, dtype=torch.float16)
    factors.narrow(axis, 1, shape[axis] // 2).mul_(-1)
    factors.select(axis, 0).mul_(0.75)  # products of 131,072 cancel each other, but for a quarter of one
    expected = (large.double() * factors.double()).sum(axis)
    found = _vecdot(large, factors, axis - len(shape))
    assert torch.equal(found.double(), expected.to(torch.float16).double())
    tiny = torch.full(shape, 2.0**-13, dtype=torch.float16)
    found = _vecdot(tiny, tiny, axis - len(shape))
    assert torch.equal(found, torch.full_like(found, shape[axis] * 2.0**-26))


@pytest.mark.parametrize("shape", [(70000,), (40000, 2)], ids=str)
def test_gradient_of_long_vectors(shape):
    x = torch.rand(shape).to(torch.float16).requires_grad_()
    y = torch.rand(shape).to(torch.float16)
    _vecdot(x, y, -len(shape)).sum().backward()
    assert torch.equal(x.grad, y)
