"""The arguments of functions and constructors that nothing calls."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.events import Mode
from torchvet.interpret.methods import Methods
from torchvet.interpret.questions import Questions
from torchvet.interpret.records import ClassObject, LoaderObject, ModuleObject, OptimizerObject
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import ModeState, State
from torchvet.interpret.trace import Trace
from torchvet.interpret.values import ANY_FORM, NOTHING, External, Function, Ref, Tensor, Unknown, Value
from torchvet.program.knowledge.loading import TORCH_LOADER
from torchvet.program.usage import may_be_loader

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
        annotation = parameter.annotation
        if annotation is None or not isinstance(annotation, ast.Name | ast.Attribute):
            return None
        cls = self.evaluate(annotation, state)
        if isinstance(cls, External) and cls.name in _TENSORS:
            return Tensor(ANY_FORM, frozenset({("parameter", parameter)}))
        kind = "other"
        if isinstance(cls, External) or (
            isinstance(cls, Ref) and isinstance(state.read(cls.id), ClassObject)
        ):
            kind = self.class_kind(cls, state)[0]
        identity = self._number(("typed", parameter))
        label = annotation.attr if isinstance(annotation, ast.Attribute) else annotation.id
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
            return None
        return Ref(identity)

    @staticmethod
    def _text_of(owner: Ref | None, state: State) -> ast.AST | None:
        record = state.read(owner.id) if owner is not None else None
        return record.node if isinstance(record, ClassObject) else None
