"""A replacement for NVML's binding, which would count the real GPUs of this machine."""

raise ImportError("the fake of CuPy has devices that NVML does not know")
