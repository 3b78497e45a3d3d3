"""Save, load and pickle Arrays, and send them to other processes (contract row 32)."""

from __future__ import annotations

import copy
import json
import os
import pickle
import zipfile
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
import pytest
from safetensors.numpy import load_file

import unifyarray as ua
from tests._support import Python, has_gradients

if TYPE_CHECKING:
    from pathlib import Path

SEVERAL = [".npz", ".safetensors"]


@pytest.mark.parametrize("suffix", SEVERAL)
@pytest.mark.parametrize("dtype", ua._core.dtypes.STANDARD, ids=str)
def test_files_keep_values_dtype_and_device(suffix: str, dtype: ua.DType, spec: str, tmp_path: Path) -> None:
    file = tmp_path / f"arrays{suffix}"
    if (suffix, dtype) == (".safetensors", ua.complex128):
        with pytest.raises(TypeError, match=r"(?s)no complex128.*Hint: .*npz"):
            ua.save(file, {"x": ua.zeros(1, dtype=dtype, device=spec)})
        return
    x = ua.asarray([[0, 1, 2], [3, 4, 5]], dtype=dtype, device=spec)
    ua.save(file, {"x": x, "transposed": x.mT, "number": x[1, 1], "empty": x[:0]})
    loaded = ua.load(file)
    assert set(loaded) == {"x", "transposed", "number", "empty"}
    for name, expected in {"x": x, "transposed": x.mT, "number": x[1, 1], "empty": x[:0]}.items():
        y = loaded[name]
        assert y.__array_namespace__() is x.__array_namespace__()
        assert (y.dtype, y.shape, y.tolist()) == (dtype, expected.shape, expected.tolist())
    assert os.listdir(tmp_path) == [file.name]  # noqa: PTH208


def test_npy_file_holds_one_array(spec: str, tmp_path: Path) -> None:
    file = tmp_path / "x.npy"
    ua.save(file, ua.asarray([1.5, 2.5], device=spec))
    np.testing.assert_array_equal(np.load(file), [1.5, 2.5])
    y = ua.load(file, device=spec)  # .npy files do not hold the backend and device
    assert y.__array_namespace__() is ua.namespace(spec)
    with ua.use(spec):
        assert ua.load(file).__array_namespace__() is ua.namespace(spec)


def test_numpy_and_safetensors_read_saved_files(spec: str, tmp_path: Path) -> None:
    x = ua.asarray([1, 2], dtype="int16", device=spec)
    for suffix in SEVERAL:
        ua.save(tmp_path / f"x{suffix}", {"x": x})
    np.testing.assert_array_equal(np.load(tmp_path / "x.npz", allow_pickle=False)["x"], [1, 2])
    np.testing.assert_array_equal(load_file(tmp_path / "x.safetensors")["x"], [1, 2])
    np.savez(tmp_path / "y.npz", y=np.arange(3.0))
    assert ua.load(tmp_path / "y.npz", device=spec)["y"].tolist() == [0.0, 1.0, 2.0]


def test_load_of_unavailable_device_raises_unless_a_device_is_given(spec: str, tmp_path: Path) -> None:
    file = tmp_path / "x.npz"
    ua.save(file, {"x": ua.asarray([1.0], device=spec)})
    with zipfile.ZipFile(file) as archive:
        member = archive.read("x.npy")
    for saved, error in (("cuda:99", ua.DeviceUnavailableError), ("nowhere:cpu", ua.BackendUnavailableError)):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("x.npy", member)
            archive.writestr("unifyarray.json", json.dumps({"x": saved}))
        with pytest.raises(error, match="Hint: "):
            ua.load(file)
        assert ua.load(file, device=spec)["x"].tolist() == [1.0]


class _Harmful:
    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("code in the file was run",)


def test_code_in_a_file_is_not_run(tmp_path: Path) -> None:
    harmful = np.empty(1, dtype=object)
    harmful[0] = _Harmful()
    np.save(tmp_path / "x.npy", harmful, allow_pickle=True)
    np.savez(tmp_path / "x.npz", allow_pickle=True, x=harmful)
    for suffix in (".npy", ".npz"):
        with pytest.raises(ValueError, match=r"(?s)cannot be read.*Hint: "):
            ua.load(tmp_path / f"x{suffix}")


@pytest.mark.parametrize("suffix", [".npy", *SEVERAL])
def test_load_of_a_damaged_file_raises(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"x{suffix}"
    ua.save(file, ua.ones(100) if suffix == ".npy" else {"x": ua.ones(100)})
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"\0" * 300):
        file.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"(?s)cannot be read.*Hint: "):
            ua.load(file)
    with pytest.raises(FileNotFoundError):
        ua.load(tmp_path / f"missing{suffix}")


