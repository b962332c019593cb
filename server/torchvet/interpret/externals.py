"""Calls of what lives outside the workspace: torch and the packages around it."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.arguments import constant_arguments, kept_arguments
from torchvet.interpret.events import Mode
from torchvet.interpret.python_functions import FUNCTIONS_BY_NAME, QUALIFIED_FUNCTIONS
from torchvet.interpret.records import Context, Instance, LoaderObject
from torchvet.interpret.reflection import FOUND_BY_NAME, Reflection
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import NOTHING, External, Function, Holder, Ref, Unknown, Value
from torchvet.program.knowledge.contexts import GRADIENT_SWITCHES
from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.dropouts import FUNCTIONAL_DROPOUTS
from torchvet.program.knowledge.engines import ENGINES, EVENTS
from torchvet.program.knowledge.frameworks import TRAINERS
from torchvet.program.knowledge.functions import FUNCTIONS
from torchvet.program.knowledge.harmless import LEAVES_EVAL_MODE, RESTORES_MODE, is_harmless
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.loading import LOADERS, TRANSPARENT_ITERABLES
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.models import Start
from torchvet.program.knowledge.names import canonical
from torchvet.program.knowledge.optimizers import (
    OPTIMIZER_FACTORIES,
    OPTIMIZER_WRAPPERS,
    OPTIMIZERS,
    SCHEDULERS,
)
from torchvet.program.knowledge.pretrained import ready_made, transformers_model
from torchvet.program.knowledge.roles import INITIALIZERS, METHOD_ROLES
from torchvet.program.knowledge.supervised import SUPERVISED
from torchvet.program.knowledge.wrappers import COPIES, SHALLOW_COPIES, UNWRAPPERS, WRAPPERS
from torchvet.program.package_facts import LOADERS as LOADER_CLASSES
from torchvet.program.package_facts import NEURAL_MODULES, PackageFact
from torchvet.program.package_facts import OPTIMIZERS as OPTIMIZER_CLASSES
from torchvet.program.package_models import model_of_package


class Externals(Reflection):
    """The part of the interpreter that calls what lives outside the workspace."""

    def call_external(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if name.startswith("builtins.") or name in QUALIFIED_FUNCTIONS:
            method = FUNCTIONS_BY_NAME.get(name.removeprefix("builtins."))
            if method is not None:
                return method(self, arguments, node, state)
        if name in FOUND_BY_NAME:
            found = FOUND_BY_NAME[name](self, arguments, node, state)
            if found is not None:
                return found
        value = self._make(name, arguments, node, state)
        if value is not None:
            return [(value, state)]
        return self._call_unlisted(name, arguments, node, state)

    def _make(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value | None:
        """What a thing that the tables know gives when it is called; None for any other."""
        if name == "torch.nn.Parameter":
            return self.make_leaf("Parameter", node, state)
        if name in FUNCTIONAL_DROPOUTS:
            self.note_dropout(name, arguments, node, state)
        loss = LOSSES.get(name)
        if loss is not None and loss.functional:
            return self.compute_loss(loss, None, arguments, node, state)
        if name in DISTRIBUTIONS:
            self.make_distribution(name, arguments, node, state)
            return self.fresh_unknown(node, state, *arguments.values())
        if name in LAYERS or (loss is not None and not loss.functional):
            return self.put_module(name, arguments, node, state)
        if name in FUNCTIONS:
            return self._call_tensor_function(name, arguments, node, state)
        if name in OPTIMIZERS or name in OPTIMIZER_FACTORIES or name in OPTIMIZER_WRAPPERS:
            return self._make_optimizer(name, arguments, node, state)
        if name in GRADIENT_SWITCHES:
            return self._switch_gradients(name, arguments, node, state)
        if name in LOADERS:
            record = LoaderObject(
                cls=External(name), made_at=self.place(node), arguments=kept_arguments(arguments)
            )
            return self.put(node, record, state, "loader")
        if name in TRANSPARENT_ITERABLES or name.removeprefix("builtins.") in TRANSPARENT_ITERABLES:
            return self._iterate_through(name, arguments, node, state)
        return self._make_around(name, arguments, node, state)

    def _make_around(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value | None:
        if name in WRAPPERS:
            return arguments.get(WRAPPERS[name].module.position, WRAPPERS[name].module.name) or self.unknown(
                node
            )
        if name in UNWRAPPERS:
            return arguments.get(UNWRAPPERS[name].position, UNWRAPPERS[name].name) or self.unknown(node)
        if name in COPIES or name in SHALLOW_COPIES:
            parameter = COPIES.get(name) or SHALLOW_COPIES[name]
            source = arguments.get(parameter.position, parameter.name)
            return self.copied(source, node, state) if source is not None else self.unknown(node)
        if name in INITIALIZERS:
            return self._initialize(name, arguments, node, state)
        if name in SCHEDULERS:
            return self.put(node, Instance(cls=External(name), made_at=self.place(node)), state, "scheduler")
        if name in SUPERVISED:
            self.look_ahead(name, arguments, node, state)
        if name in ENGINES:
            return self.make_engine(name, arguments, node, state)
        if name in EVENTS:
            return self.put(node, Instance(cls=External(name), arguments=kept_arguments(arguments)), state)
        if name in METHOD_ROLES or name in TRAINERS:
            return self._make_framework_object(name, arguments, node, state)
        model = ready_made(name, constant_arguments(kept_arguments(arguments)))
        if model is not None:
            return self.make_ready_model(name, model, arguments, node, state)
        return None

    def _call_unlisted(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        owner, _, method = name.rpartition(".")
        model = transformers_model(owner, method, constant_arguments(kept_arguments(arguments)))
        if model is not None:
            made = self.make_ready_model(owner, model, arguments, node, state)
            if model.start is Start.EVAL and isinstance(made, Ref):
                self.note_state_loaded(made.id, node, state)
            return [(made, state)]
        if method in ("load_from_checkpoint", "from_pretrained") and self.project.explain(owner) is not None:
            return [(self.fresh_unknown(node, state), state)]
        if name == "torch.optim.*":
            return [(self._make_optimizer("torch.optim.Optimizer", arguments, node, state), state)]
        return self._call_unlisted_function(name, arguments, node, state)

    def _call_unlisted_function(
        self, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name in LEAVES_EVAL_MODE:
            target = arguments.get(LEAVES_EVAL_MODE[name], "model")
            if target is not None:
                self.set_mode(self.refs(target, state), Mode.EVAL, node, state)
            return [(self.unknown(node), state)]
        if name in RESTORES_MODE and len(arguments.values()) > 1:
            target = arguments.get(RESTORES_MODE[name], "model")
            if target is not None:
                self.level_mode(target, node, state)
        if name in RESTORES_MODE or is_harmless(name):
            return [(self.fresh_unknown(node, state), state)]
        fact = self.project.explain(name)
        if fact is not None:
            made = self._from_package(fact, arguments, node, state)
            if made is not None:
                return [(made, state)]
        self._lose_touched(name, fact, arguments, state)
        captures = self.captured(arguments.values(), state)
        holders: frozenset[Holder] = NOTHING
        if state.grad_enabled is not False:
            for identity in captures:
                if self.module(identity, state) is not None:
                    holders |= self.parameter_holders(identity, state)
        value = self.fresh_unknown(node, state, *arguments.values(), captures=captures)
        return [(Unknown(value.symbol, value.holders | holders, value.events, captures), state)]

    def _from_package(
        self, fact: PackageFact, arguments: Arguments, node: ast.expr, state: State
    ) -> Value | None:
        """What the call of a package's class or function gives, as far as its text shows."""
        name = canonical(fact.name)
        if name != fact.asked and self.is_known(name):
            return self._make(name, arguments, node, state)
        if fact.is_a(NEURAL_MODULES):
            model = model_of_package(fact, exact=True)
            return self.make_ready_model(fact.name, model, arguments, node, state)
        if fact.is_a(OPTIMIZER_CLASSES):
            return self._make_optimizer(name, arguments, node, state)
        if fact.is_a(LOADER_CLASSES) and "__getitem__" not in fact.overrides:
            return self.put(node, LoaderObject(cls=External(name), made_at=self.place(node)), state, "loader")
        if len(fact.returns) == 1 and fact.returns[0] != fact.asked:
            returned = self.project.explain(fact.returns[0])
            if returned is not None and returned.is_a(NEURAL_MODULES):
                model = model_of_package(returned, exact=False)
                return self.make_ready_model(returned.name, model, arguments, node, state)
        return None

    def _switch_gradients(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        switch = GRADIENT_SWITCHES[name]
        grad = switch.records(constant_arguments(kept_arguments(arguments)))
        # ``@torch.no_grad()`` wraps the function that it is called with.
        if switch.flag is None and arguments.positional and isinstance(arguments.positional[0], Function):
            return replace(arguments.positional[0], grad=grad)
        if switch.at_once and not self._is_managed(node):
            state.grad_enabled = grad
        return self.put(node, Context(grad=grad), state, "context")

    def _is_managed(self, node: ast.expr) -> bool:
        return isinstance(self.now.scope.document.parent_of(node), ast.withitem)
