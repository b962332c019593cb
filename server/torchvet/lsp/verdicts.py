"""A verdict in a few words."""

from __future__ import annotations

from torchvet.verify.result import Verdict, VerifyResult

WORDS = {
    Verdict.OVERFITS: "learns one batch",
    Verdict.PLATEAUS: "does not learn one batch",
    Verdict.DIVERGES: "diverges on one batch",
    Verdict.CRASHES: "crashes",
    Verdict.NO_TRAINING_STEP: "takes no training step",
    Verdict.TIMEOUT: "could not be judged in time",
    Verdict.CANCELLED: "was cancelled",
}
WITH_LOSSES = (Verdict.OVERFITS, Verdict.PLATEAUS, Verdict.DIVERGES)


def is_well(result: VerifyResult) -> bool:
    """Whether the batch is learnt and nothing spoils the training."""
    return result.overfits and not any(each.is_grave for each in result.findings)


def short_verdict(result: VerifyResult) -> str:
    """What became of a run: "learns one batch: 2.32 → 0.003"."""
    words = WORDS[result.verdict]
    if result.verdict in WITH_LOSSES and result.history:
        words += f": {result.history[0]:.3g} → {result.history[-1]:.3g}"
    if result.verdict is Verdict.CRASHES and result.error is not None:
        words += f": {result.error.type}"
    count = sum(each.is_grave for each in result.findings)
    if count:
        words += " (1 warning)" if count == 1 else f" ({count} warnings)"
    return words
