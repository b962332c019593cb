"""Executes statements: branches are followed apart, loops to a fixpoint."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from torchvet.interpret.core import MOST_PATHS, Flow, Outcome, forget
from torchvet.interpret.events import Iterates, LoopEntered, LoopPass
from torchvet.interpret.expressions import Expressions
from torchvet.interpret.records import ClassObject, Frame, LoaderObject, Sequence, Stream
from torchvet.interpret.state import State, common_start, merge
from torchvet.interpret.values import (
    NONE,
    Constant,
    External,
    Function,
    Ref,
    Several,
    Unknown,
    Value,
    join,
    members,
)

MOST_TURNS = 8
"""A loop over a known list is executed turn by turn up to this many elements."""
MOST_PASSES = 4


class Statements(Expressions):
    """The part of the interpreter that executes statements."""

    def execute(self, body: list[ast.stmt], states: list[State]) -> Flow:
        flow = Flow()
        current = states
        for statement in body:
            if not current:
                break
            following: list[State] = []
            for state in current:
                one = self._statement(statement, state)
                if isinstance(one, Flow):
                    flow.take_exits(one)
                    following += one.normal
                else:
                    following += one
            current = merge(following, MOST_PATHS)
        flow.normal = current
        return flow

    def _statement(self, node: ast.stmt, state: State) -> Flow | list[State]:
        self.spend()
        handler = _HANDLERS.get(type(node))
        return handler(self, node, state) if handler else [state]

    # --- simple statements ------------------------------------------------------------------------

    def _expression(self, node: ast.Expr, state: State) -> list[State]:
        if isinstance(node.value, ast.Attribute):
            self.bare_attribute(node.value, state)
        return [after for _, after in self.evaluate_paths(node.value, state)]

    def bare_attribute(self, node: ast.Attribute, state: State) -> None:
        """Called for an attribute that is a whole statement."""

    def _assign(self, node: ast.Assign, state: State) -> list[State]:
        outcomes = self.evaluate_paths(node.value, state)
        for value, after in outcomes:
            for target in node.targets:
                self.assign(target, value, after)
        return [after for _, after in outcomes]

    def _annotated(self, node: ast.AnnAssign, state: State) -> list[State]:
        if node.value is None:
            return [state]
        outcomes = self.evaluate_paths(node.value, state)
        for value, after in outcomes:
            self.assign(node.target, value, after)
        return [after for _, after in outcomes]

    def _augmented(self, node: ast.AugAssign, state: State) -> list[State]:
        load = self._as_load(node.target)
        current = self.evaluate(load, state)
        value = self.evaluate(node.value, state)
        if self.manual_update(node, current, value, state):
            return [state]
        if isinstance(current, Ref) and isinstance(state.read(current.id), Sequence):
            self.extend(current, value, node, state)
            return [state]
        self.assign(node.target, self.operate(node.op, current, value, node, state), state)
        return [state]

    @staticmethod
    def _as_load(target: ast.expr) -> ast.expr:
        # Evaluation doesn't look at the context, so that the very node can be read.
        return target

    def manual_update(self, node: ast.AugAssign, current: Value, value: Value, state: State) -> bool:
        """Whether the statement is a step by hand (``p.data -= lr * p.grad``)."""
        return False

    def extend(self, target: Ref, value: Value, node: ast.AST, state: State) -> None:
        """Adds the elements of a value to a list."""
        record = state.write(target.id)
        assert isinstance(record, Sequence)
        more = self.elements(value, node, state)
        if record.items is not None and more is not None and len(record.items) + len(more) <= 64:
            record.items = (*record.items, *more)
            return
        added = self.element_of(value, node, state)
        known = record.any_element()
        record.items, record.element = None, added if known is None else join(known, added)

    def assign(self, target: ast.expr, value: Value, state: State) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, value, state)
        elif isinstance(target, ast.Attribute):
            owner = self.evaluate(target.value, state)
            self.assign_attribute(owner, target.attr, value, target, state)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target, value, state)
        elif isinstance(target, ast.Subscript):
            self._assign_item(target, value, state)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, self.make_sequence(target, "list", [value], state, complete=False), state)

    def _unpack(self, target: ast.Tuple | ast.List, value: Value, state: State) -> None:
        value = self.resolve(value, state)
        known = self.elements(value, target, state)
        starred = next((i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred)), None)
        if known is not None and starred is None and len(known) == len(target.elts):
            for part, element in zip(target.elts, known, strict=True):
                self.assign(part, element, state)
            return
        if known is not None and starred is not None and len(known) >= len(target.elts) - 1:
            after = len(target.elts) - starred - 1
            middle = known[starred : len(known) - after]
            for part, element in zip(target.elts[:starred], known[:starred], strict=True):
                self.assign(part, element, state)
            rest = target.elts[starred]
            assert isinstance(rest, ast.Starred)
            self.assign(rest.value, self.make_sequence(rest, "list", middle, state), state)
            for part, element in zip(target.elts[starred + 1 :], known[len(known) - after :], strict=True):
                self.assign(part, element, state)
            return
        if isinstance(value, Several):
            self._unpack_several(target, value, state)
            return
        self._unpack_unknown(target, value, state)

    def _unpack_several(self, target: ast.Tuple | ast.List, value: Several, state: State) -> None:
        rows = [self.elements(member, target, state) for member in value.values]
        fitting = [row for row in rows if row is not None and len(row) == len(target.elts)]
        for position, part in enumerate(target.elts):
            found: Value | None = None if len(fitting) == len(rows) else self._part(value, position, part, state)
            for row in fitting:
                found = row[position] if found is None else join(found, row[position])
            self.assign(part, found or self.unknown(part), state)

    def _unpack_unknown(self, target: ast.Tuple | ast.List, value: Value, state: State) -> None:
        for position, part in enumerate(target.elts):
            self.assign(part, self._part(value, position, part, state), state)

    def _part(self, value: Value, position: int, part: ast.expr, state: State) -> Value:
        if isinstance(value, Unknown):
            symbol = ("item", value.symbol, Constant(position))
            return self.resolve(Unknown(symbol, value.holders, value.events, value.captures), state)
        return self.element_of(value, part, state)

    def _assign_item(self, target: ast.Subscript, value: Value, state: State) -> None:
        container = self.evaluate(target.value, state)
        key = self.evaluate(target.slice, state)
        for identity in self.refs(container, state):
            self.set_item(identity, key, value, state)
        if isinstance(container, Unknown):
            state.refined[("item", container.symbol, key)] = value

    def set_item(self, identity: int, key: Value, value: Value, state: State) -> None:
        """``container[key] = value``."""
        from torchvet.interpret.records import Mapping, ModuleObject

        record = state.write(identity)
        if isinstance(record, Mapping):
            if isinstance(key, Constant):
                record.entries[key.value] = value
            else:
                record.rest = value if record.rest is None else join(record.rest, value)
        elif isinstance(record, ModuleObject) and isinstance(key, Constant):
            record.items[str(key.value)] = value
        elif isinstance(record, Sequence):
            if record.items is not None and isinstance(key, Constant) and isinstance(key.value, int):
                if -len(record.items) <= key.value < len(record.items):
                    items = list(record.items)
                    items[key.value] = value
                    record.items = tuple(items)
                    return
            known = record.any_element()
            record.items, record.element = None, value if known is None else join(known, value)

    def _delete(self, node: ast.Delete, state: State) -> list[State]:
        for target in node.targets:
            if isinstance(target, ast.Name):
                state.write(self.now.frame).fields.pop(target.id, None)
        return [state]

    def _return(self, node: ast.Return, state: State) -> Flow:
        if node.value is None:
            return Flow(returns=[(NONE, state)])
        return Flow(returns=self.evaluate_paths(node.value, state))

    def _raise(self, node: ast.Raise, state: State) -> Flow:
        if node.exc is not None:
            self.evaluate(node.exc, state)
        return Flow()

    def _break(self, node: ast.Break, state: State) -> Flow:
        return Flow(breaks=[state])

    def _continue(self, node: ast.Continue, state: State) -> Flow:
        return Flow(continues=[state])

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

    def _assert(self, node: ast.Assert, state: State) -> list[State]:
        kept = [path for outcome, path in self.decide(node.test, state) if outcome]
        return kept or [state]

    # --- imports -------------------------------------------------------------------------------------

    def _import(self, node: ast.Import, state: State) -> list[State]:
        for alias in node.names:
            if alias.asname:
                self.bind(alias.asname, self.import_module(alias.name, node, state), state)
            else:
                self.import_module(alias.name, node, state)
                top = alias.name.split(".")[0]
                self.bind(top, self.import_module(top, node, state), state)
        return [state]

    def _import_from(self, node: ast.ImportFrom, state: State) -> list[State]:
        for alias in node.names:
            if alias.name == "*":
                self.import_all(node, state)
            else:
                value = self.import_name(node, alias.name, state)
                self.bind(alias.asname or alias.name, value, state)
        return [state]

    def import_module(self, name: str, node: ast.stmt, state: State) -> Value:
        """The module of that name."""
        raise NotImplementedError

    def import_name(self, node: ast.ImportFrom, name: str, state: State) -> Value:
        """A name out of a module."""
        raise NotImplementedError

    def import_all(self, node: ast.ImportFrom, state: State) -> None:
        """``from module import *``."""
        raise NotImplementedError

    # --- definitions -----------------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, state: State) -> list[State]:
        defaults = tuple(self.evaluate(default, state) for default in node.args.defaults)
        keyword_defaults = tuple(
            self.evaluate(default, state) if default is not None else None for default in node.args.kw_defaults
        )
        frame = self.frame(state)
        closure: int | None = self.now.frame
        owner = None
        if frame.is_class:
            owner = frame.owner
            closure = frame.parent
        value: Value = Function(
            node, self.now.scope, closure, owner, defaults=defaults, keyword_defaults=keyword_defaults
        )
        assert isinstance(value, Function)
        self.defined[node] = value
        for decorator in reversed(node.decorator_list):
            value = self._decorated(value, decorator, state)
        self.bind(node.name, value, state)
        return [state]

    def _decorated(self, value: Value, decorator: ast.expr, state: State) -> Value:
        applied = self.evaluate(decorator, state)
        if isinstance(value, Function):
            known = self.known_decorator(value, applied, state)
            if known is not None:
                return known
        from torchvet.interpret.core import Arguments

        if isinstance(applied, Function) or (
            isinstance(applied, Ref) and not self._is_opaque_decorator(applied, state)
        ):
            result = self.one_path(self.call(applied, Arguments([value], [None]), decorator, state), state)
            return value if isinstance(result, Unknown) or result == NONE else result
        return value

    def _is_opaque_decorator(self, value: Ref, state: State) -> bool:
        return not isinstance(state.read(value.id), ClassObject)

    def known_decorator(self, function: Function, decorator: Value, state: State) -> Value | None:
        """The function after a decorator whose meaning is known; None for any other."""
        raise NotImplementedError

    def _class(self, node: ast.ClassDef, state: State) -> list[State]:
        bases = tuple(self.evaluate(base, state) for base in node.bases)
        identity = self.identity(node, "class")
        body = self.identity(node, "body")
        state.put(identity, ClassObject(node=node, scope=self.now.scope, bases=bases))
        parent = self.now.frame if not self.frame(state).is_class else self.frame(state).parent
        state.put(body, Frame(scope=self.now.scope, parent=parent, is_class=True, owner=identity))
        with self.activated(replace(self.now, frame=body)):
            flow = self.execute(node.body, [state])
        states = flow.normal or [state]
        for after in states:
            after.write(identity).fields = dict(after.heap[body].fields)
            self.bind(node.name, Ref(identity), after)
        return states

    # --- branches --------------------------------------------------------------------------------------

    def _if(self, node: ast.If, state: State) -> Flow:
        flow = Flow()
        for outcome, path in self.decide(node.test, state):
            one = self.execute(node.body if outcome else node.orelse, [path])
            flow.take_exits(one)
            flow.normal += one.normal
        return flow

    def _match(self, node: ast.Match, state: State) -> Flow:
        self.evaluate(node.subject, state)
        flow = Flow()
        exhaustive = False
        for case in node.cases:
            path = state.fork()
            for name in (n for n in ast.walk(case.pattern) if isinstance(n, ast.MatchAs | ast.MatchStar) and n.name):
                self.bind(name.name or "", self.unknown(name), path)
            one = self.execute(case.body, [path])
            flow.take_exits(one)
            flow.normal += one.normal
            exhaustive = exhaustive or (isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None)
        if not exhaustive:
            flow.normal.append(state)
        return flow

    def _try(self, node: ast.Try, state: State) -> Flow:
        before = state.fork() if node.handlers else None
        body = self.execute(node.body, [state])
        flow = Flow()
        flow.take_exits(body)
        normal = body.normal
        if node.orelse and normal:
            more = self.execute(node.orelse, normal)
            flow.take_exits(more)
            normal = more.normal
        has_loop = any(isinstance(s, ast.For | ast.While) for s in node.body)
        for handler in node.handlers:
            assert before is not None
            starts = [after.fork() for after in body.normal] if has_loop and body.normal else [before.fork()]
            for start in starts:
                if handler.name:
                    self.bind(handler.name, self.unknown(handler), start)
            handled = self.execute(handler.body, starts)
            flow.take_exits(handled)
            normal = normal + handled.normal
        flow.normal = merge(normal, MOST_PATHS)
        return self._finally(node.finalbody, flow) if node.finalbody else flow

    def _finally(self, body: list[ast.stmt], flow: Flow) -> Flow:
        result = Flow()
        for exits, states in (
            (result.normal, flow.normal),
            (result.breaks, flow.breaks),
            (result.continues, flow.continues),
        ):
            one = self.execute(body, states) if states else Flow()
            exits += one.normal
            result.returns += one.returns
        for value, state in flow.returns:
            one = self.execute(body, [state])
            result.returns += [(value, after) for after in one.normal] + one.returns
        return result

    # --- loops -------------------------------------------------------------------------------------------

    def _for(self, node: ast.For | ast.AsyncFor, state: State) -> Flow:
        iterable = self.resolve(self.evaluate(node.iter, state), state)
        known = self.elements(iterable, node.iter, state)
        iterates, loader_node, one_batch = self._what_it_runs_over(iterable, node.iter, state)
        leaves = self._leaves_after_first(node)
        entered = self.record(
            LoopEntered,
            node,
            state,
            iterates=iterates,
            iterable=node.iter,
            loader_node=loader_node,
            one_batch=one_batch,
            leaves_after_first=leaves,
        ).index
        most = MOST_TURNS if not self.runs_over_modules(iterable, state) else 64
        if known is not None and len(known) <= most:
            return self._known_turns(node, known, iterates, state)

        def start(current: State, first: bool) -> list[State]:
            known_first = self._first_element(iterable, current) if first else None
            element = known_first or self.element_of(iterable, node.iter, current)
            self.assign(node.target, element, current)
            return [current]

        return self._passes(node, iterates, start, state, node.orelse, entered)

    @staticmethod
    def _first_element(iterable: Value, state: State) -> Value | None:
        record = state.read(iterable.id) if isinstance(iterable, Ref) else None
        return record.first if isinstance(record, Stream) else None

    def runs_over_modules(self, iterable: Value, state: State) -> bool:
        """Whether a loop runs over modules, which is worth following turn by turn."""
        return False

    @staticmethod
    def _leaves_after_first(node: ast.For | ast.AsyncFor | ast.While) -> ast.stmt | None:
        last = node.body[-1] if node.body else None
        if not isinstance(last, ast.Break | ast.Return):
            return None
        # A ``continue`` would make a second turn.
        skips = any(isinstance(inner, ast.Continue) for statement in node.body for inner in ast.walk(statement))
        return None if skips else last

    def _what_it_runs_over(
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

    def _known_turns(
        self, node: ast.For | ast.AsyncFor, elements: list[Value], iterates: Iterates, state: State
    ) -> Flow:
        flow = Flow()
        states = [state]
        self.unrolled.add(node)
        for number, element in enumerate(elements):
            starts = [after for after in states if self._assigned(node.target, element, after)]
            one = self._one_pass(node, iterates, number == 0, starts)
            flow.returns += one.returns
            flow.normal += one.breaks
            states = merge(one.normal + one.continues, MOST_PATHS)
        self.unrolled.discard(node)
        self._finish(node.orelse, states, flow)
        return flow

    def _assigned(self, target: ast.expr, element: Value, state: State) -> bool:
        self.assign(target, element, state)
        return True

    def _one_pass(
        self, node: ast.For | ast.AsyncFor | ast.While, iterates: Iterates, first: bool, states: list[State]
    ) -> Flow:
        paths = [(after, after.path) for after in states]
        with self.looping(LoopPass(self.place(node), iterates, first)):
            flow = self.execute(node.body, states)
        known = paths[0][1] if paths else ()
        for _, path in paths[1:]:
            known = common_start(known, path)
        for after in flow.normal + flow.continues + flow.breaks:
            after.path = common_start(known, after.path)
        return flow

    def _passes(
        self,
        node: ast.For | ast.AsyncFor | ast.While,
        iterates: Iterates,
        start: Callable[[State, bool], list[State]],
        state: State,
        orelse: list[ast.stmt],
        entered: int,
    ) -> Flow:
        """Executes a loop's body until modes and gradients no longer change from pass to pass."""
        flow = Flow()
        states = [state]
        ends: list[State] = []
        # What the first turn knows of its number doesn't hold in later turns.
        least = 1 if tests_a_number(node) else 0
        for number in range(MOST_PASSES):
            entries = [after.fork() for after in states]
            begun = [ready for after in states for ready in start(after, number == 0)]
            if not begun:
                break
            one = self._one_pass(node, iterates, number == 0, begun)
            flow.returns += one.returns
            flow.normal += one.breaks
            ends = merge(one.normal + one.continues, MOST_PATHS)
            if number == 0 and not ends and (one.breaks or one.returns):
                self._note_left_after_first(node, entered)
            settled = number >= least and self._settled(entries, ends)
            if not ends or settled:
                break
            states = [self._widened(entries[0], after.fork(), node) for after in ends]
        if not isinstance(node, ast.While) or self._can_end(node, ends):
            self._finish(orelse, ends, flow)
        flow.normal = merge(flow.normal, MOST_PATHS)
        return flow

    def _note_left_after_first(self, node: ast.For | ast.AsyncFor | ast.While, entered: int) -> None:
        """The first turn always leaves the loop, by a test that holds in the first turn (``i == 0``)."""
        event = self.trace.events[entered]
        assert isinstance(event, LoopEntered)
        leaving = next((inner for inner in own_statements(node.body) if isinstance(inner, ast.Break | ast.Return)), None)
        if event.leaves_after_first is None and leaving is not None:
            self.trace.events[entered] = replace(event, leaves_after_first=leaving)

    @staticmethod
    def _widened(before: State, after: State, node: ast.AST) -> State:
        """Makes the numbers that a pass has changed unknown: they go on changing in later passes."""
        for identity, record in list(after.heap.items()):
            old = before.heap.get(identity)
            if old is None or old is record:
                continue
            for name, value in list(record.fields.items()):
                if is_number(value) and is_number(old.fields.get(name)) and value != old.fields[name]:
                    symbol = ("counter", node, identity, name)
                    forget(after, symbol)
                    after.write(identity).fields[name] = Unknown(symbol)
        return after

    @staticmethod
    def _can_end(node: ast.While, ends: list[State]) -> bool:
        return not (isinstance(node.test, ast.Constant) and bool(node.test.value)) or not ends

    @staticmethod
    def _settled(entries: list[State], ends: list[State]) -> bool:
        return all(any(end.agrees_with(entry) for entry in entries) for end in ends)

    def _finish(self, orelse: list[ast.stmt], states: list[State], flow: Flow) -> None:
        if orelse and states:
            one = self.execute(orelse, states)
            flow.take_exits(one)
            flow.normal += one.normal
        else:
            flow.normal += states

    def _while(self, node: ast.While, state: State) -> Flow:
        test = self.evaluate(node.test, state)
        if isinstance(test, Constant) and not test.value:
            return self.execute(node.orelse, [state])
        entered = self.record(
            LoopEntered,
            node,
            state,
            iterates=Iterates.OTHER,
            iterable=None,
            loader_node=None,
            one_batch=None,
            leaves_after_first=self._leaves_after_first(node),
        ).index

        def start(current: State, first: bool) -> list[State]:
            before, facts = current.path, dict(current.facts)
            kept = [path for outcome, path in self.decide(node.test, current) if outcome]
            for path in kept:
                path.path, path.facts = before, dict(facts)
            return kept

        flow = self._passes(node, Iterates.OTHER, start, state, node.orelse, entered)
        if not flow.normal and not flow.returns:
            flow.normal = [state]
        return flow

    # --- with ----------------------------------------------------------------------------------------------

    def _with(self, node: ast.With | ast.AsyncWith, state: State) -> Flow:
        return self._with_items(node, 0, [state])

    def _with_items(self, node: ast.With | ast.AsyncWith, number: int, states: list[State]) -> Flow:
        if number == len(node.items):
            return self.execute(node.body, states)
        flow = Flow()
        item = node.items[number]
        for state in states:
            one = self._with_item(node, item, number, state)
            flow.take_exits(one)
            flow.normal += one.normal
        return flow

    def _with_item(
        self, node: ast.With | ast.AsyncWith, item: ast.withitem, number: int, state: State
    ) -> Flow:
        managed = self._managed_by_generator(node, item, number, state)
        if managed is not None:
            return managed
        manager = self.evaluate(item.context_expr, state)
        before = state.grad_enabled
        state.grad_enabled = self.enter_context(manager, state)
        entered = self.enter_manager(manager, item, state)
        if item.optional_vars is not None:
            self.assign(item.optional_vars, entered, state)
        flow = self._with_items(node, number + 1, [state])
        self._leave(manager, item, before, flow)
        return flow

    def _leave(self, manager: Value, item: ast.withitem, before: bool | None, flow: Flow) -> None:
        for after in [*flow.normal, *flow.breaks, *flow.continues, *(s for _, s in flow.returns)]:
            after.grad_enabled = before
            self.exit_manager(manager, item, after)

    def enter_manager(self, manager: Value, item: ast.withitem, state: State) -> Value:
        """The value after ``as``."""
        return self.unknown(item.context_expr)

    def exit_manager(self, manager: Value, item: ast.withitem, state: State) -> None:
        """Called when a ``with`` block ends."""

    def _managed_by_generator(
        self, node: ast.With | ast.AsyncWith, item: ast.withitem, number: int, state: State
    ) -> Flow | None:
        """Runs a ``with`` block where the program's own ``@contextmanager`` function yields."""
        call = item.context_expr
        if not isinstance(call, ast.Call):
            return None
        callee = self.evaluate(call.func, state)
        function = getattr(callee, "function", callee)
        if not isinstance(function, Function) or not function.manager:
            return None
        outer = self.now
        inside = Flow()

        def hook(value: Value, at: State) -> list[Outcome]:
            with self.activated(outer):
                if item.optional_vars is not None:
                    self.assign(item.optional_vars, value, at)
                one = self._with_items(node, number + 1, [at])
            inside.take_exits(one)
            return [(NONE, after) for after in one.normal]

        outcomes = self.call_generator(callee, self.arguments(call, state), call, state, hook)
        return Flow([after for _, after in outcomes], inside.breaks, inside.continues, inside.returns)

    def call_generator(
        self,
        callee: Value,
        arguments: object,
        node: ast.expr,
        state: State,
        hook: Callable[[Value, State], list[Outcome]],
    ) -> list[Outcome]:
        """Runs a generator function with ``hook`` at each ``yield``."""
        raise NotImplementedError


