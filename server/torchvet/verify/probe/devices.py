# pyright: basic
"""Runs a program that asks for a GPU on the CPU."""

from __future__ import annotations

from typing import Any

import torch
from torch.overrides import TorchFunctionMode

NOTHING_TO_DO = ("set_device", "synchronize", "empty_cache", "reset_peak_memory_stats", "ipc_collect")


class OnCpu(TorchFunctionMode):
    """Takes every wish for another device as a wish for the CPU."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Calls a function of torch with the CPU in place of other devices."""
        kwargs = dict(kwargs or {})
        name = getattr(func, "__name__", "")
        if name in ("cuda", "mps", "xpu") and args:
            return args[0]
        if "device" in kwargs:
            kwargs["device"] = _cpu(kwargs["device"])
        if kwargs.get("pin_memory"):
            kwargs["pin_memory"] = False
        if name == "pin_memory":
            return args[0]
        if name == "to":
            args = (args[0], *(_cpu(each) for each in args[1:]))
        if name in ("load", "set_default_device"):
            args = tuple(_cpu(each) for each in args) if name != "load" else args
        return func(*args, **kwargs)


def _cpu(device: Any) -> Any:
    if isinstance(device, torch.device):
        return torch.device("cpu") if device.type != "meta" else device
    if isinstance(device, str) and device.split(":")[0] in ("cuda", "mps", "xpu"):
        return "cpu"
    if isinstance(device, int) and not isinstance(device, bool):
        return "cpu"
    return device


def stay_on_cpu() -> TorchFunctionMode:
    """Makes torch's calls about GPUs do nothing; the result is to be entered around the program."""
    for name in NOTHING_TO_DO:
        setattr(torch.cuda, name, lambda *args, **kwargs: None)
    to = torch.nn.Module.to

    def to_cpu(module: Any, *args: Any, **kwargs: Any) -> Any:
        if "device" in kwargs:
            kwargs["device"] = _cpu(kwargs["device"])
        return to(module, *(_cpu(each) for each in args), **kwargs)

    torch.nn.Module.to = to_cpu  # type: ignore[assignment]
    load = torch.load

    def load_on_cpu(file: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs["map_location"] = "cpu"
        return load(file, *args[1:], **kwargs)

    torch.load = load_on_cpu
    return OnCpu()
