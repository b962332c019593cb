"""Which words a function's text must have for any rule to have something to say of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.dropouts import FUNCTIONAL_DROPOUTS
from torchvet.program.knowledge.engines import ENGINES
from torchvet.program.knowledge.layer import Output
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.loading import LOADERS
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.supervised import SUPERVISED
from torchvet.program.knowledge.wordlist import words
from torchvet.source.nodes import remembered, walk

_METHODS = frozenset(
    words(
        """
        backward manual_backward step zero_grad train eval grad training_step next iter list Trainer fit
        criterion loss_fn loss
        """
    )
)
_SWITCHES = frozenset(words("no_grad inference_mode set_grad_enabled enable_grad"))
"""By themselves they say nothing: what is evaluated without gradients has to be loaded, if not trained."""
_LOADING = ("load", "pretrain", "restore", "resume", "checkpoint", "ckpt", "snapshot")
_NO_LOADERS = frozenset(
    words(
        """
        range zip map filter reversed sorted set enumerate keys values items split tolist size
        parameters named_parameters children named_children modules named_modules
        """
    )
)
"""What a list is made of that is not made of a loader."""


_NAMED = ast.Name | ast.Attribute


def _last(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in names)


_MODE_LAYERS = [
    name
    for name, layer in LAYERS.items()
    if layer.mode is not None and layer.mode.ever and layer.output is not Output.CONTAINER
]
_TABLES = (LOSSES, DISTRIBUTIONS, FUNCTIONAL_DROPOUTS, LOADERS, SUPERVISED, ENGINES)
_THINGS = _METHODS.union(*(_last(table) for table in _TABLES))
WORDS = _THINGS | _last(_MODE_LAYERS)
"""Names and attributes of which a function has to use one, or call a function that does."""


@remembered
def names_in(node: ast.AST) -> frozenset[str]:
    """The names and attributes that a function's text uses."""
    found: set[str] = set()
    for inner in walk(node):
        if isinstance(inner, ast.Name):
            found.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            found.add(inner.attr)
    return frozenset(found)


@remembered
def words_in(node: ast.AST) -> frozenset[str]:
    """The names that a function's text uses, ``list`` only where it may be a loader that is listed."""
    names = names_in(node)
    if "list" not in names or any(_lists_something(inner) for inner in walk(node)):
        return names
    return names - {"list"}


def _lists_something(node: ast.AST) -> bool:
    """Whether an expression is ``list(…)`` of what may be a loader."""
    if not isinstance(node, ast.Call) or _last_of(node.func) != "list" or len(node.args) != 1:
        return False
    listed = node.args[0]
    return isinstance(listed, _NAMED) or (
        isinstance(listed, ast.Call) and _last_of(listed.func) not in _NO_LOADERS
    )


def named_after(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that a program gives to things with such a name (``self.ce = nn.CrossEntropyLoss()``)."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Assign) and _is_a_thing(node.value):
            found |= {_last_of(target) for target in node.targets}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname for alias in node.names if alias.asname and alias.name in WORDS}
    return frozenset(found - {""})


def _is_a_thing(value: ast.expr) -> bool:
    """Whether a value is such a thing, was made of one, or holds some."""
    if isinstance(value, ast.Call):
        name = _last_of(value.func)
        if name == "list":
            return _lists_something(value)
        return name in _THINGS or any(_is_a_thing(argument) for argument in value.args)
    if isinstance(value, ast.Dict):
        return any(_is_a_thing(item) for item in value.values)
    if isinstance(value, ast.List | ast.Tuple):
        return any(_is_a_thing(item) for item in value.elts)
    return _last_of(value) in WORDS


def _last_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


Functions = Mapping[ast.AST, tuple[str, frozenset[str]]]
"""Functions, each with its name and the names that it uses."""


def relevant(functions: Functions, names: frozenset[str] = frozenset()) -> set[ast.AST]:
    """The functions that rules can have something to say of; ``names`` count like ``WORDS``."""
    found = using(WORDS | names, functions)
    used = frozenset[str]().union(*(used for _, used in functions.values()))
    loading = frozenset(name for name in used if any(part in name.lower() for part in _LOADING))
    return found | (using(_SWITCHES, functions) & using(loading, functions))


def using(words: frozenset[str], functions: Functions) -> set[ast.AST]:
    """The functions that use one of some names, and those that use the name of one of these."""
    found = {node for node, (_, names) in functions.items() if not words.isdisjoint(names)}
    while True:
        reached = {functions[node][0] for node in found}
        more = {
            node
            for node, (_, names) in functions.items()
            if node not in found and not reached.isdisjoint(names)
        }
        if not more:
            return found
        found |= more
