"""What Python finds or makes by name: ``eval``, ``globals()``, named tuples, targets of configurations."""

from __future__ import annotations

import ast
from collections.abc import Callable

from torchvet.interpret.engines import Engines
from torchvet.interpret.records import ClassObject, Instance, Mapping
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import NONE, TRUE, Constant, External, Partial, Ref, Value
from torchvet.program.knowledge.names import canonical
from torchvet.source.document import Document

_TARGET = "_target_"


class Reflection(Engines):
    """The part of the interpreter that goes from texts to things."""

    def _eval(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        text = arguments.get(0, "source")
        name = text.value.strip() if isinstance(text, Constant) and isinstance(text.value, str) else ""
        if not _is_dotted(name):
            if "(" in name:
                self.lose_all(state)
            return None
        first, *rest = name.split(".")
        return [(self._attributes(self.look_up(first, state), rest, node, state), state)]

    def _exec(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        """A text that nobody reads is executed: it may change all modes and gradients."""
        self.lose_all(state)
        return [(NONE, state)]

    def _names_here(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        """``locals()["name"]``, ``vars()["name"]``: as much of the running code's names as is asked for."""
        name = _asked_for(self.now.scope.document, node)
        if name is None or arguments.positional:
            return None
        record = Mapping(entries={name: self.look_up(name, state)}, made_at=self.place(node))
        return [(self.put(node, record, state, "locals"), state)]

    def _globals(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        """``globals()["Name"]``: as much of the module's names as is asked for."""
        name = _asked_for(self.now.scope.document, node)
        if name is None:
            return None
        value = self.name_in_module(self.frame(state, self.now.scope.frame), name, node, state)
        record = Mapping(entries={name: value}, made_at=self.place(node))
        return [(self.put(node, record, state, "globals"), state)]

    def _named_tuple(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        names = self._field_names(arguments.get(1, "field_names") or arguments.get(1, "fields"), node, state)
        title = arguments.get(0, "typename")
        if names is None or not isinstance(title, Constant):
            return None
        definition = ast.ClassDef(name=str(title.value), bases=[], keywords=[], body=[], decorator_list=[])
        for name in names:
            target, annotation = ast.Name(name, ast.Store()), ast.Name("object", ast.Load())
            definition.body.append(ast.AnnAssign(target, annotation, None, simple=1))
        for inner in ast.walk(definition):
            ast.copy_location(inner, node)
        bases: tuple[Value, ...] = (External("typing.NamedTuple"),)
        made = ClassObject(node=definition, scope=self.now.scope, bases=bases)
        return [(self.put(node, made, state, "named tuple"), state)]

    def _field_names(self, given: Value | None, node: ast.expr, state: State) -> list[str] | None:
        if isinstance(given, Constant) and isinstance(given.value, str):
            return given.value.replace(",", " ").split()
        names: list[str] = []
        for item in (self.elements(given, node, state) or ()) if given is not None else ():
            pair = self.elements(item, node, state)
            name = pair[0] if pair and isinstance(item, Ref) else item
            if not isinstance(name, Constant) or not isinstance(name.value, str):
                return None
            names.append(name.value)
        return names or None

    def _namespace(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        if arguments.open_ended:
            return None
        cls = External("types.SimpleNamespace")
        made = Instance(cls=cls, made_at=self.place(node), fields=dict(arguments.keywords))
        return [(self.put(node, made, state, "namespace"), state)]

    def _import_by_name(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        name = arguments.get(0, "name")
        if not isinstance(name, Constant) or not _is_dotted(name.value):
            return None
        return [(self.import_module(str(name.value), node, state), state)]

    def _object_by_name(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        name = arguments.get(0, "path")
        if not isinstance(name, Constant) or not _is_dotted(name.value):
            return None
        return [(self._found(str(name.value), node, state), state)]

    def _instantiate(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome] | None:
        """``instantiate(config, …)`` of hydra: calls what the configuration's ``_target_`` names."""
        config = arguments.get(0, "config")
        record = state.read(config.id) if isinstance(config, Ref) else None
        target = record.entries.get(_TARGET) if isinstance(record, Mapping) else None
        if not isinstance(record, Mapping) or not isinstance(target, Constant) or record.rest is not None:
            return None
        if not _is_dotted(target.value):
            return None
        keywords = {
            str(key): self._instantiated(value, node, state)
            for key, value in record.entries.items()
            if not str(key).startswith("_")
        }
        keywords.update((name, value) for name, value in arguments.keywords.items() if name[:1] != "_")
        callee = self._found(str(target.value), node, state)
        rest, nodes = arguments.positional[1:], arguments.nodes[1:]
        if TRUE in (record.entries.get("_partial_"), arguments.keywords.get("_partial_")):
            return [(Partial(callee, tuple(rest), tuple(keywords.items())), state)]
        made = Arguments(rest, nodes, keywords, arguments.keyword_nodes, arguments.open_ended)
        return self.call(callee, made, node, state)

    def _instantiated(self, value: Value, node: ast.expr, state: State) -> Value:
        """A part of a configuration: what it makes, where it names a target itself."""
        record = state.read(value.id) if isinstance(value, Ref) else None
        if not isinstance(record, Mapping) or _TARGET not in record.entries:
            return value
        made = self._instantiate(Arguments([value], [None]), node, state)
        return self.one_path(made, state) if made else self.unknown(node)

    def _found(self, name: str, node: ast.expr, state: State) -> Value:
        """The thing of a qualified name, in the workspace or outside."""
        parts = name.split(".")
        for length in range(len(parts) - 1, 0, -1):
            document = self.project.find_module(".".join(parts[:length]), self.now.scope.document)
            if document is not None:
                module = self.run_module(".".join(parts[:length]), document, state)
                return self._attributes(module, parts[length:], node, state)
        return External(canonical(name))

    def _attributes(self, value: Value, names: list[str], node: ast.expr, state: State) -> Value:
        for name in names:
            value = self.attribute(value, name, node, state)
        return value


def _is_dotted(text: object) -> bool:
    return isinstance(text, str) and all(part.isidentifier() for part in text.split("."))


def _asked_for(document: Document, node: ast.AST) -> str | None:
    """The name that is looked up in a mapping: ``globals()["Name"]``, ``globals().get("Name")``."""
    match document.parent_of(node):
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Attribute(attr="get") as method:
            call = document.parent_of(method)
            first = call.args[0] if isinstance(call, ast.Call) and call.args else None
            return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
        case _:
            return None


_Finder = Callable[[Reflection, Arguments, ast.expr, State], "list[Outcome] | None"]

FOUND_BY_NAME: dict[str, _Finder] = {
    "builtins.eval": Reflection._eval,  # pyright: ignore[reportPrivateUsage]
    "builtins.exec": Reflection._exec,  # pyright: ignore[reportPrivateUsage]
    "builtins.locals": Reflection._names_here,  # pyright: ignore[reportPrivateUsage]
    "builtins.vars": Reflection._names_here,  # pyright: ignore[reportPrivateUsage]
    "builtins.globals": Reflection._globals,  # pyright: ignore[reportPrivateUsage]
    "collections.namedtuple": Reflection._named_tuple,  # pyright: ignore[reportPrivateUsage]
    "typing.NamedTuple": Reflection._named_tuple,  # pyright: ignore[reportPrivateUsage]
    "types.SimpleNamespace": Reflection._namespace,  # pyright: ignore[reportPrivateUsage]
    "argparse.Namespace": Reflection._namespace,  # pyright: ignore[reportPrivateUsage]
    "importlib.import_module": Reflection._import_by_name,  # pyright: ignore[reportPrivateUsage]
    "hydra.utils.instantiate": Reflection._instantiate,  # pyright: ignore[reportPrivateUsage]
    "hydra.utils.call": Reflection._instantiate,  # pyright: ignore[reportPrivateUsage]
    "hydra.utils.get_class": Reflection._object_by_name,  # pyright: ignore[reportPrivateUsage]
    "hydra.utils.get_method": Reflection._object_by_name,  # pyright: ignore[reportPrivateUsage]
    "hydra.utils.get_object": Reflection._object_by_name,  # pyright: ignore[reportPrivateUsage]
}
"""The functions that go from a name to a thing; they give None where the name isn't known."""
