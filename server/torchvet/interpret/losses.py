"""Losses, distributions and functional dropout."""

from __future__ import annotations

import ast

from torchvet.interpret.arguments import constant_arguments, kept_arguments
from torchvet.interpret.events import DistributionMade, FunctionalDropout, LossCall
from torchvet.interpret.mode_tests import mentions_mode, speaks_of_mode
from torchvet.interpret.records import ModuleObject
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import State
from torchvet.interpret.tensors import Tensors
from torchvet.interpret.values import (
    ANY_FORM,
    NO_EVENTS,
    NOTHING,
    OTHER_FORM,
    Constant,
    Ref,
    Tensor,
    Value,
    events_of,
    tensor_facts,
)
from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.dropouts import FUNCTIONAL_DROPOUTS
from torchvet.program.knowledge.loss import Loss
from torchvet.program.knowledge.losses import LOSSES
from torchvet.source.nodes import remembered, walk


@remembered
def handed_in(function: ast.AST) -> frozenset[str]:
    """The names of a function's parameters, and of what it takes out of them first (``x, flag = inputs``)."""
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset()
    given = {each.arg for each in walk(function.args) if isinstance(each, ast.arg)}
    for statement in walk(function):
        source = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(statement, ast.Assign) and isinstance(source, ast.Name) and source.id in given:
            parts = [inner for target in statement.targets for inner in walk(target)]
            given |= {inner.id for inner in parts if isinstance(inner, ast.Name)}
    return frozenset(given)


