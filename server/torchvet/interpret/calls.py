"""Calls of the program's own functions and classes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from torchvet.interpret.core import (
    DEEPEST_CALL,
    MOST_PATHS,
    Activation,
    Arguments,
    Outcome,
    YieldHook,
)
from torchvet.interpret.events import CallSite, Iterates
from torchvet.interpret.records import (
    ClassObject,
    Context,
    Frame,
    Instance,
    LoaderObject,
    Mapping,
    ModuleObject,
    OptimizerObject,
    Stream,
)
from torchvet.interpret.state import State, merge
from torchvet.interpret.statements import Statements
from torchvet.interpret.values import (
    NONE,
    Attribute,
    Bound,
    Constant,
    External,
    Formula,
    Function,
    Parent,
    Partial,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    holders_of,
    join,
)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MOST_RECURSIONS = 2


@lru_cache(maxsize=4096)
def own_nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a function's own body, those of nested functions and classes left out."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node))
    while waiting:
        inner = waiting.pop()
        found.append(inner)
        if not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(inner)
    return tuple(found)


@lru_cache(maxsize=4096)
def is_generator(node: ast.AST) -> bool:
    """Whether a function yields."""
    return any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in own_nodes(node))


@lru_cache(maxsize=4096)
def makes_closures(node: ast.AST) -> bool:
    """Whether a function's frame can outlive its call."""
    return any(isinstance(inner, FunctionNode | ast.ClassDef) for inner in own_nodes(node))


