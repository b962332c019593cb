"""Puts what the probes have seen into words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from torchvet.verify.curve import softmax_floor
from torchvet.verify.result import Place, VerifyFinding

Note = dict[str, Any]


def findings_of(facts: Note, has_learnt: bool) -> list[VerifyFinding]:
    """Everything that a run has shown to be wrong, the gravest first.

    Args:
        facts: the last report of the probe.
        has_learnt: whether the batch was learnt nevertheless.
    """
    found = list(_from_observations(facts))
    found += _from_parameters(facts, has_learnt)
    found += _from_controls(facts)
    if not has_learnt:
        found += _from_rates(facts)
        found += _from_start(facts)
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


# --- seen at run time ---------------------------------------------------------------------


def _from_observations(facts: Note) -> Iterator[VerifyFinding]:
    steps = max(1, facts["steps"])
    for note in facts["observations"]:
        explain = EXPLANATIONS.get(note["kind"])
        if explain is not None and not _is_chance(note, steps):
            yield explain(note, Place.of(note["place"]), steps)


def _is_chance(note: Note, steps: int) -> bool:
    """A single step without gradients says nothing among many."""
    return note["kind"] == "zeroed-before-step" and note["count"] < 2 and steps > 4


def _times(note: Note, steps: int) -> str:
    first = note["first_step"] + 1
    return "in each step" if note["count"] >= steps else f"since step {first}"


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
        f"below {math.log(1 + math.exp(-1)):.4f} on positive items, nor below {math.log(2):.4f} on negative ones.",
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
        f"{note['loss']} compares {first} with {second}: each item is compared with every other one's target.",
        "Give both the same shape, as with output.squeeze(1) or target.unsqueeze(1).",
        place,
    )


EXPLANATIONS: dict[str, Callable[[Note, Place | None, int], VerifyFinding]] = {
    "not-zeroed": _not_zeroed,
    "zeroed-before-step": _zeroed_before_step,
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


# --- seen at the end ----------------------------------------------------------------------


def _from_parameters(facts: Note, has_learnt: bool) -> Iterator[VerifyFinding]:
    parameters = facts["parameters"]
    if not facts["steps"] or not parameters["count"] or facts["reason"] == "exception":
        return
    kinds = {note["kind"] for note in facts["observations"]}
    if "zeroed-before-step" in kinds:
        return
    if parameters["frozen"]["count"] == parameters["count"]:
        yield _about_parameters("frozen", parameters["frozen"], True)
        return
    for kind in ("unreached", "left_out", "still"):
        if parameters[kind]["count"]:
            is_grave = not has_learnt or kind != "unreached"
            yield _about_parameters(kind, parameters[kind], is_grave)


PARAMETERS = {
    "frozen": ("All parameters are frozen ({names}).", "Set requires_grad on those that have to learn."),
    "unreached": (
        "{count} never get a gradient ({names}): the loss doesn't depend on them.",
        "Look for a detach(), .data, .item(), numpy or argmax on the way, or a layer that is not used.",
    ),
    "left_out": (
        "{count} get gradients and never move ({names}): no optimizer has them.",
        "Hand model.parameters() to the optimizer after the model is complete.",
    ),
    "still": (
        "{count} get gradients and never move ({names}), though an optimizer has them.",
        "Look at the learning rate: it is 0, or too small for the numbers' precision.",
    ),
}


def _about_parameters(kind: str, told: Note, is_grave: bool) -> VerifyFinding:
    message, advice = PARAMETERS[kind]
    count = told["count"]
    names = ", ".join(told["names"]) + (", …" if count > len(told["names"]) else "")
    counted = "1 parameter" if count == 1 else f"{count} parameters"
    text = message.format(count=counted, names=names)
    if count == 1:
        text = text.replace("parameter never get ", "parameter never gets ").replace("parameter get ", "parameter gets ")
        text = text.replace("never move ", "never moves ").replace("on them", "on it").replace("has them", "has it")
    return VerifyFinding(f"parameters-{kind.replace('_', '-')}", text, advice, None, is_grave=is_grave)


def _from_controls(facts: Note) -> Iterator[VerifyFinding]:
    controls = facts["controls"]
    if controls.get("leaks"):
        yield VerifyFinding(
            "items-leak",
            "The output for one item of the batch changes when the other items do, in eval mode.",
            "Look for a view, a reshape or a softmax over the wrong dimension: dimension 0 is the batch.",
        )
    if controls.get("ignores_input"):
        yield VerifyFinding(
            "ignores-input",
            "The model gives the same output for an input of zeros: it doesn't look at its input.",
            "Follow the input through forward(): it is lost, multiplied by zero or overwritten on the way.",
        )
    dead = controls.get("dead") or ()
    if dead:
        yield VerifyFinding(
            "dead-activations",
            f"Every output of {', '.join(dead[:3])} is zero for the whole batch: no gradient comes through.",
            "Lower the learning rate, or look at the initialisation and at what comes before.",
        )
    where = controls.get("not_finite")
    if where:
        yield _not_finite(where, facts)


def _not_finite(where: Note, facts: Note) -> VerifyFinding:
    first = facts.get("first_loss") or {}
    texts = {
        "input": ("The batch itself holds numbers that are not finite.", "Look at the data set."),
        "parameter": (
            f"The parameter {where.get('name')} is not finite: a step has thrown it there.",
            "Lower the learning rate, or clip the gradients.",
        ),
        "layer": (
            f"The first numbers that are not finite come out of {where.get('name') or 'the model'} "
            f"({where.get('type')}).",
            "Look there for a division by zero, a log or a root of what isn't positive.",
        ),
        "loss": (
            "The model's output is finite; the loss makes it infinite or not a number.",
            "Look for a log, a root or a division in the loss.",
        ),
    }
    message, advice = texts[where["in"]]
    place = Place.of(first.get("at")) if where["in"] == "loss" else None
    return VerifyFinding("not-finite", message, advice, place)


def _from_rates(facts: Note) -> Iterator[VerifyFinding]:
    for track in facts["optimizers"]:
        rates, target = track["rates"], track["initial_rate"]
        if not rates:
            continue
        first, most, last = rates
        if most == 0:
            yield VerifyFinding(
                "rate-zero", f"{track['name']}'s learning rate is 0 in every step.", "Give it a learning rate."
            )
        elif target and last == most and most < 0.5 * target and last > first:
            yield VerifyFinding(
                "warm-up",
                f"The learning rate is still warming up: {last:.3g} after {track['steps']} steps, of {target:.3g}.",
                "Verify with more --steps, or with a shorter warm-up.",
            )
        elif last < 0.01 * most:
            yield VerifyFinding(
                "rate-decayed",
                f"The schedule has taken the learning rate from {most:.3g} to {last:.3g} within "
                f"{track['steps']} steps.",
                "Step the scheduler where it is meant to be stepped: once an epoch, or once a step.",
            )


def _from_start(facts: Note) -> Iterator[VerifyFinding]:
    first = facts.get("first_loss")
    norms = facts.get("norms") or []
    if first and first.get("classes") and first["classes"] > 1 and not first["weighted"]:
        chance = math.log(first["classes"])
        value = first["value"] if isinstance(first["value"], float) else math.inf
        if first["name"] == "cross_entropy" and value > 3 * chance + 1:
            yield VerifyFinding(
                "start-above-chance",
                f"The loss starts at {value:.3g}; guessing among {first['classes']} classes gives {chance:.3g}.",
                "Look at the initialisation, and at the scale of the inputs and of the logits.",
                Place.of(first.get("at")),
            )
    finite = [norm for norm in norms if isinstance(norm, float)]
    if len(finite) > 2 and max(finite) > 1e4 * max(finite[0], 1e-12) and max(finite) > 1e3:
        yield VerifyFinding(
            "exploding-gradients",
            f"The gradients explode: their norm grows from {finite[0]:.3g} to {max(finite):.3g}.",
            "Lower the learning rate, or clip the gradients.",
        )
