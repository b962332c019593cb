"""What the parts of the interpreter need of each other."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from torchvet.interpret.events import OptimizerThing, Place, Use
from torchvet.interpret.records import ModuleObject, Record
from torchvet.interpret.running import Arguments, Flow, Outcome, YieldHook
from torchvet.interpret.state import State
from torchvet.interpret.values import Attribute, External, Function, Holder, Ref, Unknown, Value


class Parts(ABC):
    """What the parts of the interpreter need of each other."""

    @abstractmethod
    def decide(self, node: ast.expr, state: State) -> list[tuple[bool, State]]:
        """The outcomes of a test, each with the path on which it is so."""

    @abstractmethod
    def events_without_gradient(self, value: Value) -> frozenset[int]:
        """The events behind a value that was cut off from its gradient."""

    @abstractmethod
    def note_changed_part(self, part: Value, state: State) -> None:
        """Notes that the program has changed something within the last part of a ready-made model."""

    @abstractmethod
    def captured(self, values: list[Value], state: State) -> frozenset[int]:
        """The ids of the objects that some values are or hold."""

    @abstractmethod
    def lose_written_gradient(self, value: Value, state: State) -> None:
        """Forgets gradients that are written to through ``p.grad``."""

    @abstractmethod
    def lose_gradients_in(self, identity: int, state: State) -> None:
        """Forgets the gradients that something may have changed which got a module."""

    @abstractmethod
    def lose_modes(self, state: State) -> None:
        """Forgets all modes."""

    @abstractmethod
    def lose_all(self, state: State) -> None:
        """Forgets all modes and gradients."""

    @abstractmethod
    def forward_ended(self, owner: int, outcomes: list[Outcome]) -> None:
        """Called when a module's own forward has run."""

    @abstractmethod
    def runs_repeatedly(self, node: ast.AST) -> bool:
        """Whether a node of the running function runs an unknown number of times in one call of it."""

    @abstractmethod
    def truth(self, value: Value, state: State) -> bool | None:
        """Whether a value is true; None where unknown."""

    @abstractmethod
    def make_sequence(
        self, node: ast.AST, kind: str, items: list[Value], state: State, *, complete: bool = True
    ) -> Ref:
        """Makes a list, tuple or set at a node."""

    @abstractmethod
    def put(self, node: ast.AST, record: Record, state: State, *extra: object) -> Ref:
        """Puts an object made at a node into the heap."""

    @abstractmethod
    def evaluate(self, node: ast.expr, state: State) -> Value:
        """The value of an expression; changes the state as the expression does."""

    @abstractmethod
    def evaluate_paths(self, node: ast.expr, state: State) -> list[Outcome]:
        """The value of an expression on each path through it."""

    @abstractmethod
    def assign(self, target: ast.expr, value: Value, state: State) -> None:
        """Assigns a value to a target."""

    @abstractmethod
    def execute(self, body: list[ast.stmt], states: list[State]) -> Flow:
        """Executes statements on each of the paths."""

    @abstractmethod
    def call(self, callee: Value, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Calls a value."""

    @abstractmethod
    def call_function(
        self,
        function: Function,
        arguments: Arguments,
        node: ast.expr,
        state: State,
        *,
        forward_of: int | None = None,
        in_closure: bool = False,
        on_yield: YieldHook | None = None,
        is_entry: bool = False,
    ) -> list[Outcome]:
        """Runs a function of the program."""

    @abstractmethod
    def call_generator(
        self,
        callee: Value,
        arguments: object,
        node: ast.expr,
        state: State,
        hook: Callable[[Value, State], list[Outcome]],
    ) -> list[Outcome]:
        """Runs a generator function with ``hook`` at each ``yield``."""

    @abstractmethod
    def find_method(self, cls: Value, name: str, state: State) -> Value | None:
        """A class's attribute; None where text shows none."""

    @abstractmethod
    def instantiate(self, cls: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Makes an object of a class of the program."""

    @abstractmethod
    def is_instance(self, value: Value, classes: Value, state: State) -> bool | None:
        """Whether a value is an instance of a class, or of one of several; None where unknown."""

    @abstractmethod
    def assign_attribute(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> None:
        """Sets an attribute."""

    @abstractmethod
    def attribute(self, value: Value, name: str, node: ast.AST, state: State) -> Value:
        """The value of an attribute."""

    @abstractmethod
    def external_attribute(self, value: External, name: str) -> Value:
        """An attribute of something outside the workspace."""

    @abstractmethod
    def module(self, identity: int, state: State) -> ModuleObject | None:
        """The module with that id; None where the object is none."""

    @abstractmethod
    def object_made(self, instance: Ref, state: State) -> None:
        """Called when an object's ``__init__`` has run."""

    @abstractmethod
    def call_module(self, module: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Calls a module: its forward runs."""

    @abstractmethod
    def is_filled_gradient(self, value: Value, state: State) -> bool:
        """Whether a value is a ``.grad`` that a backward has filled."""

    @staticmethod
    @abstractmethod
    def leaf_holders(value: Value) -> frozenset[Holder]:
        """The holders that an update of a tensor by hand changes."""

    @abstractmethod
    def lose_gradients(self, holders: Iterable[Holder], state: State) -> None:
        """Forgets what is in some gradients."""

    @abstractmethod
    def manual_update(self, node: ast.AugAssign, current: Value, value: Value, state: State) -> bool:
        """Whether the statement is a step by hand (``p.data -= lr * p.grad``)."""

    @abstractmethod
    def step(
        self,
        holders: Iterable[Holder],
        optimizer: OptimizerThing | None,
        node: ast.AST,
        state: State,
        *,
        closure: bool = False,
    ) -> None:
        """Updates the parameters of some holders."""

    @abstractmethod
    def zero(
        self, holders: Iterable[Holder], node: ast.AST, state: State, optimizer: OptimizerThing | None = None
    ) -> None:
        """Cleans the gradients of some holders."""

    @abstractmethod
    def call_loss_object(
        self, name: str, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """Computes a loss with a loss object."""

    @abstractmethod
    def wholly_optimized(self, given: Value | None, state: State) -> frozenset[Holder]:
        """The holders all of whose parameters are in an optimizer's first argument."""

    @abstractmethod
    def optimized(self, given: Value | None, state: State) -> tuple[frozenset[Holder], bool]:
        """Whose parameters an optimizer's first argument names, and whether these are all."""

    @abstractmethod
    def batch_of(self, node: ast.AST, state: State, event: int | None = None) -> Value:
        """A batch of a loader."""

    @abstractmethod
    def comprehension_over_loader(self, node: ast.expr, made: Ref, state: State) -> None:
        """Called with the list that a comprehension made."""

    @abstractmethod
    def loader_listed_for_one(self, listed: object, node: ast.expr, state: State) -> None:
        """Called when one element is taken from ``list(loader)``."""

    @abstractmethod
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
        """Records that a loader was used; gives the event's index."""

    @abstractmethod
    def note_kept_list(self, value: Value, state: State) -> None:
        """Notes that an object keeps a list of all batches of a loader, where a value is one."""

    @abstractmethod
    def lose(self, values: list[Value], state: State) -> None:
        """Forgets the modes and gradients of what was handed to code that the analysis can't see."""

    @abstractmethod
    def _iter(self, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """``iter(…)``."""

    @abstractmethod
    def call_external(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Calls something that lives outside the workspace."""

    @abstractmethod
    def runs_over_modules(self, iterable: Value, state: State) -> bool:
        """Whether a loop runs over modules, which is worth following turn by turn."""

    @abstractmethod
    def _step_unknown(
        self,
        parent: Unknown,
        node: ast.expr,
        state: State,
        *,
        known: bool,
        signs: frozenset[str] = frozenset(),
        closure: bool = False,
    ) -> None:
        """A step of something that is used like an optimizer."""

    @abstractmethod
    def _used_as(self, receiver: ast.expr) -> frozenset[str]:
        """The attributes that the document's text uses of an expression ("()" for a call)."""

    @abstractmethod
    def call_unknown(
        self, callee: Value, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Calls something that the analysis doesn't know."""

    @abstractmethod
    def sources(self, arguments: Iterable[Value], state: State) -> tuple[frozenset[Holder], frozenset[int]]:
        """Holders and events behind some values, one level into sequences, dicts and objects."""

    @abstractmethod
    def is_of_arguments_alone(self, methods: list[Attribute], state: State) -> bool:
        """Whether some objects' methods all do the same to what they are given, and to nothing else."""

    @abstractmethod
    def call_method(
        self, receiver: Value, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Calls a method of a known thing."""

    @abstractmethod
    def run_module(self, name: str, document: object, state: State) -> Ref:
        """Runs a module of the workspace, once, and gives its names."""

    @abstractmethod
    def known_name(self, module: External, name: str) -> External | None:
        """A name of something outside the workspace, where a table knows it."""

    @abstractmethod
    def import_all(self, node: ast.ImportFrom, state: State) -> None:
        """Executes ``from module import *``."""

    @abstractmethod
    def import_alone(self, node: ast.Import | ast.ImportFrom, name: str, state: State) -> list[State]:
        """Executes of an import only what binds one name."""