class Losses(Tensors):
    """The part of the interpreter that computes losses."""

    def call_loss_object(
        self, name: str, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        loss = LOSSES[name]
        return self.compute_loss(loss, record, arguments, node, state)

    def compute_loss(
        self, loss: Loss, made: ModuleObject | None, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """Records the computation of a loss, and gives its value."""
        given = arguments.get(loss.input_position, loss.input)
        target = arguments.get(loss.target_position, loss.target)
        values = [value for value in (given, target) if value is not None]
        holders, events = self.sources(values, state)
        options = constant_arguments(made.arguments if made else kept_arguments(arguments))
        surely_given = arguments.is_sure(loss.input_position, loss.input)
        facts = tensor_facts(given) if given is not None and surely_given else ANY_FORM
        if self.one_of_losses:
            # What decided between the losses most likely decides what they are given, too.
            facts = (*facts, *ANY_FORM)
        event = self.record(
            LossCall,
            node,
            state,
            name=loss.name,
            expects=loss.expects_given(options),
            functional=made is None,
            loss_made_at=made.made_at if made else None,
            input_node=arguments.node(loss.input_position, loss.input),
            target_node=arguments.node(loss.target_position, loss.target),
            input=facts,
            grad_enabled=state.grad_enabled,
            forwards=events_of(given) if given is not None else NO_EVENTS,
        )
        if state.grad_enabled is False:
            holders = NOTHING
        return Tensor(OTHER_FORM, holders, events | {event.index})

    def make_distribution(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> None:
        """Records a distribution's parameters."""
        distribution = DISTRIBUTIONS[name]
        for keyword, parameter in (("probs", distribution.probs), ("logits", distribution.logits)):
            value = arguments.get(parameter.position, keyword)
            expression = arguments.node(parameter.position, keyword)
            if value is None or expression is None or value == Constant(None):
                continue
            self.record(
                DistributionMade,
                node,
                state,
                name=name.rpartition(".")[2],
                parameter=keyword,
                value_node=expression,
                keyword=arguments.keyword_nodes.get(keyword),
                value=tensor_facts(value),
            )

    def note_dropout(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> None:
        """Records a functional dropout."""
        known = FUNCTIONAL_DROPOUTS[name]
        frame = self.frame(state)
        owner = frame.method_of
        module = self.module(owner.id, state) if isinstance(owner, Ref) else None
        constants = constant_arguments(kept_arguments(arguments))
        rate = known.rate.value_in(constants) if known.rate else None
        training: ast.expr | None = None
        if known.training is not None:
            training = arguments.node(known.training.position, known.training.name)
            if training is None and arguments.get(known.training.position, known.training.name) is not None:
                return
        rate_node = arguments.node(known.rate.position, known.rate.name) if known.rate else None
        given = [one for one in (training, rate_node) if one is not None]
        self.record(
            FunctionalDropout,
            node,
            state,
            function=name,
            module=self.module_thing(owner.id, state) if module and isinstance(owner, Ref) else None,
            self_name=self._self_name(),
            training=training,
            follows_mode=self._follows_mode(
                given, training if known.training is not None else rate_node, state
            )
            or self._drops_on_request(node, given, state),
            rate_is_zero=rate == 0 or (known.rate is not None and rate is None),
        )

    def _self_name(self) -> str | None:
        function = self.now.nodes[-1] if self.now.nodes else None
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            parameters = [*function.args.posonlyargs, *function.args.args]
            return parameters[0].arg if parameters else None
        return None

    def _drops_on_request(self, call: ast.expr, arguments: list[ast.expr], state: State) -> bool:
        """Whether a test around a call looks at what the function is given to switch dropout on."""
        function = self.now.nodes[-1] if self.now.nodes else None
        rates = {inner.id for each in arguments for inner in walk(each) if isinstance(inner, ast.Name)}
        switches = handed_in(function) - rates if function is not None else frozenset[str]()
        if not switches:
            return False
        around = self._tests_around(call)
        return any(
            condition.outcome
            and isinstance(condition.place.node, ast.Name)
            and condition.place.node.id in switches
            and condition.place.node in around
            for condition in state.path
        )

    def _tests_around(self, call: ast.expr) -> set[ast.AST]:
        """The tests under which a call stands in its function's text, and all that is in them."""
        document, found = self.now.scope.document, set[ast.AST]()
        current = document.parent_of(call)
        while current is not None and not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef):
            if isinstance(current, ast.If | ast.IfExp | ast.While):
                found.update(walk(current.test))
            current = document.parent_of(current)
        return found

    def _follows_mode(self, arguments: list[ast.expr], decides: ast.expr | None, state: State) -> bool:
        """Whether a test around the call, or one of its arguments, depends on the module's mode."""
        if any(speaks_of_mode(condition.place.node, condition.outcome) for condition in state.path):
            return True
        if any(mentions_mode(node) for node in (*arguments, *self._assigned_from(arguments))):
            return True
        if self._is_set_by_mode(arguments):
            return True
        # What comes in as an argument may follow the mode; an attribute of its own doesn't.
        if decides is None or isinstance(decides, ast.Constant | ast.Attribute):
            return False
        return not isinstance(self.evaluate(decides, state), Constant)

    def _is_set_by_mode(self, names: list[ast.expr]) -> bool:
        """Whether one of some names is set under a test: ``if not training: rate = 0.0``."""
        wanted = {node.id for node in names if isinstance(node, ast.Name)}
        running = self.now.nodes[-1] if wanted and self.now.nodes else None
        tests = [inner for inner in walk(running) if isinstance(inner, ast.If)] if running is not None else []
        return any(
            _speaks_of_training(test.test)
            and any(
                isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store) and inner.id in wanted
                for statement in (*test.body, *test.orelse)
                for inner in walk(statement)
            )
            for test in tests
        )

    def _assigned_from(self, names: list[ast.expr]) -> list[ast.expr]:
        """What the running function assigns to some names."""
        wanted = {node.id for node in names if isinstance(node, ast.Name)}
        if not wanted or not self.now.nodes:
            return []
        return [
            inner.value
            for inner in walk(self.now.nodes[-1])
            if isinstance(inner, ast.Assign)
            for target in inner.targets
            if isinstance(target, ast.Name) and target.id in wanted
        ]


def _speaks_of_training(test: ast.expr) -> bool:
    """Whether a test asks for a name or an attribute that is called ``training``."""
    return any(
        (isinstance(node, ast.Name) and node.id == "training")
        or (isinstance(node, ast.Attribute) and node.attr == "training")
        for node in walk(test)
    )
