"""The modes of modules."""

from __future__ import annotations

import ast

from torchvet.interpret.events import Mode, ModeSet
from torchvet.interpret.modules import Modules
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import AS_MADE, ModeState, State
from torchvet.interpret.values import FALSE, TRUE, Constant, Formula, Function, Ref, Unknown, Value


class Modes(Modules):
    """The part of the interpreter that follows modes."""

    def mode_of(self, identity: int, state: State) -> tuple[Mode, tuple[int, ...]]:
        """The mode of a module's layers that depend on it, and the ModeSet events that made it so."""
        _, layers = self.mode_layers(identity, state)
        found = [state.modes.get(inner, AS_MADE) for inner in layers or [identity]]
        events = tuple(dict.fromkeys(event for one in found for event in one.set_by))
        modes = {one.mode for one in found}
        if len(modes) == 1:
            return modes.pop(), events
        return (Mode.UNKNOWN if Mode.UNKNOWN in modes else Mode.MIXED), events

    def set_mode(self, identities: list[int], mode: Mode, node: ast.AST, state: State) -> None:
        """``module.train(…)``/``module.eval()`` as torch itself does it."""
        sure = len(identities) == 1 and identities[0] not in self.memory.summaries
        changed = any(
            state.modes.get(layer, AS_MADE).mode is not mode
            for identity in identities
            for layer in self.mode_layers(identity, state)[1]
        )
        event = self.record(
            ModeSet,
            node,
            state,
            modules=tuple(self.module_thing(identity, state) for identity in identities),
            mode=mode if sure else Mode.UNKNOWN,
            changed=changed,
        )
        for identity in identities:
            self._set_mode_within(identity, mode if sure else Mode.UNKNOWN, event.index, node, state, 0)

    def level_mode(self, value: Value, node: ast.AST, state: State) -> None:
        """``model.train(model.training)``: what is inside a module gets the mode of the module itself."""
        for identity in self.refs(value, state):
            if self.module(identity, state) is None:
                continue
            mode = state.modes.get(identity, AS_MADE).mode
            layers = self.mode_layers(identity, state)[1]
            if any(state.modes.get(layer, AS_MADE).mode is not mode for layer in layers):
                self.set_mode([identity], mode, node, state)

    def _set_mode_within(
        self, identity: int, mode: Mode, event: int, node: ast.AST, state: State, depth: int
    ) -> None:
        if depth > 40:
            return
        state.modes[identity] = ModeState(mode, (event,))
        self.memory.switched.add(identity)
        switched = self.module(identity, state)
        if switched is not None and switched.part_of is not None:
            # It is one of those in there, but which?
            self.lose([Ref(switched.part_of)], state)
        for child in dict.fromkeys(self.children(identity, state).values()):
            if child == identity:
                continue
            record = self.module(child, state)
            override = self.find_method(record.cls, "train", state) if record else None
            if record is not None and record.model is not None and record.model.switches_itself:
                self._set_mode_within(child, Mode.UNKNOWN, event, node, state, depth + 1)
            elif isinstance(override, Function) and override.node not in self.now.nodes:
                flag = Constant(mode is Mode.TRAIN) if mode is not Mode.UNKNOWN else Unknown(("mode", node))
                arguments = Arguments([Ref(child), flag], [None, None])
                expression = node if isinstance(node, ast.expr) else ast.Constant(None)
                self.one_path(self.call_function(override, arguments, expression, state), state)
            else:
                self._set_mode_within(child, mode, event, node, state, depth + 1)

    def start_in(self, identity: int, mode: Mode, state: State) -> None:
        """Puts a new module and all inside it into a mode, without an event."""
        for inner in self.descendants(identity, state):
            state.modes[inner] = ModeState(mode)

    def _switch_mode(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = self.module(receiver.id, state)
        if record is not None and record.model is not None and record.model.switches_itself:
            self.lose([receiver, *arguments.values()], state)
            return [(receiver, state)]
        if name == "eval":
            override = self.find_method(record.cls, "train", state) if record else None
            if isinstance(override, Function) and override.node not in self.now.nodes:
                outcomes = self.call_function(
                    override, Arguments([receiver, FALSE], [None, None]), node, state
                )
                return [(receiver, after) for _, after in outcomes]
            self.set_mode([receiver.id], Mode.EVAL, node, state)
            return [(receiver, state)]
        flag = arguments.get(0, "mode") or TRUE
        known = self.truth(flag, state)
        if known is None and isinstance(flag, Formula | Unknown):
            return self._switch_by_flag(receiver, flag, node, state)
        mode = Mode.UNKNOWN if known is None else Mode.TRAIN if known else Mode.EVAL
        self.set_mode([receiver.id], mode, node, state)
        return [(receiver, state)]

    def _switch_by_flag(self, receiver: Ref, flag: Value, node: ast.expr, state: State) -> list[Outcome]:
        """``model.train(phase == "train")``: both ways are followed, each with what the flag then is."""
        if isinstance(flag, Unknown) and flag.symbol[0] == "mode of":
            state.modes[receiver.id] = ModeState(Mode.UNKNOWN)
            self.set_mode([receiver.id], Mode.UNKNOWN, node, state)
            return [(receiver, state)]
        negated = False
        while isinstance(flag, Formula) and flag.operator == "Not":
            flag, negated = flag.operands[0], not negated
        other = state.fork()
        for outcome, path in ((True, state), (False, other)):
            path.assume(flag, outcome)
            mode = Mode.TRAIN if outcome is not negated else Mode.EVAL
            self.set_mode([receiver.id], mode, node, path)
        return [(receiver, state), (receiver, other)]
