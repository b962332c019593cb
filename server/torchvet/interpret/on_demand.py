"""Executes of the workspace's other modules what somebody asks for, when somebody asks for it.

Executing a whole module, and all that it imports, would cost a program of a thousand lines the reading of
its whole package. Python's own order shows only where modules change what other modules made (a registry
that fills while modules are imported): what may change an object is executed right after what makes it.
"""

from __future__ import annotations

import ast

from torchvet.immutable import immutable
from torchvet.interpret.core import Core
from torchvet.interpret.events import Mode
from torchvet.interpret.questions import Questions
from torchvet.interpret.records import ClassObject, Frame, Instance, Mapping, ModuleObject, Record, Sequence
from torchvet.interpret.running import Activation
from torchvet.interpret.scope import ModuleScope
from torchvet.interpret.state import ModeState, State, merge
from torchvet.interpret.trace import Trace
from torchvet.interpret.values import External, Ref, Unknown, Value
from torchvet.program.outline import outline_of
from torchvet.source.document import Document
from torchvet.source.nodes import walk

MOST_CONTRIBUTORS = 40
"""A registry that more modules than this may fill is not followed."""


@immutable(frozen=True, slots=True)
class Demanded:
    """What was executed for a name of a module, for the paths that ask for it later.

    Args:
        value: what the name stands for.
        asked: the names of modules that were asked for meanwhile.
        records: the objects that were made.
        modes: their modes.
    """

    value: Value
    asked: tuple[tuple[int, str], ...]
    records: dict[int, Record]
    modes: dict[int, ModeState]


