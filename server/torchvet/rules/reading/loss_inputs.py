"""What losses are given, where that is not what they expect."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from torchvet.finding import RelatedPlace
from torchvet.interpret.events import Form, LossCall, Place, TensorFact
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.chains import Stack, related, through_calls
from torchvet.source.nodes import walk

APPLIED = {
    Form.LOGITS: "the raw output",
    Form.PROBABILITIES: "softmax",
    Form.LOG_PROBABILITIES: "log-softmax",
    Form.SIGMOID: "sigmoid",
    Form.LOG_SIGMOID: "log-sigmoid",
    Form.CLASS_INDICES: "argmax",
}
"""What gives a tensor its form, in words."""


@dataclass(frozen=True, slots=True)
class WrongInput:
    """A loss that is given something else than it expects, whatever the input turns out to be.

    Args:
        loss: the loss's call.
        facts: all that the input can be.
        also: the same loss with wrong inputs that get their form elsewhere: those of other models.
    """

    loss: LossCall
    facts: tuple[TensorFact, ...]
    also: tuple[WrongInput, ...] = ()

    @property
    def form(self) -> Form:
        """What the input is; the first, where it can be several things."""
        return self.facts[0].form

    @property
    def place(self) -> Place:
        """The input's expression, or the whole call where that isn't written there."""
        node = self.loss.input_node
        return Place(self.loss.place.document, node) if node is not None else self.loss.place

    @property
    def source(self) -> TensorFact | None:
        """Where the input got its form, if that is one place."""
        places = {fact.applied_at for fact in self.facts}
        return self.facts[0] if len(places) == 1 and None not in places else None

    @property
    def stands_in_call(self) -> bool:
        """Whether the input gets its form in the loss's argument itself."""
        source = self.source
        return bool(source and source.applied_at and holds(self.place.node, source.applied_at.node))

    def explanations(self) -> tuple[RelatedPlace, ...]:
        """The places where the input got its form, where they aren't in the loss's argument."""
        return explanations(self.facts, self.place, self.loss.stack)


def wrong_inputs(
    trace: Trace, expects: Collection[Expectation], forms: Collection[Form]
) -> Iterator[WrongInput]:
    """The calls of losses that are given only things of some forms, each place once.

    A place that, reached through the same calls, is given something else on another path says nothing:
    which path is taken, and with which options, is not known.

    Args:
        trace: the trace.
        expects: what the losses expect.
        forms: the wrong forms.
    """
    calls = [loss for loss in trace.of(LossCall) if loss.expects in expects]
    fine = {_run(loss) for loss in calls if not _is_wrong(loss, forms)}
    found: dict[Place, dict[frozenset[Place | None], WrongInput]] = {}
    for loss in calls:
        if _is_wrong(loss, forms) and _run(loss) not in fine:
            wrong = WrongInput(loss, loss.input)
            sources = frozenset(fact.applied_at for fact in wrong.facts)
            found.setdefault(loss.place, {}).setdefault(sources, wrong)
    for first, *others in (list(wrongs.values()) for wrongs in found.values()):
        yield replace(first, also=tuple(others))


def explanations(facts: tuple[TensorFact, ...], place: Place, stack: Stack) -> tuple[RelatedPlace, ...]:
    """The places where a tensor got its form, and the calls that lead there.

    Args:
        facts: what the tensor can be.
        place: the expression that is the tensor.
        stack: the calls through which that expression was reached.
    """
    found: dict[RelatedPlace, None] = {}
    for fact in facts:
        if fact.applied_at is None or holds(place.node, fact.applied_at.node):
            continue
        found[related(f"{APPLIED.get(fact.form, fact.form.value)} comes from here", fact.applied_at)] = None
        for each in through_calls(fact.applied_through, stack):
            found[each] = None
        if fact.layer_made_at is not None and fact.layer_made_at != fact.applied_at:
            found[related("the layer is made here", fact.layer_made_at)] = None
    return tuple(found)


def holds(outer: ast.AST, inner: ast.AST) -> bool:
    """Whether a node is another one or stands inside it."""
    return any(node is inner for node in walk(outer))


def _is_wrong(loss: LossCall, forms: Collection[Form]) -> bool:
    if not loss.input or not all(fact.form in forms for fact in loss.input):
        return False
    # That nothing learns through class indices is no matter where nothing is to learn.
    return not (_is_only_measured(loss) and any(fact.form is Form.CLASS_INDICES for fact in loss.input))


def _is_only_measured(loss: LossCall) -> bool:
    """Whether gradients are off, or nothing but a number is kept of a loss where it is computed."""
    parent = loss.place.document.parent_of(loss.place.node)
    match parent:
        case ast.Attribute(attr="item" | "detach" | "data" | "cpu" | "numpy" | "tolist"):
            return True
        case ast.Call(func=ast.Name(id="float")):
            return True
        case _:
            return loss.grad_enabled is False


def _run(loss: LossCall) -> tuple[Place, ...]:
    return (loss.place, *(site.place for site in loss.stack))
