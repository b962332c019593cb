"""What a loop or a comprehension runs over."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import cast

from torchvet.interpret.decisions import Decisions
from torchvet.interpret.events import Iterates, LoopPass
from torchvet.interpret.records import (
    ClassObject,
    Frame,
    Instance,
    LoaderObject,
    Mapping,
    ModuleObject,
    Sequence,
    Stream,
)
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    NONE,
    Constant,
    External,
    Function,
    Ref,
    Tensor,
    Unknown,
    Value,
    join,
    members,
)
from torchvet.program.knowledge.containers import LIST_CONTAINERS
from torchvet.program.usage import PARAMETER_METHODS, is_requires_grad


class Iterations(Decisions):
    """The part of the interpreter that knows what iterables give."""

    def elements(self, value: Value, node: ast.AST, state: State) -> list[Value] | None:
        record = state.read(value.id) if isinstance(value, Ref) else None
        if isinstance(record, ModuleObject):
            list_like = isinstance(record.cls, External) and record.cls.name in LIST_CONTAINERS
            return list(record.items.values()) if list_like and not record.opaque and record.items else None
        return self._elements_of_plain_things(value, node, state)

    def _elements_of_plain_things(self, value: Value, node: ast.AST, state: State) -> list[Value] | None:
        """The elements of a value in order; None where they aren't all known."""
        if isinstance(value, Ref):
            record = state.read(value.id)
            if isinstance(record, Sequence) and record.items is not None:
                return list(record.items)
            if isinstance(record, Mapping) and record.rest is None:
                return [Constant(key) for key in record.entries]
            if type(record) is Instance and self._is_named_tuple(record, state):
                return list(record.fields.values())
        if isinstance(value, Constant) and isinstance(value.value, str) and len(value.value) <= 8:
            return [Constant(letter) for letter in value.value]
        return None

    def _is_named_tuple(self, record: Instance, state: State) -> bool:
        cls = state.read(record.cls.id) if isinstance(record.cls, Ref) else None
        return isinstance(cls, ClassObject) and External("typing.NamedTuple") in cls.bases

    def element_of(self, value: Value, node: ast.AST, state: State) -> Value:
        """What one turn of a loop over a value gets."""
        found: Value | None = None
        for member in members(value):
            member = self.resolve(member, state)
            one = self._element_of_one(member, node, state)
            found = one if found is None else join(found, one)
        return found or self.unknown(node)

    def _element_of_one(self, value: Value, node: ast.AST, state: State) -> Value:
        if isinstance(value, Ref):
            record = state.read(value.id)
            if isinstance(record, Sequence):
                return record.any_element() or self.fresh_unknown(node, state)
            if isinstance(record, Stream):
                self._renew(record.element, state)
                return record.element
            if isinstance(record, LoaderObject):
                return self.batch_of(node, state)
            if isinstance(record, Mapping):
                return self.fresh_unknown(node, state)
            return self.element_of_thing(value, node, state)
        tensor = self.as_tensor(value, state)
        if isinstance(tensor, Tensor):
            return Tensor(tensor.facts, tensor.holders, tensor.events)
        if isinstance(value, Unknown):
            symbol = ("element", value.symbol, node)
            state.forget(symbol)
            return Unknown(symbol, value.holders, value.events, value.captures)
        return self.fresh_unknown(node, state, value)

    def _renew(self, element: Value, state: State) -> None:
        """Forgets what was decided about the element of the turn before."""
        if isinstance(element, Unknown):
            state.forget(element.symbol)
        record = state.read(element.id) if isinstance(element, Ref) else None
        if isinstance(record, Sequence):
            for item in record.items or ():
                self._renew(item, state)

    def element_of_thing(self, value: Ref, node: ast.AST, state: State) -> Value:
        record = state.read(value.id)
        if isinstance(record, ModuleObject) and record.items:
            found: Value | None = None
            for item in record.items.values():
                found = item if found is None else join(found, item)
            return found or self.unknown(node)
        if isinstance(record, Instance):
            made = self._iterated(value, record, node, state)
            if made is not None:
                return made
        return self.fresh_unknown(node, state, value)

    def _iterated(self, value: Ref, record: Instance, node: ast.AST, state: State) -> Value | None:
        expression = node if isinstance(node, ast.expr) else ast.Constant(None)
        for name in ("__iter__", "__next__", "__getitem__"):
            method = self.find_method(record.cls, name, state)
            if isinstance(method, Function):
                result = self.one_path(
                    self.call_function(method, Arguments([value], [None]), expression, state), state
                )
                if name == "__iter__" and result != value:
                    return self.element_of(result, node, state)
                if name != "__iter__":
                    return result
        return None

    def _what_it_runs_over(self, iterable: Value, node: ast.expr, state: State):
        found = self._what_known_things_run_over(iterable, node, state)
        if found[0].value != "other":
            return found
        for member in members(iterable):
            record = state.read(member.id) if isinstance(member, Ref) else None
            if type(record) is Instance and isinstance(record.cls, Ref):
                # A wrapper of the program's own around a loader (a prefetcher) runs over the loader.
                for value in record.fields.values():
                    for inner in self.refs(value, state):
                        if isinstance(state.read(inner), LoaderObject | Stream):
                            kind, _, batch = self._what_known_things_run_over(Ref(inner), node, state)
                            return kind, node, batch
        return found

    def _what_known_things_run_over(
        self, iterable: Value, node: ast.expr, state: State
    ) -> tuple[Iterates, ast.expr | None, ast.expr | None]:
        for member in members(iterable):
            record = state.read(member.id) if isinstance(member, Ref) else None
            if isinstance(record, LoaderObject):
                return Iterates.LOADER, node, None
            if isinstance(record, Stream):
                return record.iterates, record.loader_node, record.one_batch
            if isinstance(record, Sequence) and record.repeated is not None:
                return Iterates.REPEATED_BATCH, None, record.repeated
        return Iterates.OTHER, None, None

    @staticmethod
    def _first_element(iterable: Value, state: State) -> Value | None:
        record = state.read(iterable.id) if isinstance(iterable, Ref) else None
        return record.first if isinstance(record, Stream) else None

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, state: State
    ) -> Value:
        elements = self._comprehension_elements(node, state)
        if isinstance(node, ast.DictComp):
            record = Mapping(made_at=self.place(node))
            for key, value in elements[0]:
                if isinstance(key, Constant):
                    record.entries[key.value] = value
                else:
                    record.rest = value if record.rest is None else join(record.rest, value)
            return self.put(node, record, state, "dict")
        values = [value for _, value in elements[0]]
        made = self.make_sequence(node, "list", values, state, complete=elements[1])
        if self._keeps_what_learns(node, state):
            cast("Sequence", state.write(made.id)).whole = True
        self.comprehension_over_loader(node, made, state)
        return made

    def _keeps_what_learns(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, state: State) -> bool:
        """Whether a comprehension takes all parameters of a module but those that are frozen."""
        source = node.generators[0]
        if len(node.generators) > 1 or not all(is_requires_grad(test) for test in source.ifs):
            return False
        if isinstance(source.iter, ast.Name):
            return self.are_whole(self.evaluate(source.iter, state), state)
        called = source.iter.func if isinstance(source.iter, ast.Call) else None
        return isinstance(called, ast.Attribute) and called.attr in PARAMETER_METHODS

    def are_whole(self, value: Value, state: State) -> bool:
        """Whether a value is a list of all parameters of a module."""
        records = [state.read(member.id) for member in members(value) if isinstance(member, Ref)]
        return bool(records) and all(isinstance(each, Sequence) and each.whole for each in records)

    def _comprehension_elements(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, state: State
    ) -> tuple[list[tuple[Value, Value]], bool]:
        """The keys and values of a comprehension, and whether these are all of them in order."""
        identity = self.identity(node, "scope")
        state.put(identity, Frame(scope=self.now.scope, parent=self.now.frame))

        with self.activated(replace(self.now, frame=identity)):
            return self._comprehension_turns(node, 0, state)

    def _comprehension_turns(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, depth: int, state: State
    ) -> tuple[list[tuple[Value, Value]], bool]:
        if depth == len(node.generators):
            if isinstance(node, ast.DictComp):
                return [(self.evaluate(node.key, state), self.evaluate(node.value, state))], True
            return [(NONE, self.evaluate(node.elt, state))], True
        generator = node.generators[depth]
        iterable = self.evaluate(generator.iter, state)
        known = self.elements(iterable, generator.iter, state)
        complete = known is not None and len(known) <= 16
        turns = (
            known if known is not None and complete else [self.element_of(iterable, generator.iter, state)]
        )
        iterates = self._what_it_runs_over(iterable, generator.iter, state)[0]
        self.making_many += not complete
        try:
            with self.looping(LoopPass(self.place(node), iterates, first=True)):
                return self._comprehension_results(node, depth, turns, complete, state)
        finally:
            self.making_many -= not complete

    def _comprehension_results(
        self,
        node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
        depth: int,
        turns: list[Value],
        complete: bool,
        state: State,
    ) -> tuple[list[tuple[Value, Value]], bool]:
        generator = node.generators[depth]
        results: list[tuple[Value, Value]] = []
        for number, element in enumerate(turns):
            self.assign(generator.target, element, state)
            skipped = False
            for test in generator.ifs:
                known_truth = self.truth(self.evaluate(test, state), state)
                skipped = skipped or known_truth is False
                complete = complete and known_truth is not None
            if not skipped:
                # What each turn makes is another object.
                with self.activated(replace(self.now, context=self._context_of_turn(node, number))):
                    more, all_of_them = self._comprehension_turns(node, depth + 1, state)
                results += more
                complete = complete and all_of_them
        return results, complete

    def _context_of_turn(self, node: ast.AST, number: int) -> int:
        """A number for the running calls in a turn of a comprehension whose turns are all known."""
        return self._number(("turn", self.now.context, node, number)) if number else self.now.context
