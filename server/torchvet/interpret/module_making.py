"""How modules are made, and layers that a module's mode doesn't reach."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.arguments import kept_arguments
from torchvet.interpret.events import HiddenIn, HiddenModule
from torchvet.interpret.modes import Modes
from torchvet.interpret.records import ClassObject, Mapping, ModuleObject, Sequence
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import Constant, External, Ref, Value, members
from torchvet.program.knowledge.containers import CONTAINERS
from torchvet.program.knowledge.layer import Dependence


class ModuleMaking(Modes):
    """The part of the interpreter that makes modules."""

    def put_module(
        self,
        name: str,
        arguments: Arguments,
        node: ast.expr,
        state: State,
        *,
        label: str | None = None,
        known: bool = True,
        opaque: bool = False,
    ) -> Ref:
        """Makes a module of an external class."""
        record = ModuleObject(
            cls=External(name),
            arguments=kept_arguments(arguments),
            made_at=self.place(node),
            label=label or name.rpartition(".")[2],
            known=known,
            opaque=opaque,
        )
        made = self.put(node, record, state, "module", name)
        state.modes.pop(made.id, None)
        state.gradients.pop(made.id, None)
        if name in CONTAINERS:
            self.fill_container(made.id, name, arguments, node, state)
        self._note_made_in_forward(made, node, state)
        return made

    def fill_container(
        self, identity: int, name: str, arguments: Arguments, node: ast.AST, state: State
    ) -> None:
        """Puts the children into a ``Sequential``, ``ModuleList`` or ``ModuleDict``."""
        record = state.write(identity)
        assert isinstance(record, ModuleObject)
        values = list(arguments.positional)
        if len(values) == 1 and isinstance(values[0], Ref):
            inner = state.read(values[0].id)
            if isinstance(inner, Mapping):
                record.items.update({str(key): value for key, value in inner.entries.items()})
                record.opaque = record.opaque or inner.rest is not None
                return
            if isinstance(inner, Sequence):
                pairs = [self._pair(item, state) for item in inner.items or ()]
                if pairs and all(pair is not None for pair in pairs):
                    record.items.update({pair[0]: pair[1] for pair in pairs if pair is not None})
                    return
                values = list(inner.items) if inner.items is not None else []
                if inner.items is None:
                    values = [*([inner.element] if inner.element is not None else []), *inner.tail]
                    record.tail = len(inner.tail)
        if arguments.open_ended:
            record.tail = arguments.tail
        for position, value in enumerate(values):
            for member in members(value):
                record.items[f"{len(record.items)}"] = member
            if len(members(value)) > 1:
                # None of several is surely there: what is known to come last begins after them.
                following = len(values) - position - 1
                record.tail = following if record.tail is None else min(record.tail, following)
        unseen = any(not isinstance(self.resolve(m, state), Ref) for value in values for m in members(value))
        record.opaque = record.opaque or unseen or not values

    def _pair(self, value: Value, state: State) -> tuple[str, Value] | None:
        """A (name, module) pair of an ``OrderedDict([...])``."""
        record = state.read(value.id) if isinstance(value, Ref) else None
        if isinstance(record, Sequence) and record.items is not None and len(record.items) == 2:
            name = record.items[0]
            if isinstance(name, Constant) and isinstance(name.value, str):
                return name.value, record.items[1]
        return None

    def _note_made_in_forward(self, made: Ref, node: ast.expr, state: State) -> None:
        owner = self.now.forward_of
        if owner is None or owner < 0 or self.module(owner, state) is None:
            return
        if self.frame(state).method_of != Ref(owner):
            return
        if self.own_dependence(made.id, state) is not Dependence.YES:
            return
        self.made_in_forward.append((owner, made.id, node, self.now))

    def forward_ended(self, owner: int, outcomes: list[Outcome]) -> None:
        """Records the layers that a forward made and didn't keep: ``eval()`` never reaches them."""
        waiting = [one for one in self.made_in_forward if one[0] == owner]
        self.made_in_forward = [one for one in self.made_in_forward if one[0] != owner]
        for _, made, node, activation in waiting:
            if not outcomes or any(self._is_kept(made, owner, after) for _, after in outcomes):
                continue
            state = outcomes[0][1]
            with self.activated(activation):
                self.record(
                    HiddenModule,
                    node,
                    state,
                    owner=self.module_thing(owner, state),
                    hidden=(self.module_thing(made, state),),
                    inside=HiddenIn.FORWARD,
                    attribute=None,
                )

    def _is_kept(self, made: int, owner: int, state: State) -> bool:
        """Whether a layer is out of sight, or within its owner after all."""
        return self.module(made, state) is None or made in self.descendants(owner, state)

    def object_made(self, instance: Ref, state: State) -> None:
        if self.module(instance.id, state) is not None:
            self._find_hidden(instance.id, state)

    def _find_hidden(self, identity: int, state: State) -> None:
        record = self.module(identity, state)
        assert record is not None
        reachable = set(self.descendants(identity, state))
        for name, value in record.fields.items():
            container = state.read(value.id) if isinstance(value, Ref) else None
            if not isinstance(container, Sequence | Mapping) or container.made_at is None:
                continue
            hidden = [inner for inner in self._modules_in(container, state) if inner not in reachable]
            dependent = [inner for inner in hidden if self.mode_layers(inner, state)[0] is Dependence.YES]
            if not dependent:
                continue
            with self.activated(replace(self.now, scope=self._scope_of(record, state))):
                self.record(
                    HiddenModule,
                    container.made_at.node,
                    state,
                    owner=self.module_thing(identity, state),
                    hidden=tuple(self.module_thing(inner, state) for inner in dependent),
                    inside=HiddenIn.DICT if isinstance(container, Mapping) else HiddenIn.LIST,
                    attribute=name,
                )

    def _scope_of(self, record: ModuleObject, state: State):
        base = state.read(record.cls.id) if isinstance(record.cls, Ref) else None
        return base.scope if isinstance(base, ClassObject) else self.now.scope

    def _modules_in(self, container: Sequence | Mapping, state: State) -> list[int]:
        values: list[Value] = []
        if isinstance(container, Mapping):
            values = [*container.entries.values(), *([container.rest] if container.rest else [])]
        else:
            values = [*(container.items or ()), *([container.element] if container.element else [])]
        found: list[int] = []
        for value in values:
            found += [i for i in self.refs(value, state) if self.module(i, state) is not None]
        return found

    def _inherited_init(self, receiver: Ref, arguments: Arguments, node: ast.expr, state: State) -> None:
        record = self.module(receiver.id, state)
        if record is None:
            return
        for ancestor in self.ancestry(record.cls, state):
            if isinstance(ancestor, External) and ancestor.name in CONTAINERS:
                self.fill_container(receiver.id, ancestor.name, arguments, node, state)
                return
