"""What happens while a training program runs: the events that rules read.

Every event knows where it stands, through which calls it was reached and in which loops.
Events come in the order of the abstract execution; a loop's body is executed more than
once (the first pass and later passes differ), so that one place can give several events.
"""

from __future__ import annotations

import ast
from enum import Enum
from typing import TYPE_CHECKING

from torchvet.immutable import immutable
from torchvet.program.knowledge.layers import Dependence
from torchvet.source.position import Range

if TYPE_CHECKING:
    from torchvet.program.knowledge.losses import Expectation
    from torchvet.source.document import Document


# --- where -------------------------------------------------------------------------------


@immutable(frozen=True, slots=True, eq=False)
class Place:
    """A node of a document's tree.

    Two places are the same place when document and node are the same objects.
    """

    document: Document
    node: ast.AST

    @property
    def filename(self) -> str:
        """The document's file name."""
        return self.document.filename

    @property
    def range(self) -> Range:
        """The node's range in the document."""
        return self.document.range_of(self.node)

    @property
    def text(self) -> str:
        """The node's source text."""
        return self.document.text_of(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.node is other.node

    def __hash__(self) -> int:
        return id(self.node)


@immutable(frozen=True, slots=True)
class CallSite:
    """A call of one of the program's own functions that is being executed.

    Args:
        place: the call expression.
        function: the called function's name ("test", "Net.forward").
    """

    place: Place
    function: str


class Iterates(Enum):
    """What a loop runs over."""

    LOADER = "loader"
    """Batches of a loader, also through enumerate, zip, tqdm, islice, cycle."""
    REPEATED_BATCH = "repeated batch"
    """One batch again and again: ``[first_batch] * 50``, ``itertools.repeat(batch)``."""
    OTHER = "other"
    """Anything else: epochs, ranges, ``while``."""


@immutable(frozen=True, slots=True)
class LoopPass:
    """One pass through a loop's body.

    Args:
        place: the ``for`` or ``while`` statement.
        iterates: what it runs over.
        first: whether it is the first pass; in later passes the state left by an earlier one stands.
    """

    place: Place
    iterates: Iterates
    first: bool


@immutable(frozen=True, slots=True)
class Condition:
    """A test that was decided on the way to an event, inside the function that holds it.

    Args:
        place: the test's expression.
        outcome: which way it was taken.
        periodic: whether it is of the kind "every k-th turn" (``(i + 1) % k == 0``).
        known: whether the analysis knew the outcome (so that the path always runs).
    """

    place: Place
    outcome: bool
    periodic: bool
    known: bool


@immutable(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.

    Args:
        index: its number in the trace, from 0.
        place: the node that did it (the call expression, the subscript, …).
        stack: the calls of the program's own functions through which it was reached, outermost first.
        loops: the loops that were running, outermost first, those of callers included.
        conditions: the tests decided on the way to it in its own function and its callers.
        assumed_entry: true where it happened in a function that nothing in the program calls,
            executed on its own with arguments that are unknown or guessed from their use.
    """

    index: int
    place: Place
    stack: tuple[CallSite, ...]
    loops: tuple[LoopPass, ...]
    conditions: tuple[Condition, ...]
    assumed_entry: bool

    @property
    def loop(self) -> LoopPass | None:
        """The innermost running loop."""
        return self.loops[-1] if self.loops else None

    def is_in_loop(self, loop: Place) -> bool:
        """Whether it happened while that loop was running, also in a called function."""
        node = loop.node
        for running in self.loops:  # noqa: SIM110 - rules ask this of all pairs of events
            if running.place.node is node:
                return True
        return False


# --- things --------------------------------------------------------------------------------


class Mode(Enum):
    """The mode of a module's layers that depend on it."""

    TRAIN = "train"
    EVAL = "eval"
    MIXED = "mixed"
    """Some of the layers are in train mode, some in eval mode (frozen batch norm, say)."""
    UNKNOWN = "unknown"


@immutable(frozen=True, slots=True)
class ModuleThing:
    """A module (``nn.Module``) that an event is about.

    Args:
        identity: equal for the same abstract object.
        label: its class's name ("Net", "Linear", "resnet18"), or the expression where unknown.
        made_at: where it was made, where that is known.
        dependence: whether its behaviour depends on the mode.
        mode_layers: the names of the layers that do ("Dropout", "BatchNorm2d"), each once.
        known: false for a value that is only used like a module.
    """

    identity: int
    label: str
    made_at: Place | None
    dependence: Dependence
    mode_layers: tuple[str, ...]
    known: bool


@immutable(frozen=True, slots=True)
class OptimizerThing:
    """An optimizer that an event is about.

    Args:
        identity: equal for the same abstract object.
        label: its class's name ("Adam").
        made_at: where it was made, where that is known.
        known: false for a value that is only used like an optimizer (``x.step()`` after a backward).
        zeroes_itself: its ``step()`` leaves clean gradients (DeepSpeed engines and the like).
    """

    identity: int
    label: str
    made_at: Place | None
    known: bool
    zeroes_itself: bool = False


class Form(Enum):
    """What was applied to a tensor last, as far as losses care."""

    LOGITS = "logits"
    """The raw output of a layer with weights (a linear layer, a convolution)."""
    PROBABILITIES = "probabilities"
    """Softmax: not negative, sums to one along a dimension."""
    LOG_PROBABILITIES = "log-probabilities"
    """Log-softmax, or the logarithm of a softmax."""
    SIGMOID = "sigmoid"
    """Sigmoid: each element between 0 and 1."""
    LOG_SIGMOID = "log-sigmoid"
    CLASS_INDICES = "class indices"
    """``argmax`` and the like: no gradient flows through it."""
    OTHER = "other"
    """Something else that is known (ReLU, tanh, a normalisation, arithmetic)."""
    UNKNOWN = "unknown"


@immutable(frozen=True, slots=True)
class TensorFact:
    """One thing that a tensor can be when it is used.

    Args:
        form: what was applied last.
        applied_at: the call that applied it (``F.softmax(x, dim=1)``; for a layer, its call in a
            ``forward``; for a layer inside ``nn.Sequential``, the expression that made the layer).
        applied_through: the calls that were running when it was applied, outermost first.
        argument: the expression that ``applied_at`` was applied to, where it stands as an argument
            of the call (``x`` in ``F.softmax(x, dim=1)`` and in ``x.softmax(1)``).
        layer_made_at: for a layer object (``nn.Softmax(dim=1)``), where it was made.
        dropped: true where the applied thing is a sequence's last element (so that it can be taken off).
        undoes_log: whether it was applied to a logarithm, which a softmax makes probabilities again.
        is_log: whether it is the logarithm of something.
    """

    form: Form
    applied_at: Place | None = None
    applied_through: tuple[CallSite, ...] = ()
    argument: ast.expr | None = None
    layer_made_at: Place | None = None
    dropped: bool = False
    undoes_log: bool = False
    is_log: bool = False


# --- events: modes -------------------------------------------------------------------------


@immutable(frozen=True, slots=True, kw_only=True)
class ModeSet(Event):
    """``module.train()``, ``module.eval()``, ``module.train(flag)``: the mode of a module changes.

    Args:
        modules: the module that the call was made on (more than one where the value can be several).
        mode: the new mode; ``UNKNOWN`` where the flag is not known.
        changed: whether any layer that depends on the mode had another mode before.
    """

    modules: tuple[ModuleThing, ...]
    mode: Mode
    changed: bool


@immutable(frozen=True, slots=True, kw_only=True)
class StateLoaded(Event):
    """``module.load_state_dict(…)``, ``from_pretrained``: trained weights came in."""

    modules: tuple[ModuleThing, ...]


@immutable(frozen=True, slots=True, kw_only=True)
class Forward(Event):
    """A module was called from outside any module's own ``forward``.

    Args:
        module: the module.
        mode: the mode of its layers that depend on it.
        mode_set: the events that set that mode; empty where it is the mode that it was made with.
        grad_enabled: false under ``no_grad``/``inference_mode``, None where unknown.
        inputs_from: indices of the LoaderUse and loop-batch events whose batches came in.
        owner_label: the expression that was called ("model", "self.net").
    """

    module: ModuleThing
    mode: Mode
    mode_set: tuple[ModeSet, ...]
    grad_enabled: bool | None
    inputs_from: frozenset[int]
    owner_label: str


@immutable(frozen=True, slots=True, kw_only=True)
class BareMethod(Event):
    """``model.eval`` or ``optimizer.step`` as a whole statement: nothing is called.

    Those that an execution didn't come to because it was cut short are recorded behind its end. They have
    no loops and no calls around them.

    Args:
        receiver: "module", "optimizer", "tensor", "other" for what is none of these, or "unknown".
        method: the attribute's name.
    """

    receiver: str
    method: str


@immutable(frozen=True, slots=True, kw_only=True)
class FunctionalDropout(Event):
    """A functional dropout inside a module's method.

    Args:
        function: the qualified name ("torch.nn.functional.dropout").
        module: the module whose method it stands in; None outside of any.
        self_name: the name of that method's first parameter ("self").
        training: the expression of the ``training`` argument; None where it is not given.
        follows_mode: whether the argument, or a test around the call, depends on the module's mode.
        rate_is_zero: whether the rate is known to be 0.
    """

    function: str
    module: ModuleThing | None
    self_name: str | None
    training: ast.expr | None
    follows_mode: bool
    rate_is_zero: bool


class HiddenIn(Enum):
    """Where a module hides from its owner."""

    LIST = "list"
    DICT = "dict"
    FORWARD = "forward"


@immutable(frozen=True, slots=True, kw_only=True)
class HiddenModule(Event):
    """A layer that depends on the mode is out of reach of its owner's ``train()``/``eval()``.

    ``place`` is the expression that makes the container (``LIST``, ``DICT``) or the layer (``FORWARD``).

    Args:
        owner: the module that uses it.
        hidden: the layers that depend on the mode.
        inside: where they are kept.
        attribute: the owner's attribute that keeps them ("layers"), for a list or dict.
    """

    owner: ModuleThing
    hidden: tuple[ModuleThing, ...]
    inside: HiddenIn
    attribute: str | None


# --- events: gradients ---------------------------------------------------------------------


class Gradient(Enum):
    """What is in ``.grad`` of the parameters of one holder."""

    CLEAN = "clean"
    """Nothing, or zeros."""
    PENDING = "pending"
    """Gradients that no step has used yet."""
    STALE = "stale"
    """Gradients that a step has used already."""
    ADDED = "added"
    """Gradients that a step has used already, and new ones that a backward added on top."""
    UNKNOWN = "unknown"


@immutable(frozen=True, slots=True)
class HolderGradient:
    """The gradients of one holder of parameters (a module, a leaf tensor) before an event.

    Args:
        holder: equal for the same abstract holder.
        label: its name for a message ("Net").
        gradient: what is in ``.grad``.
        backwards: the Backward events (indices) that filled it since it was clean.
        added: the Backward events (indices) that added on top of used gradients, where ``ADDED``.
        step: the index of the Step that used them, where ``STALE`` or ``ADDED``.
        zeroed: the index of the ZeroGrad that cleaned it, where ``CLEAN`` (None: never filled).
        optimizers: identities of the known optimizers that hold the parameters.
        whole: of these the optimizers that are known to hold all of them.
    """

    holder: int
    label: str
    gradient: Gradient
    backwards: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    step: int | None = None
    zeroed: int | None = None
    optimizers: tuple[int, ...] = ()
    whole: tuple[int, ...] = ()


@immutable(frozen=True, slots=True, kw_only=True)
class Backward(Event):
    """``loss.backward()``, also through a scaler or an accelerator.

    A backward onto ``STALE`` gradients is no mistake yet (a discriminator's are left over after
    the generator's turn and zeroed at its own): the mistake is shown when a Step uses ``ADDED`` ones.

    Args:
        before: the gradients of the holders that it adds to, before it did.
        forwards: indices of the Forward events whose outputs lead to the loss.
        losses: indices of the LossCall events that lead to it.
        in_closure: whether it runs inside a closure handed to ``optimizer.step(closure)``.
    """

    before: tuple[HolderGradient, ...]
    forwards: frozenset[int]
    losses: frozenset[int]
    in_closure: bool


@immutable(frozen=True, slots=True, kw_only=True)
class ZeroGrad(Event):
    """``optimizer.zero_grad()``, ``model.zero_grad()``, ``p.grad = None`` and the like.

    Args:
        optimizer: the optimizer, where it was called on one.
        before: the gradients of the holders that it cleans, before it did.
        in_closure: whether it runs inside a closure handed to ``optimizer.step(closure)``.
    """

    optimizer: OptimizerThing | None
    before: tuple[HolderGradient, ...]
    in_closure: bool


@immutable(frozen=True, slots=True, kw_only=True)
class Freezes(Event):
    """``requires_grad`` of parameters was set, and not to what is known to be true.

    Args:
        holders: the holders of the parameters, as in ``HolderGradient``; None where
            nobody knows whose they are.
    """

    holders: frozenset[int] | None


@immutable(frozen=True, slots=True, kw_only=True)
class Step(Event):
    """``optimizer.step()``, also through a scaler; or a manual ``p.data -= lr * p.grad``.

    Args:
        optimizer: the optimizer; None for a manual update.
        before: the gradients of the holders that it uses.
        closure: whether a closure was handed over.
        forwards: the Forward events whose gradients it uses.
    """

    optimizer: OptimizerThing | None
    before: tuple[HolderGradient, ...]
    closure: bool
    forwards: frozenset[int]


# --- events: losses ------------------------------------------------------------------------


@immutable(frozen=True, slots=True, kw_only=True)
class LossCall(Event):
    """A loss was computed.

    Args:
        name: the loss's own name ("cross_entropy", "CrossEntropyLoss").
        expects: what its input has to be.
        functional: whether it is a function (``F.nll_loss``) rather than a loss object.
        loss_made_at: for a loss object, the call that made it.
        input_node: the expression of the input, where it stands at the call.
        target_node: the expression of the target, likewise.
        input: all the things that the input can be; ``UNKNOWN`` among them where that isn't known.
        grad_enabled: false under ``no_grad``.
        forwards: indices of the Forward events that lead to the input.
    """

    name: str
    expects: Expectation
    functional: bool
    loss_made_at: Place | None
    input_node: ast.expr | None
    target_node: ast.expr | None
    input: tuple[TensorFact, ...]
    grad_enabled: bool | None
    forwards: frozenset[int]


@immutable(frozen=True, slots=True, kw_only=True)
class DistributionMade(Event):
    """``Categorical(probs=…)`` and its kin.

    Args:
        name: the class ("Categorical").
        parameter: "probs" or "logits".
        value_node: the expression of that argument.
        keyword: the keyword node, where it was passed by keyword.
        value: all the things that it can be.
    """

    name: str
    parameter: str
    value_node: ast.expr
    keyword: ast.keyword | None
    value: tuple[TensorFact, ...]


# --- events: loaders and loops -------------------------------------------------------------


class Use(Enum):
    """How a loader (a ``DataLoader``) was used."""

    SUBSCRIPT = "loader[0]"
    LISTED = "list(loader)"
    """``list(loader)``, ``[b for b in loader]``: ``place`` is that expression."""
    LIST_KEPT = "self.batches = list(loader)"
    """An object keeps such a list; ``place`` is the expression that made it."""
    NEXT_OF_NEW_ITERATOR = "next(iter(loader))"
    NEXT_METHOD = "dataiter.next()"
    NEXT_ON_LOADER = "next(loader)"


@immutable(frozen=True, slots=True, kw_only=True)
class LoaderUse(Event):
    """A loader, or an iterator of one, was used in one of the ways that rules care about.

    Args:
        use: how.
        loader_node: the expression that is the loader (or the iterator, for ``NEXT_METHOD``).
        one_batch: for ``LISTED``: the place of the whole expression that takes one batch
            (``list(loader)[0]``, also when the list went through a name); None where the list is
            used in another way.
        makes_batches: False where each item of a data set that nobody knows may be a batch by itself,
            drawn by the data set.
    """

    use: Use
    loader_node: ast.expr
    one_batch: Place | None
    makes_batches: bool = True


@immutable(frozen=True, slots=True, kw_only=True)
class LoopEntered(Event):
    """A loop began its first pass; ``place`` is the statement.

    Args:
        iterates: what it runs over.
        iterable: the expression after ``in``; None for ``while``.
        loader_node: for a loop over a loader, the expression that is the loader.
        one_batch: for a repeated batch, the expression of the batch.
        leaves_after_first: the ``break`` or ``return`` that always ends the first turn, if there is one.
    """

    iterates: Iterates
    iterable: ast.expr | None
    loader_node: ast.expr | None
    one_batch: ast.expr | None
    leaves_after_first: ast.stmt | None


@immutable(frozen=True, slots=True, kw_only=True)
class TrainerMade(Event):
    """A framework's trainer was made with options that limit it to a few batches.

    Args:
        framework: "lightning".
        options: the options with their values, where they are constants.
    """

    framework: str
    options: tuple[tuple[str, object], ...]
    keywords: tuple[ast.keyword, ...]
