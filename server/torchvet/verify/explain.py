"""Puts what the probes have seen into words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from torchvet.verify.curve import softmax_floor
from torchvet.verify.explain_end import from_controls, from_parameters, from_rates, from_start
from torchvet.verify.result import Place, VerifyFinding

Note = dict[str, Any]


def findings_of(facts: Note, has_learnt: bool) -> list[VerifyFinding]:
    """Everything that a run has shown to be wrong, the gravest first.

    Args:
        facts: the last report of the probe.
        has_learnt: whether the batch was learnt nevertheless.
    """
    found = list(_from_observations(facts))
    found += from_parameters(facts, has_learnt)
    found += from_controls(facts)
    if not has_learnt:
        found += from_rates(facts)
        found += from_start(facts)
    merged: dict[str, VerifyFinding] = {}
    for each in found:
        first = merged.get(each.kind)
        merged[each.kind] = each if first is None else _joined(first, each)
    return sorted(merged.values(), key=lambda each: not each.is_grave)


def _joined(first: VerifyFinding, other: VerifyFinding) -> VerifyFinding:
    """The first of two findings of one kind, with the other's line as a related one."""
    if other.place is None or other.place == first.place:
        return first
    return replace(first, related=(*first.related, ("and here", other.place)))


def _from_observations(facts: Note) -> Iterator[VerifyFinding]:
    steps = max(1, facts["steps"])
    for note in facts["observations"]:
        explain = EXPLANATIONS.get(note["kind"])
        if explain is not None and not _is_chance(note, steps):
            yield explain(note, Place.of(note["place"]), steps)


def _is_chance(note: Note, steps: int) -> bool:
    """A single step without gradients says nothing among many."""
    return note["kind"] == "zeroed-before-step" and note["count"] < 2 and steps > 4


def _not_zeroed(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    step_at = Place.of(note.get("step_at"))
    return VerifyFinding(
        "gradients-not-zeroed",
        "backward() adds to gradients that step() has used already: no gradient is ever that of one batch.",
        "Call optimizer.zero_grad() before backward(), once for each step.",
        place,
        "TV301",
        related=(("the step that used them", step_at),) if step_at else (),
    )


def _zeroed_before_step(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    step_at = Place.of(note.get("step_at"))
    return VerifyFinding(
        "zeroed-before-step",
        "The gradients are zeroed between backward() and step(): the step has nothing to work with.",
        "Move zero_grad() in front of backward().",
        place,
        "TV302",
        related=(("the step without gradients", step_at),) if step_at else (),
    )


def _defeated(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    step_at = Place.of(note.get("step_at"))
    return VerifyFinding(
        "accumulation-defeated",
        "The gradients are zeroed more often than step() is called: only the last backward() before each "
        "step counts, and the others are in vain.",
        "Call zero_grad() where step() is called, not for each micro-batch.",
        place,
        "TV305",
        related=(("the step that uses the last ones only", step_at),) if step_at else (),
    )


def _eval_forward(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    set_at = Place.of(note.get("set_at"))
    layers = ", ".join(note["layers"])
    return VerifyFinding(
        "trains-in-eval-mode",
        f"The training's forward pass runs in eval mode, since step {note['first_step'] + 1} of {steps} "
        f"({note['count']} seen): {layers} does not do what it does in training.",
        "Call model.train() where the training goes on.",
        place,
        "TV201",
        related=(("set to eval mode here", set_at),) if set_at else (),
    )


def _train_mode_evaluation(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    layers = ", ".join(note["layers"])
    return VerifyFinding(
        "evaluates-in-train-mode",
        f"This evaluation runs in train mode: {layers} is at work, and its figures are wrong.",
        "Call model.eval() before it, and model.train() where the training goes on.",
        place,
        "TV202",
    )


def _probabilities(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    classes, made = note["classes"], note["made"]
    what = f"the output of a {made}" if made else "probabilities (each row sums to one)"
    bound = f": with {classes} classes it can't fall below {softmax_floor(classes):.4f}"
    return VerifyFinding(
        "probabilities-to-cross-entropy",
        f"The loss applies a log-softmax itself, and is given {what}{bound if made != 'sigmoid' else '.'}"
        + ("." if made != "sigmoid" else ""),
        f"Give it the logits: leave the {made or 'softmax'} out of what goes to the loss.",
        place,
        "TV401",
    )


def _log_probabilities(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    return VerifyFinding(
        "log-probabilities-to-cross-entropy",
        "The loss applies a log-softmax itself, and is given log-probabilities: harmless, and redundant.",
        "Give it the logits, or use nll_loss.",
        place,
        "TV402",
        is_grave=False,
    )


def _nll(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    what = "probabilities" if note["probabilities"] else "raw outputs"
    return VerifyFinding(
        "nll-loss-without-log-softmax",
        f"nll_loss wants log-probabilities and is given {what}: the loss goes below zero and says nothing.",
        "Use cross_entropy on the logits, or apply log_softmax first.",
        place,
        "TV403",
    )


def _bce_with_logits(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    return VerifyFinding(
        "probabilities-to-bce-with-logits",
        f"The loss applies a sigmoid itself, and is given the output of a {note['made']}: it can't fall "
        f"below {math.log(1 + math.exp(-1)):.4f} on positive items and {math.log(2):.4f} on negative ones.",
        "Give it the logits, or use binary_cross_entropy.",
        place,
        "TV404",
    )


def _bce(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    return VerifyFinding(
        "logits-to-bce",
        "binary_cross_entropy wants probabilities and is given numbers outside of 0 to 1.",
        "Use binary_cross_entropy_with_logits, or apply a sigmoid first.",
        place,
        "TV405",
    )


def _kl_div(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    return VerifyFinding(
        "kl-div-input-not-log",
        "kl_div wants log-probabilities as its input and is given probabilities.",
        "Apply log_softmax in place of softmax.",
        place,
        "TV406",
    )


def _broadcast(note: Note, place: Place | None, steps: int) -> VerifyFinding:
    first, second = (tuple(shape) for shape in note["shapes"])
    return VerifyFinding(
        "broadcast",
        f"{note['loss']} compares {first} with {second}: each item meets every other one's target.",
        "Give both the same shape, as with output.squeeze(1) or target.unsqueeze(1).",
        place,
    )


EXPLANATIONS: dict[str, Callable[[Note, Place | None, int], VerifyFinding]] = {
    "not-zeroed": _not_zeroed,
    "zeroed-before-step": _zeroed_before_step,
    "accumulation-defeated": _defeated,
    "eval-forward": _eval_forward,
    "train-mode-evaluation": _train_mode_evaluation,
    "probabilities-to-cross-entropy": _probabilities,
    "log-probabilities-to-cross-entropy": _log_probabilities,
    "nll-not-log": _nll,
    "probabilities-to-bce-with-logits": _bce_with_logits,
    "logits-to-bce": _bce,
    "kl-div-not-log": _kl_div,
    "broadcast": _broadcast,
}
