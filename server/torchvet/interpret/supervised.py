"""Frameworks that train a model with a loss by themselves: what the loss is given there."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.events import Mode
from torchvet.interpret.python_functions import PythonFunctions
from torchvet.interpret.records import ModuleObject
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import State
from torchvet.interpret.values import Constant, External, Ref, Unknown, Value
from torchvet.program.knowledge.loss import Loss
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.supervised import SUPERVISED, Supervised


class SupervisedTraining(PythonFunctions):
    """The part of the interpreter that looks ahead to what a framework will do with a model and a loss."""

    def look_ahead(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> None:
        """Gives a model's output to its loss, as a framework will.

        It happens on a path of its own: when training runs, and in which state, is the framework's affair.
        """
        known = SUPERVISED[name]
        if any(keyword in arguments.keywords for keyword in known.unless):
            return
        path = state.fork()
        model = self._trained_model(known, arguments, node, path)
        loss = self._training_loss(known, arguments, node, path)
        if model is None or loss is None:
            return
        self.start_in(model.id, Mode.TRAIN, path)
        path.grad_enabled = True
        batch = Arguments([Unknown(("batch", node))], [None], open_ended=True)
        # No forward pass of the program's own: rules must not judge its mode.
        with self.activated(replace(self.now, forward_of=-1)):
            outcomes = self.call(model, batch, node, path)
        at = arguments.node(known.model.position, known.model.name)
        for output, after in self.merge_outcomes(outcomes, 4):
            given = Arguments([output, Unknown(("target", node))], [at, None])
            if isinstance(loss, Loss):
                self.compute_loss(loss, None, given, node, after)
            else:
                self.call(loss, given, node, after)

    def _trained_model(
        self, known: Supervised, arguments: Arguments, node: ast.expr, state: State
    ) -> Ref | None:
        model = arguments.get(known.model.position, known.model.name)
        if model is None:
            return None
        model = self.resolve(model, state)
        if known.made_with is not None and not self._is_module(model, state):
            prefix = known.made_with
            options = {
                keyword.removeprefix(prefix): value
                for keyword, value in arguments.keywords.items()
                if keyword.startswith(prefix)
            }
            made = Arguments(keywords=options, open_ended=arguments.open_ended)
            model = self.one_path(self.call(model, made, node, state), state)
        return model if isinstance(model, Ref) and self._is_module(model, state) else None

    def _training_loss(
        self, known: Supervised, arguments: Arguments, node: ast.expr, state: State
    ) -> Value | Loss | None:
        loss = arguments.get(known.loss.position, known.loss.name)
        if loss is None:
            default = known.loss.default
            loss = External(default) if isinstance(default, str) and not arguments.open_ended else None
        if isinstance(loss, Constant):
            named = known.names.get(loss.value) if isinstance(loss.value, str) else None
            loss = External(named) if named else None
        if loss is None:
            return None
        name = self._loss_name(loss, state)
        if name in known.own:
            return known.own[name]
        if isinstance(loss, External) and name in LOSSES and not LOSSES[name].functional:
            return self.put_module(name, Arguments(), node, state)
        return loss

    def _loss_name(self, loss: Value, state: State) -> str:
        if isinstance(loss, External):
            return loss.name
        record = state.read(loss.id) if isinstance(loss, Ref) else None
        if isinstance(record, ModuleObject) and isinstance(record.cls, External):
            return record.cls.name
        return ""

    def _is_module(self, value: Value, state: State) -> bool:
        return isinstance(value, Ref) and self.module(value.id, state) is not None
