"""Calls of what lives outside the workspace: torch, the frameworks around it, Python itself."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from torchvet.interpret.core import Arguments, Outcome
from torchvet.interpret.events import Iterates, LoaderUse, LoopPass, Mode, Place, StateLoaded, TrainerMade, Use
from torchvet.interpret.modules import constant_arguments, kept_arguments
from torchvet.interpret.records import (
    ClassObject,
    Context,
    Frame,
    Instance,
    LoaderObject,
    Mapping,
    ModuleObject,
    OptimizerObject,
    Record,
    Sequence,
    Stream,
)
from torchvet.interpret.state import State
from torchvet.interpret.tensors import Tensors
from torchvet.interpret.values import (
    ANY_FORM,
    FALSE,
    NO_EVENTS,
    NONE,
    NOTHING,
    TRUE,
    Attribute,
    Bound,
    Constant,
    External,
    Function,
    Holder,
    Parent,
    Partial,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    join,
    members,
)
from torchvet.program.knowledge.contexts import GRADIENT_SWITCHES
from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.dropouts import FUNCTIONAL_DROPOUTS
from torchvet.program.knowledge.frameworks import LIFE_CYCLES, STEP_FUNCTION_ENGINES, TRAINERS
from torchvet.program.knowledge.functions import FUNCTIONS, TensorEffect
from torchvet.program.knowledge.harmless import LEAVES_EVAL_MODE, RESTORES_MODE, is_harmless
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.loading import LOADERS, TRANSPARENT_ITERABLES, Iteration
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.models import Model, Start
from torchvet.program.knowledge.names import canonical
from torchvet.program.knowledge.optimizers import (
    OPTIMIZER_BASE,
    OPTIMIZER_FACTORIES,
    OPTIMIZER_WRAPPERS,
    OPTIMIZERS,
    SCHEDULERS,
)
from torchvet.program.knowledge.pretrained import MODELS, transformers_model
from torchvet.program.knowledge.roles import INITIALIZERS, METHOD_ROLES
from torchvet.program.knowledge.wrappers import COPIES, SHALLOW_COPIES, UNWRAPPERS, WRAPPERS
from torchvet.program.package_facts import LOADERS as LOADER_CLASSES
from torchvet.program.package_facts import NEURAL_MODULES, PackageFact
from torchvet.program.package_facts import OPTIMIZERS as OPTIMIZER_CLASSES

MODULE = "torch.nn.Module"
MODULE_BASES = frozenset({MODULE, "lightning.LightningModule", "torch.nn.modules.module.Module"})
_SIZES = frozenset({"builtins.len", "builtins.hash", "builtins.id"})


class Externals(Tensors):
    """The part of the interpreter that calls what lives outside the workspace."""

    def external_attribute(self, value: External, name: str) -> Value:
        return External(canonical(f"{value.name}.{name}"))

    # --- imports ---------------------------------------------------------------------------------------

    def import_module(self, name: str, node: ast.stmt, state: State) -> Value:
        document = self.project.find_module(name, self.now.scope.document)
        if document is None:
            return External(canonical(name))
        return self.run_module(name, document, state)

    def import_name(self, node: ast.ImportFrom, name: str, state: State) -> Value:
        module = self._module_of(node, state)
        if module is None:
            return External(canonical(f"{'.' * node.level}{node.module or ''}.{name}"))
        if isinstance(module, Ref):
            record = state.read(module.id)
            assert isinstance(record, Frame)
            if name in record.fields:
                return record.fields[name]
            inner = self.project.find_relative(1, name, record.scope.document)
            if inner is not None and record.scope.document.filename.endswith("__init__.py"):
                return self.run_module(f"{record.scope.name}.{name}", inner, state)
            return self.name_in_module(record, name, node, state)
        return self.external_attribute(module, name) if isinstance(module, External) else self.unknown(node)

    def _module_of(self, node: ast.ImportFrom, state: State) -> Value | None:
        if node.level:
            document = self.project.find_relative(node.level, node.module, self.now.scope.document)
            if document is None:
                return None
            return self.run_module("." * node.level + (node.module or ""), document, state)
        return self.import_module(node.module or "", node, state)

    def import_all(self, node: ast.ImportFrom, state: State) -> None:
        module = self._module_of(node, state)
        if isinstance(module, Ref):
            record = state.read(module.id)
            for name, value in dict(record.fields if record else {}).items():
                if not name.startswith("_"):
                    self.bind(name, value, state)
        elif isinstance(module, External):
            state.write(self.now.scope.frame).fields[f"*{module.name}"] = module

    def run_module(self, name: str, document: object, state: State) -> Ref:
        """Runs a module of the workspace, once, and gives its names."""
        raise NotImplementedError

    def name_in_module(self, module: Frame, name: str, node: ast.AST, state: State) -> Value:
        found = module.fields.get(name)
        if found is not None:
            return self.resolve(found, state)
        return self.resolve(Unknown(("name", module.scope.document.filename, name)), state)

    def look_up(self, name: str, state: State) -> Value:
        found = super().look_up(name, state)
        if isinstance(found, Unknown) and found.symbol[0] == "name":
            return self._from_stars(name, found, state)
        return found

    def _from_stars(self, name: str, found: Unknown, state: State) -> Value:
        """A name that ``from torch import *`` brings."""
        for key, module in self.frame(state, self.now.scope.frame).fields.items():
            if key.startswith("*") and isinstance(module, External):
                candidate = canonical(f"{module.name}.{name}")
                if self.is_known(candidate) or candidate in ("torch.nn", "torch.optim", "torch.nn.functional"):
                    return External(candidate)
        return found

    @staticmethod
    def is_known(name: str) -> bool:
        """Whether a table knows the name."""
        return any(
            name in table
            for table in (LAYERS, LOSSES, FUNCTIONS, OPTIMIZERS, LOADERS, WRAPPERS, GRADIENT_SWITCHES, MODELS)
        )

    # --- calls ------------------------------------------------------------------------------------------

    def call_external(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if name.startswith("builtins.") or name in _OTHER_FUNCTIONS:
            method = _FUNCTIONS_BY_NAME.get(name.removeprefix("builtins."))
            if method is not None:
                return method(self, arguments, node, state)
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
            record = LoaderObject(cls=External(name), made_at=self.place(node), arguments=kept_arguments(arguments))
            return self.put(node, record, state, "loader")
        if name in TRANSPARENT_ITERABLES or name.removeprefix("builtins.") in TRANSPARENT_ITERABLES:
            return self._iterate_through(name, arguments, node, state)
        return self._make_around(name, arguments, node, state)

    def _make_around(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value | None:
        if name in WRAPPERS:
            return arguments.get(WRAPPERS[name].module.position, WRAPPERS[name].module.name) or self.unknown(node)
        if name in UNWRAPPERS:
            return arguments.get(UNWRAPPERS[name].position, UNWRAPPERS[name].name) or self.unknown(node)
        if name in COPIES or name in SHALLOW_COPIES:
            parameter = (COPIES.get(name) or SHALLOW_COPIES[name])
            source = arguments.get(parameter.position, parameter.name)
            return self.copied(source, node, state) if source is not None else self.unknown(node)
        if name in INITIALIZERS:
            return self._initialize(name, arguments, node, state)
        if name in SCHEDULERS:
            return self.put(node, Instance(cls=External(name), made_at=self.place(node)), state, "scheduler")
        if name in STEP_FUNCTION_ENGINES:
            parameter = STEP_FUNCTION_ENGINES[name]
            self._run_by_engine(arguments.get(parameter.position, parameter.name), node, state)
        if name in METHOD_ROLES or name in TRAINERS:
            return self._make_framework_object(name, arguments, node, state)
        model = MODELS.get(name) or transformers_model(name, None, constant_arguments(kept_arguments(arguments)))
        if model is not None:
            return self.make_ready_model(name, model, arguments, node, state)
        return None

    def _run_by_engine(self, function: Value | None, node: ast.expr, state: State) -> None:
        """An engine will call the function for each batch: two calls show what the first leaves behind."""
        inner = function.function if isinstance(function, Bound) else function
        if not isinstance(inner, Function):
            return
        receiver: list[Value] = [function.receiver] if isinstance(function, Bound) else []
        count = len(inner.node.args.posonlyargs) + len(inner.node.args.args) - len(receiver)
        unknown: list[Value] = [Unknown(("engine", inner.node, number)) for number in range(count)]
        arguments = Arguments([*receiver, *unknown], [None] * (len(receiver) + count))
        path = state.fork()
        for first in (True, False):
            with self.looping(LoopPass(self.place(inner.node), Iterates.LOADER, first)):
                self.one_path(self.call_function(inner, arguments, node, path), path)

    def make_ready_model(
        self, name: str, model: Model, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """Makes a model of a package."""
        made = self.put_module(
            name, arguments, node, state, label=model.label, opaque=model.layers is None
        )
        record = state.write(made.id)
        assert isinstance(record, ModuleObject)
        record.model = model
        if model.start is not Start.TRAIN:
            self.start_in(made.id, Mode.EVAL if model.start is Start.EVAL else Mode.UNKNOWN, state)
        return made

    def _make_framework_object(
        self, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        if name in TRAINERS and isinstance(node, ast.Call):
            limits = TRAINERS[name].limits
            options = [
                (keyword, arguments.keywords[keyword])
                for keyword in arguments.keywords
                if keyword in limits
            ]
            limiting = [
                (keyword, value.value)
                for keyword, value in options
                if isinstance(value, Constant) and value.value not in limits[keyword]
            ]
            if limiting:
                self.record(
                    TrainerMade,
                    node,
                    state,
                    framework=TRAINERS[name].framework,
                    options=tuple(limiting),
                    keywords=tuple(arguments.keyword_nodes[keyword] for keyword, _ in limiting if keyword in arguments.keyword_nodes),
                )
        record = Instance(
            cls=External(name),
            arguments=kept_arguments(arguments),
            made_at=self.place(node),
            captures=self.captured(arguments.values(), state),
        )
        return self.put(node, record, state, "framework")

    def captured(self, values: list[Value], state: State) -> frozenset[int]:
        """The ids of the objects that some values are or hold."""
        found: set[int] = set()
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if isinstance(value, Unknown):
                found |= value.captures
            for identity in self.refs(value, state):
                record = state.read(identity)
                if identity in found or record is None:
                    continue
                if isinstance(record, Sequence):
                    waiting += [*(record.items or ()), *([record.element] if record.element else [])]
                elif isinstance(record, Mapping):
                    waiting += [*record.entries.values(), *([record.rest] if record.rest else [])]
                elif isinstance(record, ModuleObject | OptimizerObject | Instance):
                    found.add(identity)
                    if type(record) is Instance:
                        found |= record.captures
                        waiting += list(record.fields.values())
        return frozenset(found)

    def _call_unlisted(
        self, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name in LEAVES_EVAL_MODE:
            target = arguments.get(LEAVES_EVAL_MODE[name], "model")
            if target is not None:
                self.set_mode(self.refs(target, state), Mode.EVAL, node, state)
            return [(self.unknown(node), state)]
        if name in RESTORES_MODE or is_harmless(name):
            return [(self.fresh_unknown(node, state), state)]
        fact = self.project.explain(name)
        if fact is not None:
            made = self._from_package(fact, arguments, node, state)
            if made is not None:
                return [(made, state)]
        self._lose_touched(fact, arguments, state)
        captures = self.captured(arguments.values(), state)
        holders: frozenset[Holder] = NOTHING
        if state.grad_enabled is not False:
            for identity in captures:
                if self.module(identity, state) is not None:
                    holders |= self.parameter_holders(identity, state)
        value = self.fresh_unknown(node, state, *arguments.values(), captures=captures)
        return [(Unknown(value.symbol, value.holders | holders, value.events, captures), state)]

    def _lose_touched(self, fact: PackageFact | None, arguments: Arguments, state: State) -> None:
        """Forgets the modes and gradients of what an external function may change."""
        if fact is None or not fact.body_read:
            self.lose(arguments.values(), state)
            return
        names = [parameter.name for parameter in fact.parameters]
        for position, value in enumerate(arguments.positional):
            if position >= len(names) or fact.touches_of(names[position]):
                self.lose([value], state)
        for name, value in arguments.keywords.items():
            if name not in names or fact.touches_of(name):
                self.lose([value], state)

    def _from_package(
        self, fact: PackageFact, arguments: Arguments, node: ast.expr, state: State
    ) -> Value | None:
        """What the call of a package's class or function gives, as far as its text shows."""
        name = canonical(fact.name)
        if name != fact.asked and self.is_known(name):
            return self._make(name, arguments, node, state)
        if fact.is_a(NEURAL_MODULES):
            return self._package_module(fact, arguments, node, state)
        if fact.is_a(OPTIMIZER_CLASSES):
            return self._make_optimizer(name, arguments, node, state)
        if fact.is_a(LOADER_CLASSES) and "__getitem__" not in fact.overrides:
            return self.put(node, LoaderObject(cls=External(name), made_at=self.place(node)), state, "loader")
        if len(fact.returns) == 1 and fact.returns[0] != fact.asked:
            returned = self.project.explain(fact.returns[0])
            if returned is not None and returned.is_a(NEURAL_MODULES):
                return self._package_module(returned, arguments, node, state)
        return None

    def _package_module(
        self, fact: PackageFact, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        made = self.put_module(fact.name, arguments, node, state, opaque=True)
        record = state.write(made.id)
        assert isinstance(record, ModuleObject)
        record.reads_training = fact.reads_training or any(
            LAYERS[layer].mode is not None and LAYERS[layer].mode.ever and not LAYERS[layer].mode.when  # type: ignore[union-attr]
            for layer in map(canonical, fact.constructs)
            if layer in LAYERS
        )
        if "train" in fact.overrides or "eval" in fact.overrides:
            state.modes[made.id] = replace(state.modes.get(made.id, _AS_MADE), mode=Mode.UNKNOWN)
        return made

    def _initialize(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        initializer = INITIALIZERS[name]
        items: list[Value] = []
        for number, parameter in enumerate(initializer.returns):
            value = arguments.get(parameter.position, parameter.name) if parameter else None
            if number == 0 and initializer.engine and value is not None:
                engine = Instance(
                    cls=External(initializer.engine),
                    made_at=self.place(node),
                    captures=self.captured([value], state),
                    fields={"module": value},
                )
                value = self.put(node, engine, state, "engine")
            items.append(value or Unknown(("made", node, self.now.context, number)))
        return self.make_sequence(node, "tuple", items, state)

    def _call_tensor_function(
        self, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        effect = FUNCTIONS[name]
        if effect is TensorEffect.FRESH or name == "torch.autograd.Variable":
            if arguments.keywords.get("requires_grad") == TRUE:
                return self.make_leaf("tensor", node, state)
        return self.tensor_result(effect, name, arguments, node, state)

    # --- optimizers ---------------------------------------------------------------------------------------

    def _make_optimizer(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        wrapper, factory = OPTIMIZER_WRAPPERS.get(name), OPTIMIZER_FACTORIES.get(name)
        if wrapper is not None and wrapper.inner is not None:
            inner = arguments.get(wrapper.inner.position, wrapper.inner.name)
            return inner if inner is not None else self.unknown(node)
        parameter = factory.parameters if factory else wrapper.parameters if wrapper else None
        given = (
            arguments.get(parameter.position, parameter.name) if parameter else arguments.get(0, "params")
        )
        holders, complete = self.optimized(given, state)
        label = name.rpartition(".")[2]
        record = OptimizerObject(
            cls=External(name), made_at=self.place(node), label=label, holders=holders, complete=complete
        )
        return self.put(node, record, state, "optimizer")

    def optimized(self, given: Value | None, state: State) -> tuple[frozenset[Holder], bool]:
        """Whose parameters an optimizer's first argument names, and whether these are all."""
        if given is None:
            return NOTHING, False
        holders: frozenset[Holder] = NOTHING
        complete = True
        for member in members(given):
            member = self.resolve(member, state)
            if isinstance(member, Ref):
                more, all_of_them = self._optimized_object(member, state)
            elif isinstance(member, Tensor):
                more, all_of_them = self.leaf_holders(member), True
            elif isinstance(member, Unknown):
                more, all_of_them = member.holders, False
            else:
                more, all_of_them = NOTHING, False
            holders, complete = holders | more, complete and all_of_them  # type: ignore[operator]
        return holders, complete

    def _optimized_object(self, given: Ref, state: State) -> tuple[frozenset[Holder], bool]:
        record = state.read(given.id)
        if isinstance(record, Sequence):
            found: frozenset[Holder] = NOTHING
            parts = [*(record.items or ()), *([record.element] if record.element is not None else [])]
            complete = bool(parts)
            for part in parts:
                more, all_of_them = self.optimized(part, state)
                found, complete = found | more, complete and all_of_them
            return found, complete
        if isinstance(record, Mapping):
            return self.optimized(record.entries.get("params") or record.any_value(), state)
        if isinstance(record, Stream):
            return self.optimized(record.element, state)
        if isinstance(record, ModuleObject):
            return self.parameter_holders(given.id, state), True
        return NOTHING, False

    # --- gradients on and off --------------------------------------------------------------------------------

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

    # --- loaders and iteration -------------------------------------------------------------------------------

    def record_loader_use(self, use: Use, node: ast.expr, loader: ast.expr, state: State, one_batch: Place | None = None) -> int:
        event = self.record(LoaderUse, node, state, use=use, loader_node=loader, one_batch=one_batch)
        return event.index

    def batch_of(self, node: ast.AST, state: State, event: int | None = None) -> Value:
        symbol = ("batch", node, self.now.context)
        from torchvet.interpret.core import forget

        forget(state, symbol)
        return Unknown(symbol, events=frozenset({event}) if event is not None else NO_EVENTS)

    def loader_listed_for_one(self, listed: object, node: ast.expr, state: State) -> None:
        assert isinstance(listed, Place)
        expression = listed.node
        loader = self._listed_loader(expression)
        if loader is not None and isinstance(expression, ast.expr):
            self.record_loader_use(Use.LISTED, expression, loader, state, self.place(node))

    @staticmethod
    def _listed_loader(expression: ast.AST) -> ast.expr | None:
        if isinstance(expression, ast.Call) and expression.args:
            return expression.args[0]
        if isinstance(expression, ast.ListComp):
            return expression.generators[0].iter
        return None

    def comprehension_over_loader(self, node: ast.expr, made: Ref, state: State) -> None:
        if not isinstance(node, ast.ListComp) or len(node.generators) != 1 or node.generators[0].ifs:
            return
        generator = node.generators[0]
        plain = isinstance(node.elt, ast.Name) and isinstance(generator.target, ast.Name)
        if not plain or node.elt.id != generator.target.id:  # type: ignore[union-attr]
            return
        iterable = self.evaluate(generator.iter, state)
        if any(isinstance(state.read(i), LoaderObject) for i in self.refs(iterable, state)):
            record = state.write(made.id)
            assert isinstance(record, Sequence)
            record.listed = self.place(node)
            self.record_loader_use(Use.LISTED, node, generator.iter, state)

    def _iterate_through(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        entry = TRANSPARENT_ITERABLES.get(name) or TRANSPARENT_ITERABLES[name.removeprefix("builtins.")]
        position = entry.inside.position
        if entry.iteration in (Iteration.ZIPPED, Iteration.CHAINED):
            inside = list(arguments.positional[position:])
            nodes = list(arguments.nodes[position:])
        else:
            value = arguments.get(position, entry.inside.name)
            inside = [value] if value is not None else []
            nodes = [arguments.node(position, entry.inside.name)]
        if not inside:
            return self.fresh_unknown(node, state)
        if entry.iteration is Iteration.REPEATED:
            return self.put(
                node,
                Stream(element=inside[0], iterates=Iterates.REPEATED_BATCH, one_batch=nodes[0]),
                state,
                "stream",
            )
        if entry.iteration in (Iteration.ITEMS, Iteration.ENUMERATED) and name != "builtins.iter":
            known = self.elements(inside[0], node, state)
            if known is not None and entry.iteration is Iteration.ITEMS and name != "itertools.cycle":
                return inside[0]
            if known is not None and entry.iteration is Iteration.ENUMERATED and len(known) <= 8:
                pairs = [
                    self._tuple_at(node, number, [Constant(number), item], state) for number, item in enumerate(known)
                ]
                return self.make_sequence(node, "list", list(pairs), state)
        if entry.iteration is Iteration.ZIPPED:
            columns = [self.elements(value, node, state) for value in inside]
            if all(column is not None and len(column) <= 8 for column in columns):
                rows = zip(*(column for column in columns if column is not None), strict=False)
                tuples = [self._tuple_at(node, number, list(row), state) for number, row in enumerate(rows)]
                return self.make_sequence(node, "list", list(tuples), state)
        return self._stream(entry.iteration, inside, nodes, node, state)

    def _tuple_at(self, node: ast.AST, number: int, items: list[Value], state: State) -> Value:
        record = Sequence(kind="tuple", items=tuple(items), made_at=self.place(node))
        return self.put(node, record, state, "row", number)

    def _stream(
        self,
        iteration: Iteration,
        inside: list[Value],
        nodes: list[ast.expr | None],
        node: ast.expr,
        state: State,
    ) -> Value:
        iterates, loader_node, one_batch = Iterates.OTHER, None, None
        elements: list[Value] = []
        for value, expression in zip(inside, nodes, strict=False):
            elements.append(self.element_of(value, expression or node, state))
            kind, loader, batch = self._what_it_runs_over(value, expression or node, state)
            if iterates is Iterates.OTHER:
                iterates, loader_node, one_batch = kind, loader, batch
        first: Value | None = None
        if iteration is Iteration.ENUMERATED:
            number = Unknown(("number", node, self.now.context))
            element: Value = self.make_sequence(node, "tuple", [number, elements[0]], state)
            first = self._tuple_at(node, 0, [self._start_of(node, state), elements[0]], state)
        elif iteration is Iteration.ZIPPED:
            element = self.make_sequence(node, "tuple", elements, state)
        else:
            element = elements[0]
            for other in elements[1:]:
                element = join(element, other)
            if iteration is Iteration.ITEMS:
                first = self._first_element(inside[0], state)
        stream = Stream(
            element=element, iterates=iterates, first=first, loader_node=loader_node, one_batch=one_batch
        )
        return self.put(node, stream, state, "stream")

    def _start_of(self, node: ast.expr, state: State) -> Value:
        """The number that ``enumerate`` starts with."""
        start: ast.expr | None = None
        if isinstance(node, ast.Call):
            given = [keyword.value for keyword in node.keywords if keyword.arg == "start"]
            start = given[0] if given else node.args[1] if len(node.args) > 1 else None
        return self.evaluate(start, state) if start is not None else Constant(0)

    # --- copies and kinds ---------------------------------------------------------------------------------------

    def copied(self, value: Value, node: ast.expr, state: State) -> Value:
        """A deep copy: the same structure with modes and gradients of its own."""
        if isinstance(value, Several):
            found: Value | None = None
            for member in value.values:
                one = self.copied(member, node, state)
                found = one if found is None else join(found, one)
            return found or self.unknown(node)
        if isinstance(value, Unknown):
            return self.fresh_unknown(node, state)
        if not isinstance(value, Ref):
            return value
        return self._copied_object(value, node, state, {})

    def _copied_object(self, value: Ref, node: ast.expr, state: State, done: dict[int, Ref]) -> Ref:
        if value.id in done:
            return done[value.id]
        record = state.read(value.id)
        if record is None or isinstance(record, ClassObject | Frame):
            return value
        copy = record.copy()
        made = self.put(node, copy, state, "copy", value.id)
        done[value.id] = made
        if value.id in state.modes:
            state.modes[made.id] = state.modes[value.id]
        else:
            state.modes.pop(made.id, None)
        state.gradients.pop(made.id, None)

        def inner(part: Value) -> Value:
            return self._copied_object(part, node, state, done) if isinstance(part, Ref) else part

        copy.fields = {name: inner(part) for name, part in copy.fields.items()}
        if isinstance(copy, ModuleObject):
            copy.items = {name: inner(part) for name, part in copy.items.items()}
        if isinstance(copy, Sequence) and copy.items is not None:
            copy.items = tuple(inner(part) for part in copy.items)
        if isinstance(copy, Mapping):
            copy.entries = {key: inner(part) for key, part in copy.entries.items()}
        return made

    def new_object(self, cls: Ref, arguments: Arguments, node: ast.expr, state: State) -> Instance:
        record = state.heap[cls.id]
        assert isinstance(record, ClassObject)
        kept = kept_arguments(arguments)
        made_at = self.place(node)
        kind, opaque = self.class_kind(cls, state)
        if kind == "module":
            return ModuleObject(cls=cls, arguments=kept, made_at=made_at, label=record.name, opaque=opaque)
        if kind == "optimizer":
            holders, complete = self.optimized(arguments.get(0, "params"), state)
            return OptimizerObject(
                cls=cls, arguments=kept, made_at=made_at, label=record.name, holders=holders, complete=complete
            )
        if kind == "loader" and not isinstance(self.find_method(cls, "__getitem__", state), Function):
            return LoaderObject(cls=cls, arguments=kept, made_at=made_at)
        return Instance(cls=cls, arguments=kept, made_at=made_at)

    def class_kind(self, cls: Value, state: State) -> tuple[str, bool]:
        """What a class's bases make of it ("module", "optimizer", "loader", "other"), and whether some are unknown."""
        unknown = False
        kind = "other"
        for ancestor in self.ancestry(cls, state):
            if isinstance(ancestor, External):
                one, opaque = self._external_kind(ancestor.name)
                kind = one if kind == "other" else kind
                unknown = unknown or opaque
            elif not isinstance(ancestor, Ref):
                unknown = True
        if kind == "other" and unknown and isinstance(self.find_method(cls, "forward", state), Function):
            return "module", True
        return kind, unknown

    def _external_kind(self, name: str) -> tuple[str, bool]:
        if name in MODULE_BASES:
            return "module", False
        if name in LAYERS or name in LOSSES:
            return "module", False
        if name == OPTIMIZER_BASE or name in OPTIMIZERS:
            return "optimizer", False
        if name in LOADERS:
            return "loader", False
        if name in MODELS or transformers_model(name, None, {}) is not None:
            return "module", True
        if name.startswith(("builtins.", "abc.", "typing.", "enum.", "collections.", "torch.utils.data.")):
            return "other", False
        if name in LIFE_CYCLES:
            return "other", True
        fact = self.project.explain(name)
        if fact is not None:
            if fact.is_a(NEURAL_MODULES):
                return "module", True
            if fact.is_a(OPTIMIZER_CLASSES):
                return "optimizer", False
            if fact.is_a(LOADER_CLASSES):
                return "loader", False
            return "other", not fact.bases_known
        return "other", True

    def is_instance(self, value: Value, classes: Value, state: State) -> bool | None:
        value = self.resolve(value, state)
        record = state.read(classes.id) if isinstance(classes, Ref) else None
        if isinstance(record, Sequence):
            answers = [self.is_instance(value, one, state) for one in record.items or ()]
            if True in answers:
                return True
            return None if None in answers or record.items is None else False
        if isinstance(value, Constant) and isinstance(classes, External):
            known = _PYTHON_TYPES.get(classes.name)
            return isinstance(value.value, known) if known else None if value.value is not None else False
        if isinstance(value, Ref):
            return self._is_object_instance(value, classes, state)
        if isinstance(value, Tensor) and isinstance(classes, External):
            return True if classes.name == "torch.Tensor" else False if classes.name in _PYTHON_TYPES else None
        return None

    def _is_object_instance(self, value: Ref, classes: Value, state: State) -> bool | None:
        record = state.read(value.id)
        if isinstance(record, Sequence | Mapping) and isinstance(classes, External):
            own = "dict" if isinstance(record, Mapping) else record.kind
            return classes.name == f"builtins.{own}" if classes.name.startswith("builtins.") else None
        if not isinstance(record, Instance):
            return None
        ancestors = self.ancestry(record.cls, state)
        if classes in ancestors:
            return True
        if isinstance(record, ModuleObject):
            if isinstance(classes, External) and classes.name in MODULE_BASES:
                return True
            plain = isinstance(record.cls, External) and record.cls.name in LAYERS
            if plain and isinstance(classes, External) and not record.opaque:
                return classes.name == _LAYER_BASES.get(record.cls.name) if isinstance(record.cls, External) else None
            if isinstance(classes, External) and classes.name in LAYERS and isinstance(record.cls, Ref):
                return None if self.class_kind(record.cls, state)[1] else False
        return False if isinstance(classes, Ref) and isinstance(record.cls, Ref) else None

    # --- Python's own functions ------------------------------------------------------------------------------------

    def _isinstance(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) == 2:
            answers = {
                self.is_instance(member, arguments.positional[1], state) for member in members(arguments.positional[0])
            }
            if len(answers) == 1:
                known = answers.pop()
                if known is not None:
                    return [(TRUE if known else FALSE, state)]
        return [(self.unknown(node), state)]

    def _len(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        value = arguments.positional[0] if arguments.positional else NONE
        known = self.elements(value, node, state)
        if known is not None:
            return [(Constant(len(known)), state)]
        if isinstance(value, Unknown):
            return [(Unknown(("len", value.symbol)), state)]
        if isinstance(value, Ref):
            return [(Unknown(("len", value.id)), state)]
        return [(self.unknown(node), state)]

    def _getattr(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) >= 2:
            owner, name = arguments.positional[:2]
            if isinstance(name, Constant) and isinstance(name.value, str):
                return [(self.attribute(owner, name.value, node, state), state)]
            if owner == External("torch.optim"):
                return [(External("torch.optim.*"), state)]
            if isinstance(owner, External):
                return [(Unknown(("one of", owner.name, self.now.context)), state)]
        return [(self.fresh_unknown(node, state, *arguments.values()), state)]

    def _setattr(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) == 3:
            owner, name, value = arguments.positional
            if isinstance(name, Constant) and isinstance(name.value, str):
                self.assign_attribute(owner, name.value, value, node, state)
            else:
                self.lose([owner], state)
        return [(NONE, state)]

    def _super(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        frame = self.frame(state)
        while frame.method_of is None and frame.parent is not None:
            frame = self.frame(state, frame.parent)
        if frame.method_of is None or frame.owner is None:
            return [(self.unknown(node), state)]
        return [(Parent(frame.method_of, frame.owner), state)]

    def _list(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        return [(self._collected("list", arguments, node, state), state)]

    def _tuple(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        return [(self._collected("tuple", arguments, node, state), state)]

    def _collected(self, kind: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        if not arguments.positional:
            return self.make_sequence(node, kind, [], state)
        source = arguments.positional[0]
        known = self.elements(source, node, state)
        if known is not None:
            return self.make_sequence(node, kind, known, state)
        record = Sequence(
            kind=kind, items=None, element=self.element_of(source, node, state), made_at=self.place(node)
        )
        loader = arguments.nodes[0]
        if loader is not None and any(
            isinstance(state.read(i), LoaderObject) for i in self.refs(source, state)
        ):
            record.listed = self.place(node)
            self.record_loader_use(Use.LISTED, node, loader, state)
        return self.put(node, record, state, kind)

    def _dict_call(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        record = Mapping(made_at=self.place(node))
        record.entries.update(arguments.keywords)
        if arguments.positional:
            source = arguments.positional[0]
            inner = state.read(source.id) if isinstance(source, Ref) else None
            pairs = [self._pair(item, state) for item in self.elements(source, node, state) or ()]
            if isinstance(inner, Mapping):
                record.entries = {**inner.entries, **record.entries}
                record.rest = inner.rest
            elif pairs and all(pair is not None for pair in pairs):
                record.entries.update({pair[0]: pair[1] for pair in pairs if pair})
            else:
                record.rest = self.unknown(node, *arguments.values())
        return [(self.put(node, record, state, "dict"), state)]

    def _iter(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        source = arguments.positional[0] if arguments.positional else NONE
        for identity in self.refs(source, state):
            record = state.read(identity)
            if isinstance(record, Stream) and record.is_iterator:
                return [(source, state)]
        kind, loader, batch = self._what_it_runs_over(source, arguments.nodes[0] or node if arguments.nodes else node, state)
        if kind is Iterates.OTHER and isinstance(source, Unknown):
            return [(Unknown(("iter", source.symbol), source.holders, source.events, source.captures), state)]
        element = self.element_of(source, node, state)
        stream = Stream(
            element=element, iterates=kind, loader_node=loader, one_batch=batch, is_iterator=True, fresh=node
        )
        return [(self.put(node, stream, state, "iterator"), state)]

    def _next(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        source = arguments.positional[0] if arguments.positional else NONE
        expression = arguments.nodes[0] if arguments.nodes else None
        for identity in self.refs(source, state):
            record = state.read(identity)
            if isinstance(record, LoaderObject) and expression is not None:
                # A class of the program's own may well be an iterator.
                own = isinstance(record.cls, Ref) and isinstance(
                    self.find_method(record.cls, "__next__", state), Function
                )
                if not own:
                    self.record_loader_use(Use.NEXT_ON_LOADER, node, expression, state)
                return [(self.batch_of(node, state), state)]
            if isinstance(record, Stream):
                return [(self._next_of_stream(record, expression, node, state), state)]
        return [(self.element_of(source, node, state), state)]

    def _next_of_stream(
        self, record: Stream, expression: ast.expr | None, node: ast.expr, state: State
    ) -> Value:
        fresh_here = expression is not None and record.fresh is expression
        if record.iterates is Iterates.LOADER and fresh_here and record.loader_node is not None:
            event = self.record_loader_use(Use.NEXT_OF_NEW_ITERATOR, node, record.loader_node, state)
            return self.batch_of(node, state, event)
        if record.iterates is Iterates.LOADER:
            return self.batch_of(node, state)
        return record.element

    def _partial(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if not arguments.positional:
            return [(self.unknown(node), state)]
        return [
            (
                Partial(
                    arguments.positional[0],
                    tuple(arguments.positional[1:]),
                    tuple(arguments.keywords.items()),
                ),
                state,
            )
        ]

    def _map(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) < 2:
            return [(self.unknown(node), state)]
        function, source = arguments.positional[:2]
        known = self.elements(source, node, state)
        turns = known if known is not None and len(known) <= 8 else [self.element_of(source, node, state)]
        items = [
            self.one_path(self.call(function, Arguments([turn], [None]), node, state), state) for turn in turns
        ]
        made = self.make_sequence(node, "list", items, state, complete=known is not None and len(known) <= 8)
        return [(made, state)]

    def _filter(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        source = arguments.positional[1] if len(arguments.positional) > 1 else NONE
        record = Sequence(
            kind="list", items=None, element=self.element_of(source, node, state), made_at=self.place(node)
        )
        return [(self.put(node, record, state, "filtered"), state)]

    def _sum(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        holders, events = self.sources(arguments.values(), state)
        if not holders and not events:
            return [(self.unknown(node), state)]
        return [(Tensor(_OTHER, holders, events), state)]  # type: ignore[arg-type]

    def _reversed(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        source = arguments.positional[0] if arguments.positional else NONE
        known = self.elements(source, node, state)
        if known is not None:
            return [(self.make_sequence(node, "list", known[::-1], state), state)]
        return [(source, state)]

    def _chain_from(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        source = arguments.positional[0] if arguments.positional else NONE
        element = self.element_of(self.element_of(source, node, state), node, state)
        record = Sequence(kind="list", items=None, element=element, made_at=self.place(node))
        return [(self.put(node, record, state, "chain"), state)]

    def _range(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        numbers = [v.value for v in arguments.positional if isinstance(v, Constant) and isinstance(v.value, int)]
        if len(numbers) == len(arguments.positional) and 0 < len(numbers) <= 3:
            try:
                turns = range(*numbers)
            except ValueError:
                turns = range(9)
            # Short ranges build layers and lists; loops over them are followed as any other loop.
            if len(turns) <= 6 and not self._is_loop_header(node):
                return [(self.make_sequence(node, "list", [Constant(n) for n in turns], state), state)]
        start: Value = Constant(0)
        if len(arguments.positional) > 1:
            start = arguments.positional[0]
        stream = Stream(
            element=Unknown(("number", node, self.now.context)), iterates=Iterates.OTHER, first=start
        )
        return [(self.put(node, stream, state, "range"), state)]

    def _is_loop_header(self, node: ast.expr) -> bool:
        parent = self.now.scope.document.parent_of(node)
        return isinstance(parent, ast.For | ast.AsyncFor)

    def _type(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) == 1:
            for identity in self.refs(arguments.positional[0], state):
                record = state.read(identity)
                if isinstance(record, Instance):
                    return [(record.cls, state)]
        return [(self.unknown(node), state)]

    def _harmless(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        return [(self.fresh_unknown(node, state), state)]

    def _conversion(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) == 1 and isinstance(arguments.positional[0], Unknown | Constant):
            return [(arguments.positional[0], state)]
        return [(self.fresh_unknown(node, state), state)]

    def _autograd_backward(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        holders, events = self.sources(arguments.values(), state)
        self.backward(Tensor(ANY_FORM, holders, events), node, state)  # type: ignore[arg-type]
        return [(NONE, state)]

    def _state_loaded(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        return [(self.fresh_unknown(node, state), state)]

    def note_state_loaded(self, identity: int, node: ast.expr, state: State) -> None:
        """Records that trained weights came into a module."""
        self.record(StateLoaded, node, state, modules=(self.module_thing(identity, state),))


_OTHER = (ANY_FORM[0].__class__(ANY_FORM[0].form.__class__.OTHER),)
from torchvet.interpret.state import AS_MADE as _AS_MADE  # noqa: E402

_PYTHON_TYPES: dict[str, type] = {
    "builtins.int": int,
    "builtins.float": float,
    "builtins.str": str,
    "builtins.bool": bool,
    "builtins.list": list,
    "builtins.tuple": tuple,
    "builtins.dict": dict,
}
_LAYER_BASES = {name: name for name in LAYERS}
_BUILTIN = Callable[[Externals, Arguments, ast.expr, State], list[Outcome]]
_FUNCTIONS_BY_NAME: dict[str, _BUILTIN] = {
    "isinstance": Externals._isinstance,  # pyright: ignore[reportPrivateUsage]
    "len": Externals._len,  # pyright: ignore[reportPrivateUsage]
    "getattr": Externals._getattr,  # pyright: ignore[reportPrivateUsage]
    "setattr": Externals._setattr,  # pyright: ignore[reportPrivateUsage]
    "super": Externals._super,  # pyright: ignore[reportPrivateUsage]
    "list": Externals._list,  # pyright: ignore[reportPrivateUsage]
    "tuple": Externals._tuple,  # pyright: ignore[reportPrivateUsage]
    "dict": Externals._dict_call,  # pyright: ignore[reportPrivateUsage]
    "iter": Externals._iter,  # pyright: ignore[reportPrivateUsage]
    "next": Externals._next,  # pyright: ignore[reportPrivateUsage]
    "map": Externals._map,  # pyright: ignore[reportPrivateUsage]
    "filter": Externals._filter,  # pyright: ignore[reportPrivateUsage]
    "sum": Externals._sum,  # pyright: ignore[reportPrivateUsage]
    "reversed": Externals._reversed,  # pyright: ignore[reportPrivateUsage]
    "range": Externals._range,  # pyright: ignore[reportPrivateUsage]
    "type": Externals._type,  # pyright: ignore[reportPrivateUsage]
    "bool": Externals._conversion,  # pyright: ignore[reportPrivateUsage]
    "int": Externals._conversion,  # pyright: ignore[reportPrivateUsage]
    "functools.partial": Externals._partial,  # pyright: ignore[reportPrivateUsage]
    "collections.OrderedDict": Externals._dict_call,  # pyright: ignore[reportPrivateUsage]
    "itertools.chain.from_iterable": Externals._chain_from,  # pyright: ignore[reportPrivateUsage]
    "torch.autograd.backward": Externals._autograd_backward,  # pyright: ignore[reportPrivateUsage]
}
_OTHER_FUNCTIONS = frozenset(name for name in _FUNCTIONS_BY_NAME if "." in name)
__all__ = ["Attribute", "Bound", "Externals", "Record", "events_of", "holders_of"]
