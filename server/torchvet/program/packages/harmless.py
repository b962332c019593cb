"""Which callables are known, without reading them, to switch no mode and to touch no gradient."""

from __future__ import annotations

import builtins

from torchvet.program.packages.meanings import ClassMeaning, ForeignMeaning, Meaning
from torchvet.program.packages.modules import is_standard

HARMLESS_METHODS = frozenset(
    {
        *(
            "buffers",
            "children",
            "clone",
            "cpu",
            "cuda",
            "detach",
            "dim",
            "double",
            "float",
            "forward",
            "get",
        ),
        *("get_parameter", "half", "item", "items", "keys", "load_state_dict", "long", "modules", "numel"),
        *("named_buffers", "named_children", "named_modules", "named_parameters", "numpy", "parameters"),
        *("size", "state_dict", "to", "tolist", "type", "values", "view"),
    }
)
"""Methods of modules, optimizers, tensors and containers that leave their object as it was."""
KEEPING_METHODS = frozenset(
    {"append", "appendleft", "extend", "insert", "update", "add", "add_module", "setdefault"}
)
"""Methods of containers that keep what they are given."""
LOGGING_METHODS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
PLAIN_ATTRIBUTES = frozenset(
    {"shape", "device", "dtype", "training", "requires_grad", "ndim", "__class__", "__name__"}
)
"""Attributes whose value does not lead back to the object."""
PASSES_THROUGH = frozenset(
    {
        *(
            "iter",
            "next",
            "enumerate",
            "zip",
            "list",
            "tuple",
            "set",
            "sorted",
            "reversed",
            "getattr",
            "vars",
        ),
        *("dict", "filter", "map", "cast"),
    }
)
"""Functions, by the names that they are called by, whose value leads back to their arguments."""

_UNREAD_BUILTINS = frozenset({"setattr", "delattr", "exec", "eval", "map", "filter"})
_READ_IN_TORCH = (
    *("torch.ao.", "torch.quantization.", "torch.onnx.", "torch.jit.", "torch.hub.", "torch.fx."),
    *("torch.optim.", "torch.utils.", "torch.nn.parallel."),
)
_CALLING_BACK = ("functools.", "threading.", "concurrent.", "multiprocessing.", "contextlib.")


def is_harmless(meaning: Meaning) -> bool:
    """Whether something that is called leaves what it is given alone."""
    name = meaning.name
    head, _, tail = name.rpartition(".")
    if head == "builtins":
        return hasattr(builtins, tail) and tail not in _UNREAD_BUILTINS
    if name.startswith("torch."):
        return not isinstance(meaning, ClassMeaning) and not name.startswith(_READ_IN_TORCH)
    return isinstance(meaning, ForeignMeaning) and is_standard(name) and not name.startswith(_CALLING_BACK)
