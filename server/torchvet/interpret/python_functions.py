"""Python's own functions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce

from torchvet.interpret.arguments import kept_arguments
from torchvet.interpret.events import Iterates, Place, Use
from torchvet.interpret.losing import Losing
from torchvet.interpret.records import LONGEST_SEQUENCE, Instance, LoaderObject, Mapping, Sequence, Stream
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    ANY_FORM,
    FALSE,
    NONE,
    OTHER_FORM,
    TRUE,
    Constant,
    External,
    Function,
    Parent,
    Partial,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    join,
    members,
)
from torchvet.program.usage import is_requires_grad

MOST_CALLED = 8
"""A function that is given to ``map`` or ``reduce`` is called for each of so many elements, else once."""


class PythonFunctions(Losing):
    """The part of the interpreter that calls Python's own functions."""

    def _isinstance(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) == 2:
            answers = {
                self.is_instance(member, arguments.positional[1], state)
                for member in members(arguments.positional[0])
            }
            if len(answers) == 1:
                known = answers.pop()
                if known is not None:
                    return [(TRUE if known else FALSE, state)]
        return [(self.fresh_unknown(node, state), state)]

    def _is_class(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        given = Arguments([*arguments.positional, External("builtins.type")], [*arguments.nodes, None])
        return self._isinstance(given, node, state)

    def _len(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        value = arguments.positional[0] if arguments.positional else NONE
        known = self.elements(value, node, state)
        if known is not None:
            return [(Constant(len(known)), state)]
        if isinstance(value, Unknown):
            return [(Unknown(("len", value.symbol)), state)]
        own = self.call_special("__len__", (value,), node, state)
        if own is not None:
            return [(own, state)]
        if isinstance(value, Ref):
            return [(Unknown(("len", value.id)), state)]
        return [(self.unknown(node), state)]

    def _getattr(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) >= 2:
            owner, name = arguments.positional[:2]
            if isinstance(name, Constant) and isinstance(name.value, str):
                return [(self.attribute(owner, name.value, node, state), state)]
            names = [each.value for each in members(name) if isinstance(each, Constant)]
            if isinstance(name, Several) and len(names) == len(name.values) and isinstance(owner, Ref):
                found = [self.attribute(owner, str(each), node, state) for each in names]
                return [(reduce(join, found), state)]
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
                self._set_unnamed(owner, value, state)
        return [(NONE, state)]

    def _set_unnamed(self, owner: Value, value: Value, state: State) -> None:
        """``setattr`` with a name that isn't known: the value is kept, nobody knows where."""
        for identity in self.refs(owner, state):
            fields = state.write(identity).fields
            fields[f"?{len(fields)}"] = value

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
            kind=kind,
            items=None,
            element=self.element_of(source, node, state),
            made_at=self.place(node),
            whole=self.are_whole(source, state),
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
        kind, loader, batch = self._what_it_runs_over(
            source, arguments.nodes[0] or node if arguments.nodes else node, state
        )
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
        fresh_here = (
            expression is not None
            and record.fresh is expression
            and not self._is_filled_anew(record.loader_node, state)
        )
        if record.iterates is Iterates.LOADER and fresh_here and record.loader_node is not None:
            event = self.record_loader_use(
                Use.NEXT_OF_NEW_ITERATOR,
                node,
                record.loader_node,
                state,
                makes_batches=self._makes_batches(record.loader_node, state),
            )
            return self.batch_of(node, state, event)
        if record.iterates is Iterates.LOADER:
            return self.batch_of(node, state)
        return record.element

    def _is_filled_anew(self, loader: ast.expr | None, state: State) -> bool:
        """Whether a loader is made anew at each turn of the running loop, for data made there too."""
        if loader is None or not self.now.loops:
            return False
        loop = self.now.loops[-1].place.node
        for identity in self.refs(self.evaluate(loader, state), state):
            record = state.read(identity)
            if not isinstance(record, LoaderObject) or not self._stands_in(record.made_at, loop):
                return False
            data = record.arguments.get(0, record.arguments.get("dataset"))
            if data is None or not self._stands_in(self._maker(data, state), loop):
                return False
        return True

    def _maker(self, value: Value, state: State) -> object:
        """Where a value is made: an object, or what a function gives that nobody knows."""
        if isinstance(value, Unknown) and value.symbol[0] == "made":
            node = value.symbol[1]
            return Place(self.now.scope.document, node) if isinstance(node, ast.AST) else None
        return getattr(state.read(value.id) if isinstance(value, Ref) else None, "made_at", None)

    @staticmethod
    def _stands_in(place: object, loop: ast.AST) -> bool:
        if not isinstance(place, Place) or not isinstance(place.node, ast.expr):
            return False
        current: ast.AST | None = place.node
        while current is not None and current is not loop:
            current = place.document.parent_of(current)
        return current is loop

    def _makes_batches(self, loader: ast.expr, state: State) -> bool:
        records = [state.read(identity) for identity in self.refs(self.evaluate(loader, state), state)]
        return all(record.makes_batches for record in records if isinstance(record, LoaderObject))

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

    def _turns(self, source: Value, node: ast.expr, state: State) -> tuple[list[Value], bool]:
        """The elements that a function is called with, and whether these are all, each in its place."""
        known = self.elements(source, node, state)
        if known is not None and len(known) <= MOST_CALLED:
            return known, True
        return [self.element_of(source, node, state)], False

    def _of_unknown_order(
        self, element: Value, node: ast.expr, state: State, made_by: str, *, whole: bool = False
    ) -> list[Outcome]:
        """A list of such elements; nobody knows in which order, nor how many there are."""
        record = Sequence(kind="list", items=None, element=element, made_at=self.place(node), whole=whole)
        return [(self.put(node, record, state, made_by), state)]

    def _map(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) < 2:
            return [(self.unknown(node), state)]
        function, source = arguments.positional[:2]
        turns, are_all = self._turns(source, node, state)
        items = [
            self.one_path(self.call(function, Arguments([turn], [None]), node, state), state)
            for turn in turns
        ]
        made = self.make_sequence(node, "list", items, state, complete=are_all)
        return [(made, state)]

    def _filter(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        function, source = arguments.positional if len(arguments.positional) == 2 else (NONE, NONE)
        known = self.elements(source, node, state)
        if known is None or len(known) > LONGEST_SEQUENCE:
            test = arguments.nodes[0] if arguments.nodes else None
            learns = isinstance(test, ast.Lambda) and is_requires_grad(test.body)
            element = self.element_of(source, node, state)
            whole = learns and self.are_whole(source, state)
            return self._of_unknown_order(element, node, state, "filtered", whole=whole)
        kept: list[Value] = []
        is_sure = True
        for element in known:
            test = element
            if function != NONE:
                called = self.call(function, Arguments([element], [None]), node, state)
                test = self.one_path(called, state)
            outcome = self.truth(test, state)
            is_sure = is_sure and outcome is not None
            kept += [element] if outcome is not False else []
        return [(self.make_sequence(node, "list", kept, state, complete=is_sure), state)]

    def _sum(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        holders, events = self.sources(arguments.values(), state)
        if not holders and not events:
            return [(self.unknown(node), state)]
        return [(Tensor(OTHER_FORM, holders, events), state)]

    def _reversed(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        source = arguments.positional[0] if arguments.positional else NONE
        known = self.elements(source, node, state)
        if known is not None:
            return [(self.make_sequence(node, "list", known[::-1], state), state)]
        return [(source, state)]

    def _chain_from(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        source = arguments.positional[0] if arguments.positional else NONE
        element = self.element_of(self.element_of(source, node, state), node, state)
        return self._of_unknown_order(element, node, state, "chain")

    def _range(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        numbers = [
            v.value for v in arguments.positional if isinstance(v, Constant) and isinstance(v.value, int)
        ]
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

    def _field(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        record = Instance(
            cls=External("dataclasses.field"), arguments=kept_arguments(arguments), made_at=self.place(node)
        )
        return [(self.put(node, record, state, "field"), state)]

    def _sorted(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Nobody knows the order of what is sorted, only what is in it."""
        source = arguments.positional[0] if arguments.positional else NONE
        known = self.elements(source, node, state)
        if known is not None and len(known) < 2:
            return [(self.make_sequence(node, "list", known, state), state)]
        return self._of_unknown_order(self.element_of(source, node, state), node, state, "sorted")

    def _reduce(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) < 2:
            return [(self.unknown(node), state)]
        function, source = arguments.positional[:2]
        turns, are_all = self._turns(source, node, state)
        result = arguments.positional[2] if len(arguments.positional) > 2 else None
        for turn in turns:
            if result is None:
                result = turn
                continue
            called = self.call(function, Arguments([result, turn], [None, None]), node, state)
            result = self.one_path(called, state)
        return [(result if result is not None and are_all else self.unknown(node), state)]

    def _text(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        for value in arguments.positional:
            self.show(value, node, state)
        return [(self.fresh_unknown(node, state), state)]

    def _print(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        self._text(arguments, node, state)
        return [(NONE, state)]

    def _bool(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if arguments.positional:
            decisive = self.special_truth(arguments.positional[0], node, state)
            if decisive is not None:
                return [(decisive, state)]
        return self._conversion(arguments, node, state)

    def _conversion(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if len(arguments.positional) == 1 and isinstance(arguments.positional[0], Unknown | Constant):
            return [(arguments.positional[0], state)]
        return [(self.fresh_unknown(node, state), state)]

    def _autograd_grad(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """``torch.autograd.grad``: nothing accumulates, and nothing leads back unless a graph is made."""
        if self.truth(arguments.keywords.get("create_graph", FALSE), state) is False:
            return [(self.unknown(node), state)]
        return [(self.fresh_unknown(node, state, *arguments.values()), state)]

    def _autograd_backward(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        holders, events = self.sources(arguments.values(), state)
        self.backward(Tensor(ANY_FORM, holders, events), node, state)
        return [(NONE, state)]


_BUILTIN = Callable[[PythonFunctions, Arguments, ast.expr, State], list[Outcome]]

FUNCTIONS_BY_NAME: dict[str, _BUILTIN] = {
    "isinstance": PythonFunctions._isinstance,  # pyright: ignore[reportPrivateUsage]
    "len": PythonFunctions._len,  # pyright: ignore[reportPrivateUsage]
    "getattr": PythonFunctions._getattr,  # pyright: ignore[reportPrivateUsage]
    "setattr": PythonFunctions._setattr,  # pyright: ignore[reportPrivateUsage]
    "super": PythonFunctions._super,  # pyright: ignore[reportPrivateUsage]
    "list": PythonFunctions._list,  # pyright: ignore[reportPrivateUsage]
    "tuple": PythonFunctions._tuple,  # pyright: ignore[reportPrivateUsage]
    "dict": PythonFunctions._dict_call,  # pyright: ignore[reportPrivateUsage]
    "iter": PythonFunctions._iter,  # pyright: ignore[reportPrivateUsage]
    "next": PythonFunctions._next,  # pyright: ignore[reportPrivateUsage]
    "map": PythonFunctions._map,  # pyright: ignore[reportPrivateUsage]
    "filter": PythonFunctions._filter,  # pyright: ignore[reportPrivateUsage]
    "sum": PythonFunctions._sum,  # pyright: ignore[reportPrivateUsage]
    "reversed": PythonFunctions._reversed,  # pyright: ignore[reportPrivateUsage]
    "range": PythonFunctions._range,  # pyright: ignore[reportPrivateUsage]
    "type": PythonFunctions._type,  # pyright: ignore[reportPrivateUsage]
    "sorted": PythonFunctions._sorted,  # pyright: ignore[reportPrivateUsage]
    "functools.reduce": PythonFunctions._reduce,  # pyright: ignore[reportPrivateUsage]
    "str": PythonFunctions._text,  # pyright: ignore[reportPrivateUsage]
    "repr": PythonFunctions._text,  # pyright: ignore[reportPrivateUsage]
    "format": PythonFunctions._text,  # pyright: ignore[reportPrivateUsage]
    "print": PythonFunctions._print,  # pyright: ignore[reportPrivateUsage]
    "bool": PythonFunctions._bool,  # pyright: ignore[reportPrivateUsage]
    "int": PythonFunctions._conversion,  # pyright: ignore[reportPrivateUsage]
    "dataclasses.field": PythonFunctions._field,  # pyright: ignore[reportPrivateUsage]
    "inspect.isclass": PythonFunctions._is_class,  # pyright: ignore[reportPrivateUsage]
    "functools.partial": PythonFunctions._partial,  # pyright: ignore[reportPrivateUsage]
    "collections.OrderedDict": PythonFunctions._dict_call,  # pyright: ignore[reportPrivateUsage]
    "itertools.chain.from_iterable": PythonFunctions._chain_from,  # pyright: ignore[reportPrivateUsage]
    "torch.autograd.grad": PythonFunctions._autograd_grad,  # pyright: ignore[reportPrivateUsage]
    "torch.autograd.backward": PythonFunctions._autograd_backward,  # pyright: ignore[reportPrivateUsage]
}

QUALIFIED_FUNCTIONS = frozenset(name for name in FUNCTIONS_BY_NAME if "." in name)
