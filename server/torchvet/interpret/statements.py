"""Executes statements: branches are followed apart."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

from torchvet.interpret.definitions import Definitions
from torchvet.interpret.events import BareMethod
from torchvet.interpret.records import ModuleObject, OptimizerObject, Record
from torchvet.interpret.running import MOST_PATHS, Flow
from torchvet.interpret.state import State, merge
from torchvet.interpret.values import (
    NONE,
    Constant,
    External,
    Ref,
    Tensor,
    Unknown,
    Value,
    holders_of,
    members,
)
from torchvet.program.usage import MODULE_SIGNS, OPTIMIZER_SIGNS, STEPPED
from torchvet.source.document import Document
from torchvet.source.nodes import walk

LINES_AFTER = 3
"""So many lines behind a suite's last statement may be its own, where they don't parse."""
_WATCHED = frozenset({"backward", "zero_grad", "step", "train", "eval"})


def is_end_of(definition: ast.stmt, line: int, document: Document) -> bool:
    """Whether a line that doesn't parse belongs to the end of a definition's body, by its indentation.

    Args:
        definition: any statement.
        line: the line, from 1.
        document: the document that both stand in.
    """
    if not isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    end = definition.end_lineno or definition.lineno
    text = document.lines[line - 1]
    return end <= line < end + LINES_AFTER and len(text) - len(text.lstrip()) > definition.col_offset


class Statements(Definitions):
    """The part of the interpreter that executes statements."""

    def execute(self, body: list[ast.stmt], states: list[State]) -> Flow:
        flow = Flow([], [], [], [])
        current = states
        mended = self.now.scope.document.open_lines
        before: ast.stmt | None = None
        for statement in body:
            if not current:
                break
            if mended:
                self._cross(before, statement, mended, current)
                before = statement
            following: list[State] = []
            for state in current:
                one = self._statement(statement, state)
                if type(one) is list:
                    following += one
                else:
                    assert isinstance(one, Flow)
                    flow.take_exits(one)
                    following += one.normal
            current = following if len(following) < 2 else merge(following, MOST_PATHS)
        if mended:
            self._cross(before, None, mended, current)
        flow.normal = current
        return flow

    def _cross(
        self, before: ast.stmt | None, after: ast.stmt | None, mended: frozenset[int], states: list[State]
    ) -> None:
        """Goes from a statement of a suite to the next one.

        A line between them that doesn't parse yet may be the very call that is missing: what it may change
        is open. One that belongs to the body of a definition changes nothing before that is called.
        """
        first = (before.end_lineno or before.lineno) if before else after.lineno if after else 0
        last = after.lineno if after else first + LINES_AFTER - 1
        document = self.now.scope.document
        if any(
            line - 1 in mended and not (before and is_end_of(before, line, document))
            for line in range(first, last + 1)
        ):
            for state in states:
                self.lose_all(state)

    def _statement(self, node: ast.stmt, state: State) -> Flow | list[State]:
        self.spend()
        handler = _HANDLERS.get(type(node))
        return handler(self, node, state) if handler else [state]

    def _expression(self, node: ast.Expr, state: State) -> list[State]:
        if isinstance(node.value, ast.Attribute):
            self.bare_attribute(node.value, state)
        if isinstance(node.value, ast.Name):
            self._bare_name(node.value, state)
        return [after for _, after in self.evaluate_paths(node.value, state)]

    def _bare_name(self, node: ast.Name, state: State) -> None:
        """A name as a whole statement: somebody has begun to type a call (or shows it in a notebook)."""
        value = self.evaluate(node, state)
        if isinstance(value, Unknown) and value.symbol[0] == "name":
            self.lose_all(state)
        elif not self.now.scope.document.is_notebook:
            self.lose([value], state)

    def bare_attribute(self, node: ast.Attribute, state: State) -> None:
        """An attribute as a whole statement: a forgotten pair of parentheses, or a call half typed."""
        receiver = self.evaluate(node.value, state)
        # With its parentheses it would change what follows; until then nothing is known of that.
        if node.attr in _WATCHED:
            if self._note_bare_method(node, receiver, state) in ("unknown", "other"):
                self.lose_all(state)
            elif node.attr in ("train", "eval"):
                self.lose_modes(state)
            else:
                self.lose_gradients(list(state.gradients), state)
        elif not self.now.scope.document.is_notebook:
            # (A notebook's cell may just show it.)
            self.lose_all(state)

    def _note_bare_method(self, node: ast.Attribute, receiver: Value, state: State) -> str:
        """Records a method that isn't called, and says what kind of thing its owner is."""
        kind = "unknown"
        for member in members(receiver):
            member = self.resolve(member, state)
            record = state.read(member.id) if isinstance(member, Ref) else None
            if isinstance(record, ModuleObject):
                kind = "module"
            elif isinstance(record, OptimizerObject):
                kind = "optimizer"
            elif isinstance(member, Tensor):
                kind = "tensor"
            elif isinstance(member, External) or isinstance(record, Record):
                kind = "other"
                break
        if kind == "unknown":
            kind = self._kind_by_use(node, receiver)
        self.record(BareMethod, node, state, receiver=kind, method=node.attr)
        return kind

    def _kind_by_use(self, node: ast.Attribute, receiver: Value) -> str:
        """What kind of thing a method's owner is, as far as the text shows by what is done with it."""
        signs = self._used_as(node.value)
        if node.attr in ("zero_grad", "step") and signs & OPTIMIZER_SIGNS and signs & {"step", STEPPED}:
            return "optimizer"
        if node.attr in ("train", "eval") and signs & (MODULE_SIGNS | {"()"}):
            return "module"
        if node.attr == "backward" and holders_of(receiver):
            return "tensor"
        return "unknown"

    def note_bare_methods_not_reached(self) -> None:
        """Records the methods that lack their parentheses where a run that was cut short didn't come."""
        reached = {event.place.node for event in self.trace.of(BareMethod)}
        for statement in self.now.scope.document.nodes:
            node = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(node, ast.Attribute) and node.attr in _WATCHED and node not in reached:
                self._note_bare_method(node, self.unknown(node.value), State())

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

    def _assert(self, node: ast.Assert, state: State) -> list[State]:
        kept = [path for outcome, path in self.decide(node.test, state) if outcome]
        return kept or [state]

    def _if(self, node: ast.If, state: State) -> Flow:
        flow = Flow()
        for outcome, path in self.decide(node.test, state):
            one = self.execute(node.body if outcome else node.orelse, [path])
            flow.take_exits(one)
            flow.normal += one.normal
        return flow

    def _matches(self, pattern: ast.pattern, subject: Value, state: State) -> bool | None:
        """Whether a literal pattern fits a known subject; None where that isn't known."""
        if not isinstance(subject, Constant):
            return None
        if isinstance(pattern, ast.MatchValue):
            wanted = self.evaluate(pattern.value, state)
            return wanted == subject if isinstance(wanted, Constant) else None
        if isinstance(pattern, ast.MatchSingleton):
            return subject == Constant(pattern.value)
        if isinstance(pattern, ast.MatchOr):
            answers = [self._matches(each, subject, state) for each in pattern.patterns]
            return True if True in answers else None if None in answers else False
        return None

    def _match(self, node: ast.Match, state: State) -> Flow:
        subject = self.evaluate(node.subject, state)
        flow = Flow()
        exhaustive = False
        for case in node.cases:
            matches = self._matches(case.pattern, subject, state) if case.guard is None else None
            if matches is False:
                continue
            exhaustive = exhaustive or matches is True
            path = state.fork()
            for name in (
                n for n in walk(case.pattern) if isinstance(n, ast.MatchAs | ast.MatchStar) and n.name
            ):
                self.bind(name.name or "", self.unknown(name), path)
            fits_all = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
            decided = [(True, path)] if case.guard is None else self.decide(case.guard, path)
            one = self.execute(case.body, [after for outcome, after in decided if outcome])
            flow.take_exits(one)
            flow.normal += one.normal
            refused = [after for outcome, after in decided if not outcome]
            exhaustive = exhaustive or (fits_all and not refused)
            if exhaustive:
                break
            if refused:
                state = merge(refused if fits_all else [state, *refused], 1)[0]
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

if sys.version_info >= (3, 11):
    _KINDS[ast.TryStar] = "_try"

_HANDLERS: dict[type[ast.stmt], Callable[..., Flow | list[State]]] = {
    kind: getattr(Statements, name) for kind, name in _KINDS.items()
}
