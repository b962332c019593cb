"""From what a run has reported to a verdict with its reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from torchvet.verify.curve import Curve, softmax_floor
from torchvet.verify.explain import findings_of
from torchvet.verify.result import Place, ScriptError, Verdict, VerifyFinding

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, what it rests on, and what was found."""

    verdict: Verdict
    sentence: str
    findings: tuple[VerifyFinding, ...] = ()
    error: ScriptError | None = None


def judge(facts: Facts) -> Judgement:
    """Judges one process's last report."""
    reason = facts["reason"]
    if reason == "exception":
        return _crash(facts)
    if reason == "not-finite":
        return _with_findings(facts, Verdict.DIVERGES, "The loss is not a finite number after {steps}.")
    if not facts["steps"]:
        return _without_steps(facts)
    return _by_curve(facts)


def numbers(values: list[Any]) -> tuple[float, ...]:
    """Numbers as the probe has told them, those that aren't finite among them."""
    return tuple(float(value) for value in values)


CRASHES = (
    (
        "does not require grad",
        "no-graph",
        None,
        "The loss has no graph behind it: it was computed under no_grad, or cut off by detach(), .data, "
        ".item() or numpy, or all parameters are frozen.",
        "Follow the loss back to the model, and take out what cuts the graph.",
    ),
    (
        "'DataLoader' object is not subscriptable",
        "dataloader-subscript",
        "TV102",
        "A DataLoader has no index.",
        "Take one batch by next(iter(loader)).",
    ),
    (
        "'DataLoader' object is not an iterator",
        "next-on-dataloader",
        "TV107",
        "A DataLoader is no iterator.",
        "Take one batch by next(iter(loader)).",
    ),
    (
        "DataLoaderIter' object has no attribute 'next'",
        "iterator-next-method",
        "TV106",
        "The iterator of a DataLoader has no method next() since torch 1.13.",
        "Call next(iterator).",
    ),
    (
        "Torch not compiled with CUDA enabled",
        "needs-gpu",
        None,
        "The script asks for a GPU, and this torch has none.",
        "Run it with --device cpu.",
    ),
    (
        "Found no NVIDIA driver",
        "needs-gpu",
        None,
        "The script asks for a GPU, and there is none here.",
        "Run it with --device cpu.",
    ),
)
"""How errors begin that have a known cause: their kind, code, message and advice."""


# --- ends before the first step -------------------------------------------------------------


def _crash(facts: Facts) -> Judgement:
    told = facts["error"]
    place = Place.of(told["at"])
    error = ScriptError(told["type"], told["message"], place)
    summary = told["message"].strip().split("\n")[0][:200]
    when = f"in step {facts['steps'] + 1}" if facts["backwards"] else "before the first training step"
    sentence = f"The script stops {when} with {told['type']}: {summary}"
    findings = list(findings_of(facts, False))
    if told["type"] == "EOFError":
        findings.append(
            VerifyFinding(
                "waits-for-input",
                "The script waits for input, and verify gives it none.",
                "Give what it asks for as arguments, after --.",
                place,
            )
        )
    for text, kind, code, message, advice in CRASHES:
        if text in told["message"]:
            findings.append(VerifyFinding(kind, message, advice, place, code))
    return Judgement(Verdict.CRASHES, _ended(sentence), tuple(findings), error)


def _without_steps(facts: Facts) -> Judgement:
    reason, at = facts["reason"], Place.of(facts.get("at"))
    verdict = Verdict.TIMEOUT if reason == "timeout" else Verdict.NO_TRAINING_STEP
    line = f" at line {at.row} of {at.filename.rpartition('/')[2]}" if at else ""
    if reason == "timeout":
        what = "training step" if facts["backwards"] else "backward()"
        sentence = f"The time was over before the first {what}; the script was{line or ' busy'}."
    elif reason == "spawns":
        sentence = f"The script starts training processes of its own{line}, which can't be followed."
        advice = "Run it with --nproc-per-node, or with one process."
        return Judgement(verdict, sentence, (VerifyFinding("spawns", sentence, advice, at),))
    elif reason == "exited":
        said = facts.get("message") or f"status {facts.get('status')}"
        sentence = f"The script ended itself{line} before the first training step ({said})."
    elif facts["backwards"]:
        sentence = "backward() was called, and no step was ever taken: nothing is trained."
    else:
        sentence = "The script came to its end without calling backward(): no training was seen."
    return Judgement(verdict, sentence, tuple(findings_of(facts, False)))


# --- by the curve ---------------------------------------------------------------------------


def curve_of(facts: Facts) -> Curve:
    """The loss from the step on at which the batch is always the same."""
    values = numbers(facts["history"])
    start = min(facts["from_step"], max(0, len(values) - 2))
    first, scale = facts.get("first_loss"), facts.get("scale")
    floor = None
    if first and scale and first.get("floor") is not None and not first["weighted"]:
        floor = first["floor"] * scale
    return Curve(values[start:] or (math.nan,), floor)


