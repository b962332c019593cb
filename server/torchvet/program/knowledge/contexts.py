"""Contexts: what switches the recording of gradients, and what changes nothing that matters.

Sources: https://docs.pytorch.org/docs/stable/torch.html#locally-disabling-gradient-computation,
https://docs.pytorch.org/docs/stable/amp.html#autocasting, https://docs.pytorch.org/docs/stable/autograd.html,
https://docs.pytorch.org/docs/stable/profiler.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from torchvet.program.knowledge.parameter import Arguments, Parameter


@dataclass(frozen=True, slots=True)
class GradientSwitch:
    """A context, a decorator or a call that switches the recording of gradients.

    Args:
        flag: the parameter that says so; None where there is none.
        enabled: what ``flag=True`` means, or what it does where there is no flag.
        at_once: whether the bare call, without ``with``, switches too.
    """

    flag: Parameter | None
    enabled: bool
    at_once: bool = False

    def records(self, arguments: Arguments) -> bool | None:
        """Whether gradients are recorded inside.

        Args:
            arguments: the call's arguments; none where it is used without a call.

        Returns:
            None where that is not known.
        """
        if self.flag is None:
            return self.enabled
        value = self.flag.value_in(arguments)
        if not isinstance(value, (bool, int)):
            return None
        return self.enabled if value else not self.enabled


GRADIENT_SWITCHES: Final[dict[str, GradientSwitch]] = {
    "torch.no_grad": GradientSwitch(None, enabled=False),
    "torch.enable_grad": GradientSwitch(None, enabled=True),
    "torch.inference_mode": GradientSwitch(Parameter(0, "mode", True), enabled=False),
    "torch.set_grad_enabled": GradientSwitch(Parameter(0, "mode"), enabled=True, at_once=True),
}
"""What switches the recording of gradients, by canonical name. ``inference_mode(False)`` changes nothing
where gradients are recorded already; it counts as recording."""

NEUTRAL_CONTEXTS: Final[frozenset[str]] = frozenset(
    {
        "torch.amp.autocast",
        "torch.autograd.set_detect_anomaly",
        "torch.autograd.detect_anomaly",
        "torch.autograd.graph.save_on_cpu",
        "torch.autograd.profiler.profile",
        "torch.autograd.profiler.record_function",
        "torch.autograd.profiler.emit_nvtx",
        "torch.profiler.profile",
        "torch.profiler.record_function",
        "torch.cuda.device",
        "torch.cuda.stream",
        "torch.device",
        "torch.random.fork_rng",
        "torch.backends.cudnn.flags",
        "torch.nn.attention.sdpa_kernel",
        "torch.distributed.algorithms.join.Join",
        "contextlib.nullcontext",
        "contextlib.suppress",
        "warnings.catch_warnings",
        "open",
    }
)
"""Contexts in which modes and gradients go on as before."""
