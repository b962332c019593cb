"""Puts together what is known about a qualified name: from text, and where text ends, from jedi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from torchvet.program.package_facts import OVERRIDABLE, ROOT_CLASSES, Kind, PackageFact
from torchvet.program.packages.certain_layers import CertainLayers
from torchvet.program.packages.functions import annotated_classes, own_name, parameters_of
from torchvet.program.packages.layers import LayerSurvey
from torchvet.program.packages.meanings import (
    ClassMeaning,
    ForeignMeaning,
    FunctionMeaning,
    InstanceMeaning,
    Meaning,
    ModuleMeaning,
)
from torchvet.program.packages.modules import ModuleFinder
from torchvet.program.packages.resolver import NameResolver
from torchvet.program.packages.touches import has_body, touches_of

_SAYS_NOTHING = ("NoneType", "typing.Callable", "typing.Any", "builtins.object")
MOST_RELATED = 6
"""How many facts about other names an answer brings along."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """What jedi says about an expression.

    Args:
        kind: what it is.
        name: its full name; for an instance, its class's.
    """

    kind: Kind
    name: str


class Inference(Protocol):
    """What the explainer needs of jedi."""

    def value_of(self, module: str, name: str) -> tuple[Inferred, ...]:
        """What a dotted name is, ``module`` being the module to import for it."""
        ...

    def result_of(self, module: str, name: str) -> tuple[Inferred, ...]:
        """What a call of that name returns."""
        ...


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer to a question.

    Args:
        fact: what is known; None where nothing is.
        open: whether jedi may add to it.
    """

    fact: PackageFact | None
    open: bool


class Explainer:
    """Answers questions about qualified names from packages' text.

    Args:
        finder: finds the packages' modules.
    """

    def __init__(self, finder: ModuleFinder) -> None:
        self._finder = finder
        self._resolver = NameResolver(finder)

    def from_text(self, asked: str) -> Explanation:
        """What the text alone says."""
        meanings = self._resolver.resolve(asked)
        if not meanings:
            return Explanation(None, self._finder.find(asked.partition(".")[0]) is not None)
        chosen = meanings[0]
        fact = self._described(asked, chosen)
        others = tuple(dict.fromkeys(each.name for each in meanings[1:] if each.name != fact.name))
        return Explanation(replace(fact, alternatives=others), _is_open(fact))

    def with_inference(
        self, known: PackageFact | None, asked: str, inference: Inference
    ) -> PackageFact | None:
        """Adds what jedi says to what the text said."""
        if known is None or known.kind is Kind.UNKNOWN:
            return self._inferred_value(asked, inference) or known
        module = self._module_of(known.name)
        if known.kind is Kind.INSTANCE:
            found = inference.value_of(module, known.name)
        else:
            found = inference.result_of(module, known.name)
        return replace(known, returns=_classes(found)) if found else known

    def related(self, fact: PackageFact) -> Iterator[PackageFact]:
        """Facts that whoever asked will ask for next: what a function returns."""
        for name in fact.returns[:MOST_RELATED]:
            found = self.from_text(name)
            if found.fact and found.fact.kind is Kind.CLASS:
                yield found.fact

    def _inferred_value(self, asked: str, inference: Inference) -> PackageFact | None:
        for each in inference.value_of(self._module_of(asked), asked):
            if each.kind is Kind.INSTANCE:
                return PackageFact(asked, asked, Kind.INSTANCE, returns=(each.name,))
            found = self.from_text(each.name).fact
            if found:
                return replace(found, asked=asked)
        return None

    def _module_of(self, dotted: str) -> str:
        """The longest part of a dotted name that is a module with a text."""
        best, name = "", ""
        for part in dotted.split("."):
            name = f"{name}.{part}" if name else part
            if self._finder.find(name) is None:
                break
            best = name
        return best

    def _described(self, asked: str, meaning: Meaning) -> PackageFact:
        match meaning:
            case ModuleMeaning():
                return PackageFact(asked, meaning.name, Kind.MODULE)
            case ClassMeaning():
                return self._class(asked, meaning)
            case FunctionMeaning() if meaning.is_decorated_with("property", "cached_property"):
                returns = annotated_classes(meaning, self._resolver)
                return PackageFact(
                    asked, meaning.name, Kind.INSTANCE, returns=returns, returns_declared=bool(returns)
                )
            case FunctionMeaning():
                return self._function(asked, meaning)
            case InstanceMeaning(name, of):
                return PackageFact(asked, name, Kind.INSTANCE, returns=(of.name,) if of else ())
            case ForeignMeaning(name):
                return PackageFact(asked, name, Kind.UNKNOWN)

    def _function(self, asked: str, function: FunctionMeaning) -> PackageFact:
        read = has_body(function)
        returns = annotated_classes(function, self._resolver)
        return PackageFact(
            asked,
            function.name,
            Kind.FUNCTION,
            returns=returns,
            returns_declared=bool(returns),
            parameters=parameters_of(function),
            touches=touches_of(function, self._resolver) if read else {},
            body_read=read,
        )

    def _class(self, asked: str, owner: ClassMeaning) -> PackageFact:
        line, known = self._resolver.line_of(owner)
        fact = PackageFact(
            asked,
            owner.name,
            Kind.CLASS,
            bases=tuple(each.name for each in line[1:]),
            bases_known=known,
            overrides=self._overrides(line),
        )
        return self._with_constructor(self._with_layers(fact, owner), owner)

    def _overrides(self, line: tuple[ClassMeaning | ForeignMeaning, ...]) -> tuple[str, ...]:
        defined: set[str] = set()
        for each in line:
            if each.name in ROOT_CLASSES:
                break
            if isinstance(each, ClassMeaning):
                defined |= OVERRIDABLE & self._resolver.body_of(each).names.keys()
        return tuple(sorted(defined))

    def _with_layers(self, fact: PackageFact, owner: ClassMeaning) -> PackageFact:
        if ROOT_CLASSES.isdisjoint(fact.bases):
            return fact
        survey = LayerSurvey(self._resolver)
        survey.read_class(owner)
        constructs = tuple(name for name in survey.constructs if name != owner.name)
        certain = CertainLayers(self._resolver)
        certain.read_class(owner)
        return replace(
            fact,
            constructs=constructs,
            constructs_known=survey.known,
            mode_layers=tuple(certain.found),
            reads_training=survey.reads_training,
        )

    def _with_constructor(self, fact: PackageFact, owner: ClassMeaning) -> PackageFact:
        for each in self._resolver.member(owner, "__init__"):
            if isinstance(each, FunctionMeaning):
                read = has_body(each)
                touches = touches_of(each, self._resolver) if read else {}
                touches.pop(own_name(each), None)
                return replace(fact, parameters=parameters_of(each), touches=touches, body_read=read)
        return fact


def _is_open(fact: PackageFact) -> bool:
    match fact.kind:
        case Kind.UNKNOWN:
            return True
        case Kind.FUNCTION | Kind.INSTANCE:
            return not fact.returns
        case _:
            return False


def _classes(found: tuple[Inferred, ...]) -> tuple[str, ...]:
    names = (each.name for each in found if each.kind is Kind.INSTANCE)
    return tuple(dict.fromkeys(name for name in names if not name.endswith(_SAYS_NOTHING)))
