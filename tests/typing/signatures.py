"""Types that users write, and functions of functions; read by tests/packaging/test_typing.py, never run.

Type checkers must report an error on every line that ends in ``# E``, and on no other line.
"""

from __future__ import annotations

from typing import Any, assert_type

import numpy as np
import torch

import unifyarray as ua
from unifyarray.typing import DeviceLike, DTypeLike, EighResult, Namespace, NativeNamespace, Scalar

a = ua.zeros(3)
native = np.zeros(3)
tensor = torch.zeros(3)


# The public types in annotations.
def softmax(x: ua.Array, xp: Namespace, dtype: DTypeLike | None = None, device: DeviceLike = "cpu") -> ua.Array:
    return xp.exp(x) / xp.sum(xp.exp(x), dtype=dtype) + xp.zeros((), device=device)


def scaled(x: Any, xp: NativeNamespace, factor: Scalar) -> Any:
    return xp.multiply(x, xp.asarray(factor))


softmax(a, ua.namespace("numpy"), dtype=float)
softmax(a, ua.array_namespace(a), np.float32, ua.Device("cpu"))
softmax(a, ua.array_namespace(native))  # E
softmax(a, ua.array_namespace(a), "flaot32")  # E
softmax(a, ua.array_namespace(a), device=0)  # E
scaled(native, ua.array_namespace(native), 2.0)
scaled(native, ua.namespace("numpy").native, True)
scaled(native, ua.namespace("numpy"), 2.0)  # E
scaled(native, ua.array_namespace(native), "2")  # E
assert_type(ua.linalg.eigh(ua.eye(2)), EighResult)

# Valid and invalid dtypes.
ua.zeros(3, dtype=bool)
ua.zeros(3, dtype=int)
ua.zeros(3, dtype=float)
ua.zeros(3, dtype=complex)
ua.zeros(3, dtype=np.float32)
ua.zeros(3, dtype=np.dtype("float32"))
ua.zeros(3, dtype=native.dtype)
ua.zeros(3, dtype=torch.float32)
ua.zeros(3, dtype=tensor.dtype)
ua.zeros(3, dtype=ua.float32)
ua.zeros(3, dtype="float32")
ua.astype(a, "bfloat16")
ua.sum(a, dtype=np.float64)
ua.can_cast(a, float)
ua.finfo("float16")
ua.result_type(a, 1.0, "float32", np.int8)
ua.isdtype(a.dtype, ("real floating", "integral", ua.bool, "uint8"))
ua.zeros(3, dtype="flaot32")  # E
ua.zeros(3, dtype="real floating")  # E
ua.zeros(3, dtype=32)  # E
ua.zeros(3, dtype=str)  # E
ua.zeros(3, dtype=a)  # E
ua.astype(a, "double")  # E
ua.isdtype(a.dtype, "real")  # E
ua.fft.fft(a, norm="forwards")  # E
ua.linalg.qr(a, mode="full")  # E
ua.use(default_float="float16")  # E
ua.use(default_float=ua.float32)
ua.set_default("torch:cuda:1", transfer="error")
ua.set_default(transfer="never")  # E


# Portable functions keep their parameters for Arrays, and also accept native arrays.
@ua.portable
def centred(x: ua.Array, *, scale: float = 1.0) -> ua.Array:
    return (x - ua.mean(x, axis=0)) * scale


assert_type(centred(a, scale=2.0), ua.Array)
assert_type(centred(native), Any)
assert_type(centred(native, scale=2.0), Any)
centred(tensor)
assert_type(centred.__name__, str)
centred(a, scal=2.0)  # E
centred(a, scale="2")  # E
centred("a")  # E
centred()  # E


class Model:
    @ua.portable
    def predict(self, x: ua.Array) -> ua.Array:
        return x


assert_type(Model().predict(a), ua.Array)
assert_type(Model().predict(native), Any)
Model().predict(y=a)  # E


def loss(w: ua.Array, x: ua.Array, y: ua.Array, rate: float = 1.0) -> ua.Array:
    return ua.mean((x @ w - y) ** 2) * rate


ua.grad(loss)(a, a, a)
ua.grad(loss)(native, native, native)
ua.grad(loss)(a, native, native)
ua.grad(loss)(a, a, a, rates=1.0)  # E
ua.grad(loss)(a, a)  # E
ua.grad(ua.grad(loss))(a, a, a, rate=1.0)
ua.grad(ua.grad(loss))(a, a, a, rates=1.0)  # E
ua.grad(lambda x: ua.sum(x))(native)
ua.grad(loss, argnums=("w", 1))(a, a, a)
ua.grad(loss, argnums=1.5)(a, a, a)  # E
assert_type(ua.value_and_grad(loss)(a, a, a), tuple[ua.Array, Any])
assert_type(ua.value_and_grad(loss)(native, native, native), Any)
ua.value_and_grad(loss)(a, a, a, rates=1.0)  # E
ua.jacobian(centred)(a, scale=1.0)
ua.jacobian(loss)(a, a, a, rates=1.0)  # E
ua.jacobian(loss, mode="backward")  # E
ua.hessian(loss, argnums=(0, 1))(a, a, a)
ua.hessian(loss)(a, a, a, rates=1.0)  # E
ua.vmap(loss, in_axes=(0, None, 0))(a, a, a)
ua.vmap(loss)(native, native, native)
ua.vmap(loss)(a, a, a, rates=1.0)  # E
ua.jit(loss, static_argnames="rates")(a, a, a)
ua.jit(loss)(native, native, native)
ua.jit(loss)(a, a, a, rates=1.0)  # E
ua.jit(loss, 0)  # E


@ua.grad
def slope(w: ua.Array) -> ua.Array:
    return ua.sum(w)


slope(a)
slope(3)  # E

value, pullback = ua.vjp(loss, a, a, a)
assert_type(pullback(value), tuple[Any, ...])
value, pullback, auxiliary = ua.vjp(loss, a, a, a, has_aux=True)
value, tangent = ua.jvp(loss, (a, a, a), (a, a, a))
value, tangent, auxiliary = ua.jvp(loss, (a, a, a), (a, a, a), has_aux=True)
value, pullback, auxiliary = ua.vjp(loss, a, a, a)  # E
value, tangent, auxiliary = ua.jvp(loss, (a, a, a), (a, a, a))  # E

# An Array is converted to an Array, and a native array to one of the target library.
assert_type(ua.convert(a, "torch"), ua.Array)
assert_type(ua.convert(a, ua.Device("cpu"), dtype=float, requires_grad="detach"), ua.Array)
assert_type(ua.convert(native, "torch", device="cpu"), Any)
assert_type(ua.to_numpy(a, force=True), np.ndarray[Any, Any])
assert_type(ua.native(a), Any)
ua.convert(a, "torch", dtype="flaot32")  # E
ua.convert(a, "torch", requires_grad="drop")  # E
ua.convert(a, 0)  # E