class Calls(Statements):
    """The part of the interpreter that calls the program's own code."""

    def call(self, callee: Value, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        self.spend()
        callee = self.resolve(callee, state)
        if isinstance(callee, Several):
            outcomes: list[Outcome] = []
            for member in callee.values:
                outcomes += self.call(member, arguments, node, state.fork())
            return self.merge_outcomes(outcomes, MOST_PATHS)
        if isinstance(callee, Function):
            return self.call_function(callee, arguments, node, state)
        if isinstance(callee, Bound):
            return self.call_function(callee.function, arguments.with_first(callee.receiver), node, state)
        if isinstance(callee, Partial):
            return self.call(callee.function, self._partial_arguments(callee, arguments), node, state)
        if isinstance(callee, Ref):
            return self._call_object(callee, arguments, node, state)
        if isinstance(callee, External):
            return self.call_external(callee.name, arguments, node, state)
        if isinstance(callee, Attribute):
            return self.call_method(callee.receiver, callee.name, arguments, node, state)
        return self.call_unknown(callee, arguments, node, state)

    def call_external(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Calls something that lives outside the workspace."""
        raise NotImplementedError

    def call_method(
        self, receiver: Value, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Calls a method of a known thing."""
        raise NotImplementedError

    def call_unknown(self, callee: Value, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Calls something that the analysis doesn't know."""
        raise NotImplementedError

    def call_module(self, module: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Calls a module: its forward runs."""
        raise NotImplementedError

    def lose(self, values: list[Value], state: State) -> None:
        """Forgets the modes and gradients of what was handed to code that the analysis can't see."""
        raise NotImplementedError

    @staticmethod
    def _partial_arguments(callee: Partial, arguments: Arguments) -> Arguments:
        return Arguments(
            [*callee.positional, *arguments.positional],
            [*(None for _ in callee.positional), *arguments.nodes],
            {**dict(callee.keywords), **arguments.keywords},
            arguments.keyword_nodes,
            arguments.open_ended,
        )

    def _call_object(self, callee: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        record = state.read(callee.id)
        if isinstance(record, ClassObject):
            return self.instantiate(callee, arguments, node, state)
        if isinstance(record, ModuleObject):
            return self.call_module(callee, arguments, node, state)
        if isinstance(record, Instance):
            method = self.find_method(record.cls, "__call__", state)
            if isinstance(method, Function):
                return self.call_function(method, arguments.with_first(callee), node, state)
            return self.call_method(callee, "__call__", arguments, node, state)
        return self.call_unknown(callee, arguments, node, state)

    def merge_outcomes(self, outcomes: list[Outcome], most: int) -> list[Outcome]:
        """Joins the outcomes that agree on modes and gradients, and more until ``most`` are left."""
        if len(outcomes) < 2:
            return outcomes
        distinct: list[Outcome] = []
        for value, state in outcomes:
            for number, (kept_value, kept) in enumerate(distinct):
                if kept.agrees_with(state):
                    distinct[number] = (join(kept_value, value), kept.join(state))
                    break
            else:
                distinct.append((value, state))
        while len(distinct) > most:
            value, state = distinct.pop()
            kept_value, kept = distinct[-1]
            distinct[-1] = (join(kept_value, value), kept.join(state))
        return distinct

    # --- functions ---------------------------------------------------------------------------------

    def call_function(
        self,
        function: Function,
        arguments: Arguments,
        node: ast.expr,
        state: State,
        *,
        forward_of: int | None = None,
        in_closure: bool = False,
        on_yield: YieldHook | None = None,
        is_entry: bool = False,
    ) -> list[Outcome]:
        """Runs a function of the program.

        Args:
            function: the function.
            arguments: its arguments, the receiver of a method first.
            node: the call.
            state: the state before the call.
            forward_of: the module whose forward it is.
            in_closure: whether it is a closure handed to ``optimizer.step``.
            on_yield: what its ``yield`` does.
            is_entry: whether it is run on its own, from no call in the text.
        """
        if (
            self.now.nodes.count(function.node) >= MOST_RECURSIONS
            or len(self.now.stack) >= DEEPEST_CALL
        ):
            self.lose(arguments.values(), state)
            return [(self.fresh_unknown(node, state, *arguments.values()), state)]
        if is_generator(function.node) and on_yield is None and not function.manager:
            return self._run_generator(function, arguments, node, state)
        frame = self._number(("frame", function.node, self.context_of_call(node, function.node)))
        method_of = arguments.positional[0] if function.owner and arguments.positional else None
        if function.kind in ("static", "class"):
            method_of = None
        state.put(
            frame,
            Frame(scope=function.scope, parent=self._parent_frame(function, state), method_of=method_of, owner=function.owner),
        )
        self._bind_parameters(function, arguments, frame, node, state)
        activation = Activation(
            scope=function.scope,
            frame=frame,
            context=self.context_of_call(node, function.node),
            stack=self.now.stack
            if is_entry
            else (*self.now.stack, CallSite(self.place(node), self._function_name(function, state))),
            loops=self.now.loops,
            nodes=(*self.now.nodes, function.node),
            on_yield=on_yield,
            forward_of=self.now.forward_of if forward_of is None else forward_of,
            in_closure=self.now.in_closure or in_closure,
        )
        self.executed.add(function.node)
        return self._run(function, activation, state)

    @staticmethod
    def _parent_frame(function: Function, state: State) -> int:
        closure = function.closure
        return closure if closure is not None and closure in state.heap else function.scope.frame

    def _function_name(self, function: Function, state: State) -> str:
        if function.owner is not None:
            owner = state.read(function.owner)
            if isinstance(owner, ClassObject):
                return f"{owner.name}.{function.name}"
        return function.name

    def _run(self, function: Function, activation: Activation, state: State) -> list[Outcome]:
        path, grad = state.path, state.grad_enabled
        if function.grad is not None:
            state.grad_enabled = function.grad
        with self.activated(activation):
            if isinstance(function.node, ast.Lambda):
                outcomes = self.evaluate_paths(function.node.body, state)
            else:
                flow = self.execute(function.node.body, [state])
                outcomes = flow.returns + [(NONE, after) for after in flow.normal]
        outcomes = self.merge_outcomes(outcomes, MOST_PATHS)
        for _, after in outcomes:
            after.path = path if after.path[: len(path)] == path else ()
            after.grad_enabled = grad if function.grad is not None else after.grad_enabled
            if not makes_closures(function.node) and activation.on_yield is None:
                after.heap.pop(activation.frame, None)
        return outcomes

    def _run_generator(
        self, function: Function, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Runs a generator function at once, and gives a stream of what it yields."""
        found: list[Value] = []
        over_loader: list[bool] = []
        depth = len(self.now.loops)

        def hook(value: Value, at: State) -> list[Outcome]:
            found.append(value)
            over_loader.append(any(loop.iterates is Iterates.LOADER for loop in self.now.loops[depth:]))
            return [(NONE, at)]

        outcomes = self.call_function(function, arguments, node, state, on_yield=hook)
        element: Value | None = None
        for value in found:
            element = value if element is None else join(element, value)
        results: list[Outcome] = []
        for _, after in outcomes:
            stream = Stream(
                element=element or self.unknown(node),
                iterates=Iterates.LOADER if any(over_loader) else Iterates.OTHER,
                is_iterator=True,
            )
            results.append((self.put(node, stream, after, "generator"), after))
        return results

    def call_generator(
        self,
        callee: Value,
        arguments: object,
        node: ast.expr,
        state: State,
        hook: Callable[[Value, State], list[Outcome]],
    ) -> list[Outcome]:
        assert isinstance(arguments, Arguments)
        if isinstance(callee, Bound):
            arguments = arguments.with_first(callee.receiver)
            callee = callee.function
        assert isinstance(callee, Function)
        return self.call_function(callee, arguments, node, state, on_yield=hook)

    def _bind_parameters(
        self, function: Function, arguments: Arguments, frame: int, node: ast.expr, state: State
    ) -> None:
        spec = function.node.args
        names = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)]
        fields = state.write(frame).fields
        rest = arguments.positional[len(names) :]
        for name, value in zip(names, arguments.positional, strict=False):
            fields[name] = value
        extra: dict[object, Value] = {}
        accepted = set(names) | {parameter.arg for parameter in spec.kwonlyargs}
        for name, value in arguments.keywords.items():
            if name in accepted:
                fields[name] = value
            else:
                extra[name] = value
        self._bind_defaults(function, names, fields, arguments)
        if spec.vararg:
            made = self.make_sequence(spec.vararg, "tuple", rest, state, complete=not arguments.open_ended)
            fields[spec.vararg.arg] = made
        if spec.kwarg:
            mapping = Mapping(entries=extra, rest=Unknown(("kwargs", node)) if arguments.open_ended else None)
            fields[spec.kwarg.arg] = self.put(spec.kwarg, mapping, state, "kwargs")

    def _bind_defaults(
        self, function: Function, names: list[str], fields: dict[str, Value], arguments: Arguments
    ) -> None:
        spec = function.node.args
        defaults = dict(zip(names[len(names) - len(function.defaults) :], function.defaults, strict=True))
        for name, default in zip(spec.kwonlyargs, function.keyword_defaults, strict=False):
            if default is not None:
                defaults[name.arg] = default
        for name in (*names, *(parameter.arg for parameter in spec.kwonlyargs)):
            if name in fields:
                continue
            default = defaults.get(name)
            if default is None or arguments.open_ended:
                unknown: Value = Unknown(("parameter", function.node, name, self.now.context))
                fields[name] = unknown if default is None else join(default, unknown)
            else:
                fields[name] = default

    # --- classes -------------------------------------------------------------------------------------

    def ancestry(self, cls: Value, state: State) -> list[Value]:
        """A class and its bases, as far as text shows them, in the order of look-up."""
        found: list[Value] = []
        waiting = [cls]
        while waiting and len(found) < 64:
            current = self.resolve(waiting.pop(0), state)
            if current in found:
                continue
            found.append(current)
            record = state.read(current.id) if isinstance(current, Ref) else None
            if isinstance(record, ClassObject):
                waiting = [*record.bases, *waiting]
            elif isinstance(current, Several):
                waiting = [*current.values, *waiting]
        return found

    def find_method(self, cls: Value, name: str, state: State) -> Value | None:
        """A class's attribute; None where text shows none."""
        for ancestor in self.ancestry(cls, state):
            record = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(record, ClassObject) and name in record.fields:
                return record.fields[name]
        return None

    def instantiate(self, cls: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Makes an object of a class of the program."""
        instance = self.put(node, self.new_object(cls, arguments, node, state), state, "object", cls.id)
        state.modes.pop(instance.id, None)
        record = state.heap[cls.id]
        assert isinstance(record, ClassObject)
        init = self.find_method(cls, "__init__", state)
        if isinstance(init, Function):
            outcomes = self.call_function(init, arguments.with_first(instance), node, state)
            outcomes = [(instance, after) for _, after in outcomes]
        else:
            self._fill_fields(cls, instance, arguments, state)
            outcomes = [(instance, state)]
        for _, after in outcomes:
            self.object_made(instance, after)
        return self.merge_outcomes(outcomes, MOST_PATHS)

    def new_object(self, cls: Ref, arguments: Arguments, node: ast.expr, state: State) -> Instance:
        """The empty object of a class, of the kind that its bases say."""
        raise NotImplementedError

    def object_made(self, instance: Ref, state: State) -> None:
        """Called when an object's ``__init__`` has run."""

    def _fill_fields(self, cls: Ref, instance: Ref, arguments: Arguments, state: State) -> None:
        """What ``@dataclass`` and ``NamedTuple`` do with the arguments."""
        names: list[str] = []
        for ancestor in reversed(self.ancestry(cls, state)):
            record = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(record, ClassObject):
                for statement in record.node.body:
                    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                        names.append(statement.target.id)
        fields = state.write(instance.id).fields
        for name, value in zip(dict.fromkeys(names), arguments.positional, strict=False):
            fields[name] = value
        fields.update(arguments.keywords)

    # --- attributes ------------------------------------------------------------------------------------

    def attribute(self, value: Value, name: str, node: ast.AST, state: State) -> Value:
        value = self.resolve(value, state)
        if isinstance(value, Ref):
            return self._attribute_of_object(value, name, node, state)
        if isinstance(value, External):
            return self.external_attribute(value, name)
        if isinstance(value, Tensor):
            return self.attribute_of_tensor(value, name, state)
        if isinstance(value, Unknown):
            derived = Unknown(("attr", value.symbol, name), value.holders, value.events, value.captures)
            return self.resolve(derived, state)
        if isinstance(value, Several):
            found: Value | None = None
            for member in value.values:
                if member == NONE:
                    continue
                one = self.attribute(member, name, node, state)
                found = one if found is None else join(found, one)
            return found or self.unknown(node)
        if isinstance(value, Parent):
            return self._attribute_of_parent(value, name, state)
        if isinstance(value, Constant | Formula):
            return Attribute(value, name)
        if isinstance(value, Attribute):
            return self._attribute_of_unseen(value, name, state)
        if isinstance(value, Bound | Function) and name == "__wrapped__":
            return value
        return Unknown(("attr", value, name))

    def _attribute_of_unseen(self, value: Attribute, name: str, state: State) -> Value:
        """An attribute of an attribute that no text defines (``vgg16().features.eval``)."""
        receiver = value.receiver
        origin = receiver.id if isinstance(receiver, Ref) else receiver
        symbol = ("attr", ("attr", origin, value.name), name)
        return self.resolve(Unknown(symbol, holders_of(receiver)), state)

    def external_attribute(self, value: External, name: str) -> Value:
        """An attribute of something outside the workspace."""
        raise NotImplementedError

    def attribute_of_tensor(self, value: Tensor, name: str, state: State) -> Value:
        """An attribute of a tensor."""
        return Attribute(value, name)

    def _attribute_of_object(self, value: Ref, name: str, node: ast.AST, state: State) -> Value:
        record = state.read(value.id)
        if record is None:
            return Unknown(("attr", value.id, name))
        if isinstance(record, Frame):
            return self.name_in_module(record, name, node, state)
        if isinstance(record, ClassObject):
            return self._attribute_of_class(value, name, state)
        found = self.special_attribute(value, name, state)
        if found is not None:
            return found
        if name in record.fields:
            return self.resolve(record.fields[name], state)
        if isinstance(record, Instance):
            return self._inherited(value, record, name, node, state)
        return Attribute(value, name)

    def name_in_module(self, module: Frame, name: str, node: ast.AST, state: State) -> Value:
        """A name of a module of the workspace."""
        raise NotImplementedError

    def special_attribute(self, value: Ref, name: str, state: State) -> Value | None:
        """An attribute whose meaning torch gives (``module.training``); None for any other."""
        return None

    def _attribute_of_class(self, cls: Ref, name: str, state: State) -> Value:
        for ancestor in self.ancestry(cls, state):
            record = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(record, ClassObject) and name in record.fields:
                found = record.fields[name]
                if isinstance(found, Function) and found.kind == "class":
                    return Bound(found, cls)
                return found
            if isinstance(ancestor, External) and ancestor.name != "builtins.object":
                return Attribute(cls, name)
        return Unknown(("attr", cls.id, name))

    def _inherited(self, value: Ref, record: Instance, name: str, node: ast.AST, state: State) -> Value:
        found = self.find_method(record.cls, name, state)
        if found is None:
            return self.missing_attribute(value, record, name, state)
        if not isinstance(found, Function):
            return found
        if found.kind == "static":
            return found
        if found.kind == "class":
            return Bound(found, record.cls)
        if found.kind == "property":
            expression = node if isinstance(node, ast.expr) else ast.Constant(None)
            outcomes = self.call_function(found, Arguments([value], [None]), expression, state)
            return self.one_path(outcomes, state)
        return Bound(found, value)

    def missing_attribute(self, value: Ref, record: Instance, name: str, state: State) -> Value:
        """An attribute that the program's own text doesn't define."""
        own = all(
            isinstance(state.read(ancestor.id) if isinstance(ancestor, Ref) else None, ClassObject)
            for ancestor in self.ancestry(record.cls, state)
            if ancestor != External("builtins.object")
        )
        if own and type(record) is Instance:
            return self.resolve(Unknown(("attr", value.id, name)), state)
        return Attribute(value, name)

    def _attribute_of_parent(self, value: Parent, name: str, state: State) -> Value:
        receiver = value.receiver
        record = state.read(receiver.id) if isinstance(receiver, Ref) else None
        cls = record.cls if isinstance(record, Instance) else Ref(value.owner)
        above = False
        for ancestor in self.ancestry(cls, state):
            if above:
                base = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
                if isinstance(base, ClassObject) and name in base.fields:
                    found = base.fields[name]
                    if isinstance(found, Function) and found.kind != "static":
                        return Bound(found, receiver)
                    return found
            above = above or ancestor == Ref(value.owner)
        return Attribute(receiver, name)

    def assign_attribute(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> None:
        target = self.resolve(target, state)
        if self.assign_special(target, name, value, node, state):
            return
        if isinstance(target, Unknown):
            state.refined[("attr", target.symbol, name)] = value
            return
        identities = self.refs(target, state)
        for identity in identities:
            if identity not in state.heap:
                continue
            record = state.write(identity)
            if isinstance(record, Instance):
                setter = self.find_method(record.cls, name, state)
                if isinstance(setter, Function) and setter.kind == "property":
                    continue
            old = record.fields.get(name)
            record.fields[name] = value if len(identities) == 1 or old is None else join(old, value)

    def assign_special(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> bool:
        """Whether the assignment has a meaning that torch gives (``p.grad = None``), and was done."""
        return False

    def known_decorator(self, function: Function, decorator: Value, state: State) -> Value | None:
        if isinstance(decorator, External):
            kind = {
                "builtins.staticmethod": "static",
                "builtins.classmethod": "class",
                "builtins.property": "property",
                "functools.cached_property": "property",
                "torch.jit.unused": "function",
            }.get(decorator.name)
            if kind:
                return replace(function, kind=kind)
            if decorator.name in ("contextlib.contextmanager", "contextlib.asynccontextmanager"):
                return replace(function, manager=True)
            grad = {"torch.no_grad": False, "torch.inference_mode": False, "torch.enable_grad": True}.get(
                decorator.name
            )
            if grad is not None:
                return replace(function, grad=grad)
            return function
        if isinstance(decorator, Ref):
            record = state.read(decorator.id)
            if isinstance(record, Context):
                return replace(function, grad=record.grad)
            return None if isinstance(record, ClassObject) else function
        return None if isinstance(decorator, Function) else function
