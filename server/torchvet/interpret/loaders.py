"""Loaders, their iterators, and what loops run through on the way to them."""

from __future__ import annotations

import ast

from torchvet.interpret.events import Iterates, LoaderUse, Place, Use
from torchvet.interpret.optimizers import Optimizers
from torchvet.interpret.records import LoaderObject, Sequence, Stream
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import NO_EVENTS, Constant, Ref, Unknown, Value, join
from torchvet.program.knowledge.loading import TRANSPARENT_ITERABLES, Iteration


class Loaders(Optimizers):
    """The part of the interpreter that knows loaders."""

    def record_loader_use(
        self,
        use: Use,
        node: ast.expr,
        loader: ast.expr,
        state: State,
        *,
        one_batch: Place | None = None,
        makes_batches: bool = True,
    ) -> int:
        event = self.record(
            LoaderUse,
            node,
            state,
            use=use,
            loader_node=loader,
            one_batch=one_batch,
            makes_batches=makes_batches,
        )
        return event.index

    def batch_of(self, node: ast.AST, state: State, event: int | None = None) -> Value:
        symbol = ("batch", node, self.now.context)

        state.forget(symbol)
        return Unknown(symbol, events=frozenset({event}) if event is not None else NO_EVENTS)

    def loader_listed_for_one(self, listed: object, node: ast.expr, state: State) -> None:
        assert isinstance(listed, Place)
        expression = listed.node
        loader = self._listed_loader(expression)
        if loader is not None and isinstance(expression, ast.expr):
            self.record_loader_use(Use.LISTED, expression, loader, state, one_batch=self.place(node))

    def note_kept_list(self, value: Value, state: State) -> None:
        for identity in self.refs(value, state):
            record = state.read(identity)
            if isinstance(record, Sequence) and record.listed is not None:
                expression = record.listed.node
                loader = self._listed_loader(expression)
                if loader is not None and isinstance(expression, ast.expr):
                    self.record_loader_use(Use.LIST_KEPT, expression, loader, state)

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
        element, target = node.elt, generator.target
        if not isinstance(element, ast.Name) or not isinstance(target, ast.Name) or element.id != target.id:
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
            if known is not None and name == "itertools.cycle" and len(known) == 1:
                one = self._only_element(nodes[0])
                repeated = Stream(element=known[0], iterates=Iterates.REPEATED_BATCH, one_batch=one)
                return self.put(node, repeated, state, "stream")
            if known is not None and entry.iteration is Iteration.ITEMS and name != "itertools.cycle":
                return inside[0]
            if known is not None and entry.iteration is Iteration.ENUMERATED and len(known) <= 8:
                pairs = [
                    self._tuple_at(node, number, [Constant(number), item], state)
                    for number, item in enumerate(known)
                ]
                return self.make_sequence(node, "list", list(pairs), state)
        if entry.iteration is Iteration.ZIPPED:
            columns = [self.elements(value, node, state) for value in inside]
            if all(column is not None and len(column) <= 8 for column in columns):
                rows = zip(*(column for column in columns if column is not None), strict=False)
                tuples = [self._tuple_at(node, number, list(row), state) for number, row in enumerate(rows)]
                return self.make_sequence(node, "list", list(tuples), state)
        return self._stream(entry.iteration, inside, nodes, node, state)

    @staticmethod
    def _only_element(display: ast.expr | None) -> ast.expr | None:
        if isinstance(display, ast.List | ast.Tuple) and len(display.elts) == 1:
            return display.elts[0]
        return display

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

    def _loader_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name == "__iter__":
            source = (
                node.func.value
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                else node
            )
            return self._iter(Arguments([receiver], [source]), node, state)
        if (
            name in ("next", "__next__")
            and isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
        ):
            use = Use.NEXT_METHOD if name == "next" else Use.NEXT_ON_LOADER
            self.record_loader_use(use, node, node.func.value, state)
            return [(self.batch_of(node, state), state)]
        return [(self.fresh_unknown(node, state), state)]

    def _stream_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.read(receiver.id)
        assert isinstance(record, Stream)
        if name == "__next__":
            return [(record.element, state)]
        if name == "next" and record.is_iterator and isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                self.record_loader_use(Use.NEXT_METHOD, node, node.func.value, state)
            return [(self.batch_of(node, state), state)]
        return [(self.fresh_unknown(node, state), state)]
