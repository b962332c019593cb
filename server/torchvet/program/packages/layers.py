"""Which layers a module class of a package is made of, as its text says."""

from __future__ import annotations

import ast

from torchvet.program.package_facts import NEURAL_MODULES, ROOT_CLASSES
from torchvet.program.packages.harmless import HARMLESS_METHODS
from torchvet.program.packages.layer_text import LayerText, attributes_made, layer_texts, root_of
from torchvet.program.packages.meanings import (
    ClassMeaning,
    ForeignMeaning,
    FunctionMeaning,
    InstanceMeaning,
    Meaning,
)
from torchvet.program.packages.modules import ModuleText, is_standard
from torchvet.program.packages.resolver import NameResolver

DEEPEST = 5
"""How many classes and functions deep the text is followed."""
MOST_TEXTS = 80
"""How many classes and functions are read for one answer."""
CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict"})
METHODS_OF_MODULES = HARMLESS_METHODS | {"apply", "add_module", "register_buffer", "register_parameter"}
NO_LAYERS = frozenset({"Parameter", "Buffer", "UninitializedParameter"})
MODE_FUNCTIONS = frozenset(
    f"torch.nn.functional.{name}"
    for name in (
        "dropout",
        "dropout1d",
        "dropout2d",
        "dropout3d",
        "alpha_dropout",
        "feature_alpha_dropout",
        "batch_norm",
        "rrelu",
    )
)
"""Functions whose behaviour depends on the mode that is passed to them."""


class LayerSurvey:
    """Collects the module classes that a class's text, its bases and what it makes construct.

    Attributes:
        constructs: canonical names, in the order met.
        known: whether nothing was left unread.
        reads_training: whether a text reads ``self.training`` or calls one of :data:`MODE_FUNCTIONS`.
    """

    def __init__(self, resolver: NameResolver) -> None:
        self.constructs: dict[str, None] = {}
        self.known = True
        self.reads_training = False
        self._resolver = resolver
        self._seen: set[ast.AST] = set()

    def read_class(self, owner: ClassMeaning, depth: int = 0) -> None:
        """Reads a class and its bases, up to the root classes."""
        if owner.node in self._seen or not self._may_go_on(depth):
            return
        line, complete = self._resolver.line_of(owner)
        self.known = self.known and complete
        for each in line:
            if each.name in ROOT_CLASSES:
                break
            if isinstance(each, ForeignMeaning) or each.node in self._seen:
                continue
            self._seen.add(each.node)
            reader = _Reader(self, self._resolver, each.module, each, attributes_made(each.node), depth)
            for text in layer_texts(each.node):
                reader.read(text)

    def read_function(self, function: FunctionMeaning, depth: int) -> None:
        """Reads a function that the text calls."""
        if function.node in self._seen or not self._may_go_on(depth):
            return
        self._seen.add(function.node)
        reader = _Reader(self, self._resolver, function.module, function.owner, frozenset(), depth)
        for text in layer_texts(function.node):
            reader.read(text)

    def _may_go_on(self, depth: int) -> bool:
        if depth <= DEEPEST and len(self._seen) < MOST_TEXTS:
            return True
        self.known = False
        return False


class _Reader:
    """Reads the texts of one class or function for a survey."""

    def __init__(
        self,
        survey: LayerSurvey,
        resolver: NameResolver,
        module: ModuleText,
        owner: ClassMeaning | None,
        made: frozenset[str],
        depth: int,
    ) -> None:
        self._survey = survey
        self._resolver = resolver
        self._module = module
        self._owner = owner
        self._made = made
        self._depth = depth

    def read(self, text: LayerText) -> None:
        for node in text.nodes:
            match node:
                case ast.Attribute(value=ast.Name(id="self"), attr="training", ctx=ast.Load()):
                    self._survey.reads_training = True
                case ast.Call():
                    self._call(node, text)
                case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
                    self._mention(node, text)
                case _:
                    pass

    def _call(self, call: ast.Call, text: LayerText) -> None:
        match call.func:
            case ast.Name(id=name) if name in text.local:
                self._doubt(not text.is_forward)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                self._doubt(name not in self._made and not self._is_method(name))
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super"))):
                pass
            case func if root_of(func) in text.local:
                pass
            case func:
                found = self._resolver.evaluate(func, self._module)
                self._doubt(not found and call not in text.discarded)
                for meaning in found:
                    self._called(meaning, call, text)

    def _called(self, meaning: Meaning, call: ast.Call, text: LayerText) -> None:
        """Reads on in what is called; module classes are met as they are mentioned."""
        match meaning:
            case _ if meaning.name in MODE_FUNCTIONS:
                self._survey.reads_training = True
            case FunctionMeaning():
                self._doubt(meaning.name.startswith("torch.hub."))
                if not meaning.name.startswith("torch."):
                    self._survey.read_function(meaning, self._depth + 1)
            case ForeignMeaning():
                self._doubt(not is_standard(meaning.name) and not meaning.name.startswith("torch."))
            case InstanceMeaning():
                self._doubt(call not in text.discarded)
            case _:
                pass
        if meaning.name.rpartition(".")[2] in CONTAINERS:
            self._doubt(any(_given(each) in text.parameters for each in call.args))

    def _mention(self, expression: ast.Name | ast.Attribute, text: LayerText) -> None:
        """A class counts as made where it is called, and where it is handed on to be called."""
        if root_of(expression) in text.local:
            return
        for meaning in self._resolver.evaluate(expression, self._module):
            match meaning:
                case ClassMeaning() if self._is_module(meaning):
                    self._survey.constructs.setdefault(meaning.name)
                    self._survey.read_class(meaning, self._depth + 1)
                case ForeignMeaning() if _is_torch_layer(meaning.name):
                    self._survey.constructs.setdefault(meaning.name)
                case _:
                    pass

    def _doubt(self, reason: bool) -> None:
        if reason:
            self._survey.known = False

    def _is_method(self, name: str) -> bool:
        if name in METHODS_OF_MODULES:
            return True
        return self._owner is not None and bool(self._resolver.member(self._owner, name))

    def _is_module(self, meaning: ClassMeaning) -> bool:
        if meaning.name in NEURAL_MODULES:
            return False
        return any(each.name in NEURAL_MODULES for each in self._resolver.line_of(meaning)[0])


def _is_torch_layer(name: str) -> bool:
    """Whether a name of torch, where torch is not installed, is that of a layer."""
    head, _, tail = name.rpartition(".")
    return head == "torch.nn" and tail[:1].isupper() and tail not in NO_LAYERS and name not in NEURAL_MODULES


def _given(argument: ast.expr) -> str:
    inner = argument.value if isinstance(argument, ast.Starred) else argument
    return inner.id if isinstance(inner, ast.Name) else ""