def _by_curve(facts: Facts) -> Judgement:
    kinds = {note["kind"]: note for note in facts["observations"]}
    curve = curve_of(facts)
    if ("nll-not-log" in kinds or "kl-div-not-log" in kinds) and curve.last < 0:
        is_bounded = kinds.get("nll-not-log", {}).get("probabilities", True)
        verdict = Verdict.PLATEAUS if is_bounded else Verdict.DIVERGES
        sentence = (
            "The loss is below zero ({first} at first, {last} at last): it doesn't measure what it should."
        )
        return _with_findings(facts, verdict, sentence)
    if facts["players"] > 1:
        return _several(facts)
    if facts["learnt_at"] is not None or _is_learnt(facts, curve):
        return _with_findings(facts, Verdict.OVERFITS, _learnt_sentence(facts, curve))
    if not curve.is_finite or curve.rises:
        return _with_findings(
            facts, Verdict.DIVERGES, "The loss rises from {first} to {last} within {steps}."
        )
    if facts["reason"] == "timeout":
        sentence = "The time was over after {steps}, with the loss at {last} ({first} at the start)."
        return _with_findings(facts, Verdict.TIMEOUT, sentence)
    return _with_findings(facts, Verdict.PLATEAUS, _plateau_sentence(facts, curve))


def _is_learnt(facts: Facts, curve: Curve) -> bool:
    kinds = {note["kind"] for note in facts["observations"]}
    if "probabilities-to-cross-entropy" in kinds or "probabilities-to-bce-with-logits" in kinds:
        return False
    if len(curve.values) < 2 or not curve.is_finite:
        return False
    accuracy = facts["accuracy"]
    if accuracy and accuracy[1] == 1.0 and curve.last < 0.5 * curve.first:
        return True
    return curve.has_learnt


def _learnt_sentence(facts: Facts, curve: Curve) -> str:
    grave = any(each.is_grave for each in findings_of(facts, True))
    end = ", but see what is wrong" if grave else ""
    if facts["learnt_at"] is not None or curve.floor is not None:
        return "The model learns one batch: the loss falls from {first} to {last} in {steps}" + end + "."
    return (
        "The model learns one batch: the loss falls from {first} to {last} in {steps}, "
        "and how low it can get isn't known" + end + "."
    )


def _plateau_sentence(facts: Facts, curve: Curve) -> str:
    if curve.is_flat_to_the_bit:
        return (
            "The loss stays at {first}, to the last bit, for {steps}: nothing that it depends on is trained."
        )
    kinds = {note["kind"]: note for note in facts["observations"]}
    softmax = kinds.get("probabilities-to-cross-entropy")
    if softmax and abs(curve.last - softmax_floor(softmax["classes"])) < 0.05:
        return (
            "The loss stops at {last}, where a softmax before the loss makes it stop, and can't fall further."
        )
    if curve.still_falls:
        more = "the script ended" if facts["reason"] == "ended" else "{steps} were over"
        return (
            "The loss was still falling when " + more + ": from {first} to {last}, which is not learnt yet."
        )
    return (
        "The model does not learn one batch: in {steps} the loss goes from {first} to {last}, and no further."
    )


def _several(facts: Facts) -> Judgement:
    """Several optimizers with losses of their own, which may work against each other."""
    curves = [
        Curve(numbers(track["history"]), None) for track in facts["optimizers"] if len(track["history"]) > 1
    ]
    if any(not curve.is_finite for curve in curves):
        return _with_findings(facts, Verdict.DIVERGES, "A loss is not a finite number after {steps}.")
    moved = facts["parameters"]["moved"] > 0
    fell = [curve for curve in curves if min(curve.values) < 0.7 * curve.first or curve.has_learnt]
    if moved and fell:
        sentence = (
            f"{len(curves)} optimizers train with losses of their own for {{steps}}, and "
            f"{len(fell)} of these losses can be lowered on one batch."
        )
        return _with_findings(facts, Verdict.OVERFITS, sentence)
    if any(curve.rises for curve in curves):
        return _with_findings(facts, Verdict.DIVERGES, "No loss falls within {steps}, and one rises.")
    return _with_findings(
        facts, Verdict.PLATEAUS, "None of the losses can be lowered on one batch in {steps}."
    )


def _with_findings(facts: Facts, verdict: Verdict, sentence: str) -> Judgement:
    curve = curve_of(facts)
    steps = facts["steps"]
    # What has been learnt ends where the curve ends; what goes no further is told without its noise.
    last = curve.values[-1] if verdict is Verdict.OVERFITS else curve.last
    text = sentence.format(
        first=_shown(curve.first), last=_shown(last), steps="1 step" if steps == 1 else f"{steps} steps"
    )
    return Judgement(verdict, text, tuple(findings_of(facts, verdict is Verdict.OVERFITS)))


def _shown(value: float) -> str:
    return f"{value:.4g}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else sentence + "."
