"""Invalid selections, registrations and uses of portable and of namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("ua.use('nowhere')", ua.BackendUnavailableError, "'nowhere'"),
    ("ua.use('')", ua.BackendUnavailableError, "''"),
    ("ua.use(5)", TypeError, "5"),
    ("ua.use(x)", TypeError, "Array"),
    ("ua.use('cuda:x')", ValueError, "'cuda:x'"),
    ("ua.use('cpu:1')", ValueError, "'cpu:1'"),
    ("ua.use('numpy:gpu')", ValueError, "'gpu'"),
    ("with ua.use('cuda:99'): pass", ua.DeviceUnavailableError, "'cuda:99'"),
    ("with ua.use('numpy:cuda'): pass", ua.DeviceUnavailableError, "'cuda:0'"),
    ("ua.use(default_float='float16')", ValueError, "'float16'"),
    ("ua.use(default_float='complex64')", ValueError, "'complex64'"),
    ("ua.use(default_float=5)", ValueError, "5"),
    ("ua.use(transfer='never')", ValueError, "'never'"),
    ("ua.use(transfer=True)", ValueError, "True"),
    ("ua.use(transfer=[])", ValueError, "[]"),
    ("ua.use(checks='off')", ValueError, "'off'"),
    ("ua.use(checks=0)", ValueError, "0"),
    ("ua.set_default('nowhere')", ua.BackendUnavailableError, "'nowhere'"),
    ("ua.set_default(5)", TypeError, "5"),
    ("ua.set_default('cuda:99')", ua.DeviceUnavailableError, "'cuda:99'"),
    ("ua.set_default(default_float='half')", ValueError, "'half'"),
    ("ua.set_default(transfer='x')", ValueError, "'x'"),
    ("ua.namespace('nowhere')", ua.BackendUnavailableError, "'nowhere'"),
    ("ua.namespace(5)", TypeError, "5"),
    ("ua.namespace('cuda:99')", ua.DeviceUnavailableError, "'cuda:99'"),
    ("ua.array_namespace()", TypeError, "no argument is an array"),
    ("ua.array_namespace(None, 1.5)", TypeError, "no argument is an array"),
    ("ua.array_namespace('a')", TypeError, "'a'"),
    ("ua.array_namespace([1, 2])", TypeError, "[1, 2]"),
    ("ua.array_namespace(x, native)", TypeError, "native"),
    ("ua.array_namespace(x, elsewhere)", ua.DeviceMismatchError, "do not mix"),
    ("ua.array_namespace(x, api_version='1.0')", ValueError, "'1.0'"),
    ("ua.register_backend('numpy')", TypeError, "'numpy'"),
    ("ua.register_backend(None)", TypeError, "None"),
    ("ua.register_backend(type(ua.namespace('numpy').native.hooks.backend))", TypeError, "NumpyBackend"),
    ("ua.register_backend(ua.namespace('numpy').native.hooks.backend)", ValueError, "'numpy'"),
    ("ua.Device('gpu 1')", ValueError, "'gpu 1'"),
    ("ua.Device('')", ValueError, "''"),
    ("ua.Device('cuda:-1')", ValueError, "'cuda:-1'"),
    ("ua.Device(None)", TypeError, "None"),
    ("ua.Device(0)", TypeError, "0"),
    ("ua.portable(5)", TypeError, "5"),
    ("ua.portable(lambda: (yield))", TypeError, "lambda"),
    ("ua.portable(ua.add)(x, elsewhere)", ua.DeviceMismatchError, "do not mix"),
    ("ua.portable(ua.add)(native, ua.native(elsewhere))", ua.DeviceMismatchError, "do not mix"),
]