class OnDemand(Core):
    """The part of the interpreter that executes modules name by name."""

    def __init__(self, trace: Trace, project: Questions) -> None:
        super().__init__(trace, project)
        self._running: set[tuple[object, ...]] = set()
        self._circles = 0
        self._module_scopes: dict[int, ModuleScope] = {}
        self._fruitless: dict[str, set[int]] = {}
        self._asked: list[dict[tuple[int, str], None]] = []

    def run_module(self, name: str, document: object, state: State) -> Ref:
        assert isinstance(document, Document)
        frame = self._number(("module", document.filename))
        if frame not in state.heap:
            if frame not in self._module_scopes:
                self._module_scopes[frame] = ModuleScope(document, name, frame)
            state.put(frame, Frame(scope=self._module_scopes[frame], on_demand=True))
        return Ref(frame)

    def frame(self, state: State, identity: int | None = None) -> Frame:
        sought = self.now.frame if identity is None else identity
        record = state.heap.get(sought)
        if record is None:
            # Another path has executed something of that module, and its functions are used here.
            record = Frame(scope=self._module_scopes[sought], on_demand=True)
            state.put(sought, record)
        assert isinstance(record, Frame)
        return record

    def name_of_module(self, identity: int, name: str, state: State) -> Value | None:
        """What a name of a module stands for; None where the module's text doesn't say.

        Args:
            identity: the id of the module's frame.
            name: the name.
            state: the path; what is executed for it is executed on this path.
        """
        key = (identity, name)
        if key in self.memory.absent:
            return None
        if self._asked:
            self._asked[-1][key] = None
        frame = self.frame(state, identity)
        found = frame.fields.get(name)
        if found is None and frame.on_demand:
            self._demand_once(key, frame, state)
            found = self.frame(state, identity).fields.get(name)
        if found is None:
            found = self._submodule(frame, name, state)
        if found is None:
            found = self._behind_stars(identity, name, state)
        if found is None and frame.on_demand and not self._running:
            self.memory.absent.add(key)
        return found

    def _demand_once(self, key: tuple[int, str], frame: Frame, state: State) -> None:
        """Executes what a name needs, or takes over what that made on another path."""
        if ("demand", key) in self._running:
            self._circles += 1
            return
        known = self.memory.demanded.get(key)
        if known is not None:
            self._take_over(key, known, state)
            return
        known_objects, circles = state.heap.ids(), self._circles
        self._asked.append({})
        self._running.add(("demand", key))
        try:
            self._demand(key[0], frame, key[1], state)
        finally:
            self._running.discard(("demand", key))
            asked = self._asked.pop()
        value = self.frame(state, key[0]).fields.get(key[1])
        if value is not None and circles == self._circles:
            records = {one: made for one, made in state.heap.items() if one not in known_objects}
            modes = {one: state.modes[one] for one in records if one in state.modes}
            self.memory.demanded[key] = Demanded(value, tuple(asked), records, modes)

    def _take_over(self, key: tuple[int, str], known: Demanded, state: State) -> None:
        for identity, name in known.asked:
            if (identity, name) != key:
                self.name_of_module(identity, name, state)
        for identity, record in known.records.items():
            if identity not in state.heap:
                state.put(identity, record.copy())
        state.modes.update(known.modes)
        state.write(key[0]).fields[key[1]] = known.value

    def _submodule(self, frame: Frame, name: str, state: State) -> Value | None:
        document = frame.scope.document
        if not document.filename.endswith("__init__.py"):
            return None
        inner = self.project.find_relative(1, name, document)
        return self.run_module(f"{frame.scope.name}.{name}", inner, state) if inner else None

    def _behind_stars(self, identity: int, name: str, state: State) -> Value | None:
        """A name that ``from module import *`` brings; the last such import counts."""
        if name.startswith("_"):
            return None
        is_first = name not in self._fruitless
        fruitless = self._fruitless.setdefault(name, set())
        try:
            for module in reversed(self._stars(identity, state)):
                if isinstance(module, External):
                    found = self.known_name(module, name)
                else:
                    found = self._name_behind_star(module.id, name, state)
                if found is not None:
                    return found
            fruitless.add(identity)
            return None
        finally:
            if is_first:
                del self._fruitless[name]

    def _name_behind_star(self, identity: int, name: str, state: State) -> Value | None:
        if identity in self._fruitless.get(name, ()):
            # Modules that import everything from each other lead there on many ways.
            return None
        frame = self.frame(state, identity)
        text = frame.scope.document.text
        if (name not in text and "import *" not in text) or ("star", identity, name) in self._running:
            return None
        self._running.add(("star", identity, name))
        try:
            return self.name_of_module(identity, name, state)
        finally:
            self._running.discard(("star", identity, name))

    def _stars(self, identity: int, state: State) -> list[Ref | External]:
        frame = self.frame(state, identity)
        if frame.on_demand and not frame.starred:
            written = state.write(identity)
            assert isinstance(written, Frame)
            written.starred = True
            with self.activated(Activation(scope=frame.scope, frame=identity, nodes=self.now.nodes)):
                for star in outline_of(frame.scope.document).stars:
                    self.import_all(star, state)
            frame = self.frame(state, identity)
        return [
            value
            for key, value in frame.fields.items()
            if key.startswith("*") and isinstance(value, Ref | External)
        ]

    def _demand(self, identity: int, frame: Frame, name: str, state: State) -> None:
        """Executes what binds a name of a module, and what may change the object that it stands for."""
        outline = outline_of(frame.scope.document)
        statements = outline.bindings.get(name)
        if not statements:
            return
        for statement in statements:
            self._execute_alone(statement, identity, frame.scope, state, name)
        if name not in self.frame(state, identity).fields:
            symbol = ("name", frame.scope.document.filename, name)
            state.write(identity).fields[name] = Unknown(symbol)
            return
        for statement in outline.effects.get(name, ()):
            self._execute_alone(statement, identity, frame.scope, state)
        self._gather(identity, frame.scope.document, name, state)

    def _execute_alone(
        self, statement: ast.stmt, identity: int, scope: ModuleScope, state: State, name: str | None = None
    ) -> None:
        """Executes a statement of a module's own, as it would be when the module is imported."""
        key = (identity, statement, name if isinstance(statement, ast.Import | ast.ImportFrom) else None)
        if key in self._running:
            self._circles += 1
            return
        self._running.add(key)
        path, grad_enabled, state.path, state.grad_enabled = state.path, state.grad_enabled, (), True
        making_many, self.making_many = self.making_many, 0
        known = _modules(state) if self.assumed_entry and not _only_defines(statement) else None
        try:
            with self.activated(Activation(scope=scope, frame=identity, nodes=self.now.nodes)):
                flow = self._by_name(statement, name, state)
        finally:
            self._running.discard(key)
            self.making_many = making_many
        for after in merge(flow, 1):
            if after is not state:
                state.adopt(after)
        state.path, state.grad_enabled = path, grad_enabled
        if known is not None:
            # What the program has done with it before nobody knows.
            for made in _modules(state) - known:
                state.modes[made] = ModeState(Mode.UNKNOWN)

    def _by_name(self, statement: ast.stmt, name: str | None, state: State) -> list[State]:
        if name is not None and isinstance(statement, ast.Import | ast.ImportFrom):
            return self.import_alone(statement, name, state)
        return self.execute([statement], [state]).normal

    # --- registries ------------------------------------------------------------------------

    def _gather(self, identity: int, document: Document, name: str, state: State) -> None:
        """Executes what fills an object that a module makes empty, in the modules beside it."""
        value = self.frame(state, identity).fields[name]
        if not isinstance(value, Ref) or not self._is_made_empty(value, state):
            return
        doors = self._doors(document, name)
        contributors = [
            other
            for other in self.project.around(document)
            if any(door in other.text for door in doors) and other is not document
        ]
        if len(contributors) > MOST_CONTRIBUTORS:
            self._forget_content(value, state)
            return
        for other in contributors:
            ref = self.run_module(other.filename, other, state)
            frame = self.frame(state, ref.id)
            outline = outline_of(other)
            if not frame.on_demand:
                continue
            for door in sorted(doors & outline.bindings.keys()):
                for statement in outline.effects.get(door, ()):
                    self._execute_alone(statement, ref.id, frame.scope, state)

    def _is_made_empty(self, value: Ref, state: State) -> bool:
        record = state.read(value.id)
        if _is_empty(record):
            return True
        if type(record) is not Instance and not isinstance(record, ClassObject):
            return False
        fields = record.fields if record else {}
        return any(isinstance(inner, Ref) and _is_empty(state.read(inner.id)) for inner in fields.values())

    @staticmethod
    def _doors(document: Document, name: str) -> set[str]:
        """The names through which other modules reach an object: its own, and functions that mention it."""
        doors = {name}
        for statement in document.tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef) and any(
                isinstance(node, ast.Name) and node.id == name for node in walk(statement)
            ):
                doors.add(statement.name)
        return doors

    def _forget_content(self, value: Ref, state: State) -> None:
        record = state.write(value.id)
        unknown = Unknown(("content", value.id))
        if isinstance(record, Mapping):
            record.rest = unknown
        elif isinstance(record, Sequence):
            record.items, record.element = None, unknown
        else:
            for inner in list(record.fields.values()):
                if isinstance(inner, Ref) and _is_empty(state.read(inner.id)):
                    self._forget_content(inner, state)


def _is_empty(record: Record | None) -> bool:
    if isinstance(record, Mapping):
        return not record.entries and record.rest is None
    return isinstance(record, Sequence) and record.kind == "list" and record.items == ()


def _only_defines(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.Import | ast.ImportFrom)


def _modules(state: State) -> set[int]:
    return {identity for identity, record in state.heap.items() if isinstance(record, ModuleObject)}
