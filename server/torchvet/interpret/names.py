"""Names and imports."""

from __future__ import annotations

import ast

from torchvet.interpret.on_demand import OnDemand
from torchvet.interpret.records import Frame
from torchvet.interpret.state import State
from torchvet.interpret.values import Constant, External, Ref, Unknown, Value
from torchvet.program.imports import BUILTINS
from torchvet.program.knowledge.known import KNOWN_NAMES
from torchvet.program.knowledge.names import canonical


class Names(OnDemand):
    """The part of the interpreter that looks names up, binds them and follows imports."""

    def _name(self, node: ast.Name, state: State) -> Value:
        return self.look_up(node.id, state)

    def look_up(self, name: str, state: State) -> Value:
        found = self._look_up_in_frames(name, state)
        if isinstance(found, Unknown) and found.symbol[0] == "name":
            starred = self._behind_stars(self.now.scope.frame, name, state)
            return found if starred is None else self.resolve(starred, state)
        return found

    def _look_up_in_frames(self, name: str, state: State) -> Value:
        """The value of a name in the running code."""
        identity: int | None = self.now.frame
        first = True
        get = state.heap.get
        while identity is not None:
            frame = get(identity)
            if type(frame) is not Frame:
                frame = self.frame(state, identity)
            if first or not frame.is_class:
                if name in frame.outer_names:
                    identity = frame.outer_names[name]
                    first = True
                    continue
                found = frame.fields.get(name)
                if found is None and frame.on_demand:
                    found = self.name_of_module(identity, name, state)
                if found is not None:
                    return self.resolve(found, state) if state.refined else found
            identity = frame.parent
            first = False
        if name == "__name__":
            return Constant(self.now.scope.name)
        if name in BUILTINS:
            return External(f"builtins.{name}")
        return self.resolve(Unknown(("name", self.now.scope.name, name)), state)

    def known_name(self, module: External, name: str) -> External | None:
        """A name of something outside the workspace, where a table knows it."""
        candidate = canonical(f"{module.name}.{name}")
        return External(candidate) if self.is_known(candidate) else None

    @staticmethod
    def is_known(name: str) -> bool:
        """Whether a table knows the name."""
        return name in KNOWN_NAMES

    def rebind(self, name: str, value: Value, state: State) -> None:
        """Sets a name where it is bound already, in the running code or around it."""
        identity: int | None = self.now.frame
        while identity is not None:
            frame = self.frame(state, identity)
            if name in frame.fields:
                state.write(identity).fields[name] = value
                return
            identity = frame.parent

    def bind(self, name: str, value: Value, state: State) -> None:
        """Sets a name of the running code."""
        target = self.now.frame
        frame = state.heap.write(target)
        if type(frame) is Frame and name in frame.outer_names:
            frame = state.heap.write(frame.outer_names[name])
        frame.fields[name] = value

    def _outer_names(self, node: ast.Global | ast.Nonlocal, state: State) -> list[State]:
        frame = state.write(self.now.frame)
        assert isinstance(frame, Frame)
        frame.outer_names = dict(frame.outer_names)
        for name in node.names:
            frame.outer_names[name] = self._home_of(name, node, state)
        return [state]

    def _home_of(self, name: str, node: ast.Global | ast.Nonlocal, state: State) -> int:
        if isinstance(node, ast.Global):
            return self.now.scope.frame
        identity = self.frame(state).parent
        while identity is not None:
            frame = self.frame(state, identity)
            if name in frame.fields and not frame.is_class:
                return identity
            identity = frame.parent
        return self.now.scope.frame

    def _import(self, node: ast.Import, state: State) -> list[State]:
        for alias in node.names:
            self._import_alias(alias, node, state)
        return [state]

    def _import_alias(self, alias: ast.alias, node: ast.Import, state: State) -> None:
        if alias.asname:
            self.bind(alias.asname, self.import_module(alias.name, node, state), state)
        else:
            self.import_module(alias.name, node, state)
            top = alias.name.split(".")[0]
            self.bind(top, self.import_module(top, node, state), state)

    def _import_from(self, node: ast.ImportFrom, state: State) -> list[State]:
        for alias in node.names:
            if alias.name == "*":
                self.import_all(node, state)
            else:
                self.bind(alias.asname or alias.name, self.import_name(node, alias.name, state), state)
        return [state]

    def import_alone(self, node: ast.Import | ast.ImportFrom, name: str, state: State) -> list[State]:
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                if name == (alias.asname or alias.name):
                    self.bind(name, self.import_name(node, alias.name, state), state)
            elif name == (alias.asname or alias.name.partition(".")[0]):
                self._import_alias(alias, node, state)
        return [state]

    def import_module(self, name: str, node: ast.AST, state: State) -> Value:
        document = self.project.find_module(name, self.now.scope.document)
        if document is None:
            return External(canonical(name))
        return self.run_module(name, document, state)

    def import_name(self, node: ast.ImportFrom, name: str, state: State) -> Value:
        module = self._module_of(node, state)
        if module is None:
            return External(canonical(f"{'.' * node.level}{node.module or ''}.{name}"))
        if isinstance(module, Ref):
            record = self.frame(state, module.id)
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
            state.write(self.now.scope.frame).fields[f"*{module.id}"] = module
        elif isinstance(module, External):
            state.write(self.now.scope.frame).fields[f"*{module.name}"] = module

    def name_in_module(self, module: Frame, name: str, node: ast.AST, state: State) -> Value:
        found = self.name_of_module(module.scope.frame, name, state)
        if found is not None:
            return self.resolve(found, state)
        return self.resolve(Unknown(("name", module.scope.document.filename, name)), state)
