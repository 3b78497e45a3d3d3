"""The foreign libraries: what to install, how to run the conformance suite on each, and what each gets wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The file by which the Vulkan loader finds Mesa's software driver.
_LAVAPIPE: Final = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json"


@dataclass(frozen=True)
class Library:
    """A library that unifyarray has no code for.

    Attributes
    ----------
    name : str
        The name in files: of the environment, the reports and the declared deviations.
    packages : tuple of str
        What pip installs.
    options : tuple of str
        Options of ``unifyarray conformance run`` that select the library.
    probe : str
        A program that computes with the library. If it fails, the library is skipped with the last line of its error.
    wrong : str
        What the library gets wrong, in a sentence.
    needs : mapping of str to str
        Files of the system that the library needs, and the command that installs each.
    environment : mapping of str to str
        Environment variables; ``{venv}`` stands for the folder of the environment.
    """

    name: str
    packages: tuple[str, ...]
    options: tuple[str, ...]
    probe: str
    wrong: str
    needs: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def variables(self, venv: object) -> dict[str, str]:
        """Return the environment variables for an environment in a folder."""
        return {name: value.format(venv=venv) for name, value in self.environment.items()}


LIBRARIES: Final = (
    Library(
        "torchvulkan",
        ("torch==2.13.0", "torchvulkan==0.2.1"),
        ("--import", "torchvulkan", "--backend", "torch", "--device", "vulkan"),
        "import torch, torchvulkan; assert (torch.ones(3, device='vulkan') + 1).cpu().tolist() == [2, 2, 2]",
        "Functions of float64 are computed in float32, `acosh(-16777216)` is -inf, Fourier transforms have single "
        "precision, `round` and `sign` return zeros of the wrong sign, `vecdot` does not conjugate, and "
        "complex matrices have no decompositions.",
        needs={_LAVAPIPE: "apt-get install libvulkan1 mesa-vulkan-drivers"},
        environment={"VK_ICD_FILENAMES": _LAVAPIPE},
    ),
    Library(
        "dpnp",
        ("dpnp==0.20.0", "intel-opencl-rt"),
        ("--namespace", "dpnp"),
        "import dpnp; assert (dpnp.ones(3) + 1).asnumpy().tolist() == [2, 2, 2]",
        "`floor_divide` does not round down in some quotients, division is not correctly rounded, and complex "
        "`acos`, `acosh`, `asin`, `atan`, `tan` and `tanh` are inaccurate or NaN at large and special arguments.",
        environment={
            "OCL_ICD_FILENAMES": "{venv}/lib/libintelocl.so",
            "LD_LIBRARY_PATH": "{venv}/lib",
            # Without a cache, every process compiles each kernel again: sin of uint8 takes 6 s, with a cache 0.03 s.
            "SYCL_CACHE_PERSISTENT": "1",
            "SYCL_CACHE_DIR": "{venv}/sycl-cache",
        },
    ),
    Library(
        "mlx",
        ("mlx[cpu]==0.32.4",),
        ("--namespace", "mlx.core"),
        "import mlx.core as mx; assert (mx.ones(3) + 1).tolist() == [2, 2, 2]",
        "`sin`, `cos`, `exp` and `logaddexp` of float64 have the accuracy of float32, and there is no complex128. Most "
        "of `linalg` refuses complex64, `eig` of complex64 conjugates eigenvectors, and singular matrices raise late "
        "or not at all. `remainder` and `sign` are wrong at zeros and NaN, and `all` of an empty array can be False.",
    ),
    Library(
        "array_api_strict",
        ("array-api-strict==2.6.1",),
        ("--namespace", "array_api_strict"),
        "import array_api_strict as xp; assert float(xp.sum(xp.ones(3) + 1)) == 6",
        "It has NumPy's values: special cases of complex `expm1`, `sign`, `tan` and `tanh`, `log1p` of small complex "
        "numbers, and `pow` with the exponent 0.5.",
    ),
    Library(
        "ndonnx",
        ("ndonnx", "onnxruntime"),
        ("--namespace", "ndonnx"),
        "import ndonnx as xp; assert (xp.asarray([1.0]) + 1).unwrap_numpy().tolist() == [2]",
        "Arrays that are part of an ONNX graph have no values, and parts of the standard are missing.",
    ),
    Library(
        "cubed",
        ("cubed",),
        ("--namespace", "cubed.array_api"),
        "import cubed.array_api as xp; assert (xp.ones(3) + 1).compute().tolist() == [2, 2, 2]",
        "It computes nothing until you ask, and has no negative steps, `nonzero`, `sort` and `fft`.",
    ),
)