def test_save_to_a_missing_folder_names_the_file(spec: str, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "x.npy"
    with pytest.raises(FileNotFoundError) as caught:
        ua.save(file, ua.ones(2, device=spec))
    assert caught.value.filename == str(file)


def test_failed_save_keeps_the_old_file(spec: str, tmp_path: Path) -> None:
    x = ua.asarray([1.0], device=spec)
    bad: list[tuple[str, Any, type[Exception]]] = [
        ("x.npy", {"x": x}, ValueError),
        ("x.npz", x, ValueError),
        ("x.npz", {"x": np.ones(1)}, TypeError),
        ("x.npz", {1: x}, TypeError),
        ("x.npz", {"a\0b": x}, ValueError),
        ("x.npz", {"a" * 70_000: x}, ValueError),
        ("x.npz", {"\udc80": x}, ValueError),
        ("x.safetensors", {"__metadata__": x}, ValueError),
        ("x.txt", x, ValueError),
        ("x.npy", [1.0], TypeError),
    ]
    if has_gradients(spec):
        bad.append(("x.npz", {"x": ua.asarray(x, requires_grad=True)}, TypeError))
    for name, content, error in bad:
        file = tmp_path / name
        file.write_bytes(b"before")
        with pytest.raises(error, match="Hint: "):
            ua.save(file, content)
        assert file.read_bytes() == b"before"
    assert sorted(os.listdir(tmp_path)) == ["x.npy", "x.npz", "x.safetensors", "x.txt"]  # noqa: PTH208


def test_files_keep_unusual_names(tmp_path: Path) -> None:
    names = ["", "a/b", "../up", "weight.0", "größe", "x.npy", "unifyarray.json", " "]
    for suffix in SEVERAL:
        ua.save(tmp_path / f"x{suffix}", {name: ua.full(2, i) for i, name in enumerate(names)})
        loaded = ua.load(tmp_path / f"x{suffix}")
        assert {name: x.tolist() for name, x in loaded.items()} == {name: [i, i] for i, name in enumerate(names)}
    assert sorted(os.listdir(tmp_path)) == ["x.npz", "x.safetensors"]  # noqa: PTH208


def test_save_follows_links_and_sets_default_permissions(tmp_path: Path) -> None:
    target = tmp_path / ("a" * 240 + ".npz")
    link = tmp_path / "link.npz"
    link.symlink_to(target)
    ua.save(link, {"x": ua.ones(1)})
    assert link.is_symlink()
    assert ua.load(target)["x"].tolist() == [1.0]
    (tmp_path / "plain").touch()
    for suffix in SEVERAL:
        ua.save(tmp_path / f"y{suffix}", {"x": ua.ones(1)})
        assert (tmp_path / f"y{suffix}").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("text", ["[]", '"s"', "null", "{bad", '{"x": 5}'])
def test_load_with_damaged_device_entry_raises(text: str, tmp_path: Path) -> None:
    file = tmp_path / "x.npz"
    ua.save(file, {"x": ua.ones(1)})
    with zipfile.ZipFile(file) as archive:
        member = archive.read("x.npy")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.npy", member)
        archive.writestr("unifyarray.json", text)
    with pytest.raises(ValueError, match=r"(?s)cannot be read.*Hint: "):
        ua.load(file)


def test_only_safetensors_files_hold_bfloat16(tmp_path: Path) -> None:
    x = ua.asarray([1.5, -2.0], dtype="bfloat16")
    ua.save(tmp_path / "x.safetensors", {"x": x})
    y = ua.load(tmp_path / "x.safetensors")["x"]
    assert (y.dtype, y.tolist()) == (ua.bfloat16, [1.5, -2.0])
    with pytest.raises(TypeError, match="safetensors"):
        ua.save(tmp_path / "x.npy", x)


def test_copies_and_pickles_keep_dtype_device_and_values(spec: str) -> None:
    x = ua.asarray([[1, 2], [3, 4]], dtype="uint16", device=spec)
    for make in (copy.copy, copy.deepcopy, *[_pickled(protocol) for protocol in range(2, 6)]):
        y = make(x.mT)
        assert y.__array_namespace__() is x.__array_namespace__()
        assert (y.dtype, y.tolist()) == (ua.uint16, [[1, 3], [2, 4]])
        y[0, 0] = 9
        assert x[0, 0].item() == 1


def _pickled(protocol: int) -> Any:
    return lambda x: pickle.loads(pickle.dumps(x, protocol))


def _twice(x: ua.Array) -> ua.Array:
    return x * 2


def test_worker_processes_return_arrays_on_the_same_device(spec: str) -> None:
    x = ua.asarray([1.0, 2.0], device=spec)
    for y in joblib.Parallel(n_jobs=2)(joblib.delayed(_twice)(x) for _ in range(3)):
        assert y.__array_namespace__() is x.__array_namespace__()
        assert y.tolist() == [2.0, 4.0]


def test_pickle_loads_in_another_process_if_the_backend_is_available(python: Python, spec: str, tmp_path: Path) -> None:
    (tmp_path / "x.pickle").write_bytes(pickle.dumps(ua.asarray([1.0, 2.0], device=spec)))
    read = "import pickle, pathlib; x = pickle.loads(pathlib.Path('x.pickle').read_bytes()); print(x.tolist())"
    assert python("-c", read).stdout == "[1.0, 2.0]\n"
    backend = ua.namespace(spec).native.hooks.backend
    if not backend.capabilities.host:  # the host's backend cannot be blocked
        blocked = python("-c", read, env={"UNIFYARRAY_BLOCK_BACKENDS": backend.name})
        assert "BackendUnavailableError" in blocked.stderr


@pytest.mark.parametrize("suffix", [".npy", *SEVERAL])
def test_replaced_file_keeps_its_permissions_and_owner(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"x{suffix}"
    x: Any = ua.ones(3) if suffix == ".npy" else {"x": ua.ones(3)}
    ua.save(file, x)
    assert file.stat().st_mode == _mode_of_new(tmp_path)
    for mode in (0o600, 0o640, 0o664):
        file.chmod(mode)
        owner = (4321, 1234) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
        os.chown(file, *owner)
        ua.save(file, x)
        assert file.stat().st_mode & 0o777 == mode
        assert (file.stat().st_uid, file.stat().st_gid) == owner


def _mode_of_new(folder: Path) -> int:
    file = folder / "new"
    file.touch()
    return file.stat().st_mode


@pytest.mark.parametrize("suffix", [".npy", *SEVERAL])
def test_symbolic_links_act_as_for_open(suffix: str, tmp_path: Path) -> None:
    x: Any = ua.ones(3) if suffix == ".npy" else {"x": ua.ones(3)}
    for exists in (True, False):
        target, link = tmp_path / f"target{exists}{suffix}", tmp_path / f"link{exists}{suffix}"
        if exists:
            target.touch(0o600)
        link.symlink_to(target.name)
        ua.save(link, x)
        assert link.is_symlink()
        assert ua.load(target) is not None
        assert not exists or target.stat().st_mode & 0o777 == 0o600
    loop = tmp_path / f"loop{suffix}"
    loop.symlink_to(loop.name)
    with pytest.raises(OSError, match="symbolic links"):
        ua.save(loop, x)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("suffix", [".npy", *SEVERAL])
def test_write_to_a_full_device_raises(suffix: str, tmp_path: Path) -> None:
    link = tmp_path / f"x{suffix}"
    link.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        ua.save(link, ua.ones(3) if suffix == ".npy" else {"x": ua.ones(3)})
    assert os.path.exists("/dev/full")  # noqa: PTH110
    assert link.is_symlink()


@pytest.mark.parametrize("suffix", [".npy", *SEVERAL])
@pytest.mark.parametrize("size", [300, 100_000])
def test_full_disk_raises_and_keeps_the_old_file(suffix: str, size: int, tmp_path: Path, python: Python) -> None:
    """A limit on the size of files fails a write as a full disk does."""
    file = tmp_path / f"x{suffix}"
    done = python(
        "-c",
        "import resource, sys, unifyarray as ua\n"
        "file, size = sys.argv[1], int(sys.argv[2])\n"
        "pack = (lambda x: x) if file.endswith('.npy') else (lambda x: {'x': x})\n"
        "ua.save(file, pack(ua.ones(2)))\n"
        "for limit in (64, 200, 1000):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))\n"
        "    try:\n"
        "        ua.save(file, pack(ua.ones(size)))\n"
        "    except OSError as error:\n"
        "        print(error.errno)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "print(ua.load(file))",
        str(file),
        str(size),
    )
    assert done.returncode == 0, done.stderr
    *numbers, loaded = done.stdout.splitlines()
    assert numbers == ["27"] * 3
    assert "Array([1., 1.], dtype=float64)" in loaded
    assert os.listdir(tmp_path) == [file.name]  # noqa: PTH208
