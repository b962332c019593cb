"""The arguments of functions and constructors that nothing calls."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import reduce
from typing import cast

from torchvet.interpret.events import Mode
from torchvet.interpret.methods import Methods
from torchvet.interpret.questions import Questions
from torchvet.interpret.records import ClassObject, Instance, LoaderObject, ModuleObject, OptimizerObject
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import ModeState, State
from torchvet.interpret.trace import Trace
from torchvet.interpret.values import (
    ANY_FORM,
    NONE,
    NOTHING,
    OF_TYPE,
    External,
    Function,
    Ref,
    Tensor,
    Unknown,
    Value,
    join,
)
from torchvet.program.annotations import alternatives, is_none
from torchvet.program.knowledge.loading import TORCH_LOADER
from torchvet.program.usage import may_be_loader
from torchvet.source.nodes import remembered

_TENSORS = frozenset({"torch.Tensor", "torch.FloatTensor", "torch.LongTensor", "torch.nn.Parameter"})


class GivenArguments(Methods):
    """The part of the interpreter that makes what uncalled functions, methods and constructors are given."""

    def __init__(self, trace: Trace, project: Questions) -> None:
        super().__init__(trace, project)
        self.made_by_type: list[int] = []
        """The classes that are being made because a parameter is annotated with them."""

    def new_by_type(self, cls: Ref, node: ast.AST, state: State) -> list[Outcome]:
        """An object of a class, made with arguments of which only the annotated types are known."""
        return self.instantiate(cls, self._arguments_by_type(cls, state), self.stand_in(node), state)

    def _arguments_by_type(self, cls: Ref, state: State) -> Arguments:
        """What a constructor is given by a call that nobody sees, where its annotations say what that is."""
        arguments, constructor = Arguments(open_ended=True), self.find_method(cls, "__init__", state)
        if not isinstance(constructor, Function) or cls.id in self.made_by_type:
            return arguments
        spec, frame = constructor.node.args, self.parent_frame(constructor, state)
        self.made_by_type.append(cls.id)
        try:
            with self.activated(replace(self.now, scope=constructor.scope, frame=frame)):
                for parameter in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs][1:]:
                    typed = self._typed(constructor.node, parameter, state, cls)
                    if typed is not None:
                        arguments.keywords[parameter.arg] = typed
        finally:
            self.made_by_type.pop()
        return arguments

    def fill_declared_fields(self, instance: Ref, set_by_methods: frozenset[str], state: State) -> None:
        """Gives an object that nothing makes what its class declares and nothing sets: ``model: Net``.

        Args:
            instance: the object.
            set_by_methods: the fields that its methods set.
            state: the state.
        """
        made = state.read(instance.id)
        assert isinstance(made, Instance)
        for ancestor in self.ancestry(made.cls, state):
            cls = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(ancestor, Ref) and isinstance(cls, ClassObject):
                lacking = [each for each in _declarations(cls.node) if each.arg not in set_by_methods]
                self._fill_declared(cls, ancestor, lacking, instance, state)

    def _fill_declared(
        self, cls: ClassObject, owner: Ref, declarations: list[ast.arg], instance: Ref, state: State
    ) -> None:
        method = next((each for each in cls.fields.values() if isinstance(each, Function)), None)
        if method is None or owner.id in self.made_by_type:
            return
        frame = self.parent_frame(method, state)
        with self.activated(replace(self.now, scope=cls.scope, frame=frame)):
            for declaration in declarations:
                record = state.read(instance.id)
                known = record.fields.get(declaration.arg) if isinstance(record, Instance) else NONE
                if known is None:
                    typed = self._typed(cls.node, declaration, state, owner)
                    if typed is not None:
                        state.write(instance.id).fields[declaration.arg] = typed

    def fill_parameters(self, function: Function, arguments: Arguments, state: State) -> None:
        frame = self.parent_frame(function, state)
        with self.activated(replace(self.now, scope=function.scope, frame=frame)):
            self._fill_parameters(function, arguments, state)

    def _fill_parameters(self, function: Function, arguments: Arguments, state: State) -> None:
        spec = function.node.args
        parameters = [*spec.posonlyargs, *spec.args]
        first_default = len(parameters) - len(function.defaults)
        for position, parameter in enumerate(parameters):
            if position < len(arguments.positional):
                continue
            default = function.defaults[position - first_default] if position >= first_default else None
            arguments.positional.append(self._given(function, parameter, default, state))
            arguments.nodes.append(None)
        for parameter, default in zip(spec.kwonlyargs, function.keyword_defaults, strict=False):
            arguments.keywords[parameter.arg] = self._given(function, parameter, default, state)
        arguments.open_ended = spec.vararg is not None or spec.kwarg is not None

    def _given(self, function: Function, parameter: ast.arg, default: Value | None, state: State) -> Value:
        """What a parameter is given by a call that nobody sees.

        A flag that is off by default is on in other calls: either may be. A class or a function by default
        is what calls that say nothing of it use.
        """
        typed = self._typed(function.node, parameter, state)
        if typed is not None:
            return typed
        is_class = isinstance(default, Ref) and isinstance(state.read(default.id), ClassObject)
        if default is not None and (is_class or isinstance(default, External | Function)):
            return default
        return Unknown(("parameter", function.node, parameter.arg))

    def _typed(
        self, function: ast.AST, parameter: ast.arg, state: State, owner: Ref | None = None
    ) -> Value | None:
        """A value of the type that a parameter is annotated with; None where that says nothing.

        Args:
            function: whose parameter it is.
            parameter: the parameter.
            state: the state.
            owner: the class, where the function is its constructor.
        """
        types = alternatives(parameter.annotation)
        values = [self._of_type(each, function, parameter, state, owner) for each in types]
        others = [value for value in values if isinstance(value, Unknown)]
        known = [value for value in values if value not in others]
        if all(value == NONE for value in known):
            return None
        if len(others) > 1 and all(each.symbol[0] == OF_TYPE for each in others):
            classes = tuple(cls for each in others for cls in cast("tuple[Value, ...]", each.symbol[2]))
            others = [Unknown((OF_TYPE, parameter, classes))]
        return reduce(join, [*known, *others])

    def _of_type(
        self, annotation: ast.expr, function: ast.AST, parameter: ast.arg, state: State, owner: Ref | None
    ) -> Value:
        """A value of one type that an annotation names; unknown where that says nothing of torch's things."""
        if is_none(annotation):
            return NONE
        if not isinstance(annotation, ast.Name | ast.Attribute):
            return Unknown(("parameter", function, parameter.arg))
        cls = self.evaluate(annotation, state)
        if isinstance(cls, External) and cls.name in _TENSORS:
            return Tensor(ANY_FORM, frozenset({("parameter", parameter)}))
        kind = "other"
        if isinstance(cls, External) or (
            isinstance(cls, Ref) and isinstance(state.read(cls.id), ClassObject)
        ):
            kind = self.class_kind(cls, state)[0]
        label = annotation.attr if isinstance(annotation, ast.Attribute) else annotation.id
        identity = self._number(("typed", parameter, label))
        if kind == "optimizer":
            state.put(identity, OptimizerObject(cls=cls, label=label, holders=NOTHING, complete=False))
        elif kind == "loader" and (
            cls != External(TORCH_LOADER)
            or may_be_loader(function, parameter.arg, self._text_of(owner, state))
        ):
            state.put(identity, LoaderObject(cls=cls))
        elif kind == "module" and isinstance(cls, Ref):
            made = self.one_path(self.new_by_type(cls, parameter, state), state)
            if isinstance(made, Ref):
                self.start_in(made.id, Mode.UNKNOWN, state)
            return made
        elif kind == "module":
            state.put(identity, ModuleObject(cls=cls, label=label, known=False, opaque=True))
            state.modes[identity] = ModeState(Mode.UNKNOWN)
        else:
            return Unknown((OF_TYPE, parameter, (cls,)))
        return Ref(identity)

    @staticmethod
    def _text_of(owner: Ref | None, state: State) -> ast.AST | None:
        record = state.read(owner.id) if owner is not None else None
        return record.node if isinstance(record, ClassObject) else None


@remembered
def _declarations(cls: ast.ClassDef) -> tuple[ast.arg, ...]:
    """What a class declares and gives no value, as parameters are declared."""
    return tuple(
        ast.copy_location(ast.arg(statement.target.id, statement.annotation), statement)
        for statement in cls.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.value is None
    )
