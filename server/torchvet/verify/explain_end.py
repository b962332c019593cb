"""Puts what a run has shown at its end into words: parameters, control runs, learning rates, the start."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from torchvet.verify.result import Place, VerifyFinding

Note = dict[str, Any]


def from_parameters(facts: Note, has_learnt: bool) -> Iterator[VerifyFinding]:
    """Findings about parameters that don't learn."""
    parameters = facts["parameters"]
    if not facts["steps"] or not parameters["count"] or facts["reason"] == "exception":
        return
    kinds = {note["kind"] for note in facts["observations"]}
    if "zeroed-before-step" in kinds:
        return
    if parameters["frozen"]["count"] == parameters["count"]:
        yield _about_parameters("frozen", parameters["frozen"], True)
        return
    if (facts["controls"].get("dead") or ()) and not has_learnt:
        return
    for kind in ("unreached", "zero", "left_out", "still"):
        if parameters[kind]["count"]:
            is_starved = kind == "unreached" and bool(parameters.get("starved"))
            is_grave = not has_learnt or is_starved or kind in ("left_out", "still")
            yield _about_parameters(kind, parameters[kind], is_grave)


PARAMETERS = {
    "frozen": ("All parameters are frozen ({names}).", "Set requires_grad on those that have to learn."),
    "unreached": (
        "{count} never get a gradient ({names}): the loss doesn't depend on them.",
        "Look for a detach(), .data, .item(), numpy or argmax on the way, or a layer that is not used.",
    ),
    "zero": (
        "{count} get gradients of zero only ({names}): what they do has no effect on the loss.",
        "Look whether their inputs are zero, or whether their outputs are lost in what comes after.",
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
        text = text.replace("parameter never get ", "parameter never gets ").replace(
            "parameter get ", "parameter gets "
        )
        text = (
            text.replace("never move ", "never moves ")
            .replace("on them", "on it")
            .replace("has them", "has it")
        )
    return VerifyFinding(f"parameters-{kind.replace('_', '-')}", text, advice, None, is_grave=is_grave)


def from_controls(facts: Note) -> Iterator[VerifyFinding]:
    """Findings of the control runs at the end."""
    controls = facts["controls"]
    if controls.get("leaks"):
        yield VerifyFinding(
            "items-leak",
            "The output for one item of the batch changes when the other items do, in eval mode.",
            "Look for a view, a reshape or a softmax over the wrong dimension: dimension 0 is the batch.",
        )
    dead = controls.get("dead") or ()
    if controls.get("ignores_input") and not dead:
        yield VerifyFinding(
            "ignores-input",
            "The model gives the same output for an input of zeros: it doesn't look at its input.",
            "Follow the input through forward(): it is lost, multiplied by zero or overwritten on the way.",
        )
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
    first: Note = facts.get("first_loss") or {}
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


def from_rates(facts: Note) -> Iterator[VerifyFinding]:
    """Findings about learning rates."""
    for track in facts["optimizers"]:
        rates, target = track["rates"], track["initial_rate"]
        if not rates:
            continue
        first, most, last = rates
        if most == 0:
            yield VerifyFinding(
                "rate-zero",
                f"{track['name']}'s learning rate is 0 in every step.",
                "Give it a learning rate.",
            )
        elif target and last == most and most < 0.5 * target and last > first:
            yield VerifyFinding(
                "warm-up",
                f"The learning rate still warms up: {last:.3g} of {target:.3g} after {track['steps']} steps.",
                "Verify with more --steps, or with a shorter warm-up.",
            )
        elif last < 0.01 * most:
            yield VerifyFinding(
                "rate-decayed",
                f"The schedule has taken the learning rate from {most:.3g} to {last:.3g} within "
                f"{track['steps']} steps.",
                "Step the scheduler where it is meant to be stepped: once an epoch, or once a step.",
            )


def from_start(facts: Note) -> Iterator[VerifyFinding]:
    """Findings about the first loss and the gradients' size."""
    first = facts.get("first_loss")
    norms: list[Any] = facts.get("norms") or []
    if first and first.get("classes") and first["classes"] > 1 and not first["weighted"]:
        chance = math.log(first["classes"])
        value = first["value"] if isinstance(first["value"], float) else math.inf
        if first["name"] == "cross_entropy" and value > 3 * chance + 1:
            yield VerifyFinding(
                "start-above-chance",
                f"The loss starts at {value:.3g}; guessing one of {first['classes']} gives {chance:.3g}.",
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