@lru_cache(maxsize=4096)
def tests_a_number(loop: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Whether a test in a loop's body looks at a name that changes from turn to turn."""
    changing: set[str] = set()
    if not isinstance(loop, ast.While):
        changing = {inner.id for inner in ast.walk(loop.target) if isinstance(inner, ast.Name)}
    tested: set[str] = set()
    for statement in loop.body:
        for inner in ast.walk(statement):
            if isinstance(inner, ast.AugAssign):
                changing.add(ast.unparse(inner.target))
            elif isinstance(inner, ast.If | ast.IfExp | ast.While):
                parts = ast.walk(inner.test)
                tested |= {ast.unparse(part) for part in parts if isinstance(part, ast.Name | ast.Attribute)}
    return not changing.isdisjoint(tested)


def own_statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a loop's body, those of inner loops and functions left out."""
    found: list[ast.stmt] = []
    waiting = list(body)
    while waiting:
        statement = waiting.pop(0)
        found.append(statement)
        if isinstance(statement, ast.For | ast.AsyncFor | ast.While | ast.FunctionDef | ast.ClassDef):
            continue
        waiting += [inner for inner in ast.iter_child_nodes(statement) if isinstance(inner, ast.stmt)]
        if isinstance(statement, ast.Try):
            waiting += [inner for handler in statement.handlers for inner in handler.body]
    return found


def is_number(value: Value | None) -> bool:
    """Whether a value is a number (a truth value is none)."""
    return (
        isinstance(value, Constant)
        and isinstance(value.value, int | float)
        and not isinstance(value.value, bool)
    )


_KINDS: dict[type[ast.stmt], str] = {
    ast.Expr: "_expression",
    ast.Assign: "_assign",
    ast.AnnAssign: "_annotated",
    ast.AugAssign: "_augmented",
    ast.Delete: "_delete",
    ast.Return: "_return",
    ast.Raise: "_raise",
    ast.Break: "_break",
    ast.Continue: "_continue",
    ast.Global: "_outer_names",
    ast.Nonlocal: "_outer_names",
    ast.Assert: "_assert",
    ast.Import: "_import",
    ast.ImportFrom: "_import_from",
    ast.FunctionDef: "_function",
    ast.AsyncFunctionDef: "_function",
    ast.ClassDef: "_class",
    ast.If: "_if",
    ast.Match: "_match",
    ast.Try: "_try",
    ast.For: "_for",
    ast.AsyncFor: "_for",
    ast.While: "_while",
    ast.With: "_with",
    ast.AsyncWith: "_with",
}
_HANDLERS: dict[type[ast.stmt], Callable[..., Flow | list[State]]] = {
    kind: getattr(Statements, name) for kind, name in _KINDS.items()
}
