"""Models in the text of a file and its package: their class, their layers, what they end in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.accuracy.packages import Package
from benchmarks.accuracy.program import Source, argument_of, own_nodes

_BATCH_NORMS = {"BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"}
_DROPOUTS = {"Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"}
_WITH_BATCH_NORM = ("resnet", "resnext", "densenet", "mobilenet", "efficientnet", "wide_resnet", "googlenet")
_WITH_WEIGHTS = {"Linear", "Conv1d", "Conv2d", "Conv3d", "Bilinear", "LazyLinear", "ConvTranspose2d"}

Class = tuple[Source, ast.ClassDef]


def class_named(source: Source, package: Package, name: ast.expr) -> Class | None:
    """The class of the package that an expression names."""
    if isinstance(name, ast.Name) and name.id in source.classes:
        return source, source.classes[name.id]
    qualified = source.qualified(name)
    found = package.module(source.path, qualified) if qualified else None
    if found is None or found[1] not in found[0].classes:
        return None
    return found[0], found[0].classes[found[1]]


def classes_of_value(source: Source, package: Package, node: ast.expr) -> list[Class] | None:
    """The classes that a name's object may be of; None where the text doesn't show all of them."""
    if dotted_self(node):
        cls = source.class_of(node)
        return [(source, cls)] if cls else None
    origins = source.origins_of(node)
    if not origins:
        return None
    found = [
        class_named(source, package, value.func) if isinstance(value, ast.Call) else None for value in origins
    ]
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def dotted_self(node: ast.AST) -> bool:
    """Whether an expression is ``self``."""
    return isinstance(node, ast.Name) and node.id == "self"


def is_module(source: Source, package: Package, cls: ast.ClassDef, depth: int = 4) -> bool:
    """Whether a class is an ``nn.Module``, also through the package's own bases."""
    for base in cls.bases:
        if source.qualified(base) == "torch.nn.Module":
            return True
        found = class_named(source, package, base)
        if found and depth and is_module(found[0], package, found[1], depth - 1):
            return True
    return False


def depends_on_mode(source: Source, package: Package, cls: ast.ClassDef, depth: int = 4) -> bool:
    """Whether a class surely has a layer that depends on the mode: batch norm, or dropout that isn't off."""
    for call in _layers_made(cls):
        name = source.qualified(call.func) or ""
        last = name.rpartition(".")[2]
        if name.startswith("torch.nn.") and (
            (last in _BATCH_NORMS and not call.keywords) or (last in _DROPOUTS and _is_on(cls, call))
        ):
            return True
        if name.startswith("torchvision.models.") and last.startswith(_WITH_BATCH_NORM):
            return True
        inner = class_named(source, package, call.func) if depth else None
        if inner and inner[1] is not cls and depends_on_mode(inner[0], package, inner[1], depth - 1):
            return True
    return False


def value_depends_on_mode(source: Source, package: Package, node: ast.expr) -> bool | None:
    """Whether a name's model surely depends on the mode; None where the text doesn't show the model."""
    if dotted_self(node):
        cls = source.class_of(node)
        return depends_on_mode(source, package, cls) if cls else None
    origins = source.origins_of(node)
    if not origins:
        return None
    answers: list[bool | None] = []
    for value in origins:
        if not isinstance(value, ast.Call):
            return None
        name = source.qualified(value.func) or ""
        if name.startswith("torchvision.models.") and name.rpartition(".")[2].startswith(_WITH_BATCH_NORM):
            answers.append(True)
        elif name == "torch.nn.Sequential":
            answers.append(_sequential_depends(source, value))
        else:
            found = class_named(source, package, value.func)
            answers.append(depends_on_mode(found[0], package, found[1]) if found else None)
    if None in answers:
        return None
    return all(answers)


def _sequential_depends(source: Source, call: ast.Call) -> bool:
    return any(
        isinstance(each, ast.Call) and (source.qualified(each.func) or "").rpartition(".")[2] in _BATCH_NORMS
        for each in call.args
    )


def _layers_made(cls: ast.ClassDef) -> Iterator[ast.Call]:
    """The calls in a constructor that always run and whose value becomes a layer."""
    for method in cls.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            for statement in method.body:
                if isinstance(statement, ast.Assign) and any(
                    isinstance(target, ast.Attribute) and dotted_self(target.value)
                    for target in statement.targets
                ):
                    yield from _calls_that_run(statement.value)


def _calls_that_run(value: ast.expr) -> Iterator[ast.Call]:
    if isinstance(value, ast.Call):
        yield value
        for each in value.args:
            yield from _calls_that_run(each)
    elif isinstance(value, ast.List | ast.Tuple):
        for each in value.elts:
            yield from _calls_that_run(each)


def _is_on(cls: ast.ClassDef, call: ast.Call) -> bool:
    """Whether a dropout's rate surely isn't 0."""
    rate = argument_of(call, 0, "p")
    if rate is None:
        return True
    return isinstance(rate, ast.Constant) and isinstance(rate.value, float | int) and rate.value > 0


def returns_of(method: ast.FunctionDef) -> list[ast.Return]:
    """The return statements of a method."""
    return [node for node in own_nodes(method) if isinstance(node, ast.Return)]


def method_of(cls: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """A class's own method."""
    return next((each for each in cls.body if isinstance(each, ast.FunctionDef) and each.name == name), None)


def gives_logits(source: Source, cls: ast.ClassDef) -> bool:
    """Whether a class's ``forward`` plainly returns what a layer with weights gives."""
    forward = method_of(cls, "forward")
    returns = returns_of(forward) if forward else []
    return bool(returns) and all(
        each.value is not None and is_logits(source, each.value, forward) for each in returns
    )


def is_logits(source: Source, value: ast.expr, scope: ast.FunctionDef | None, depth: int = 6) -> bool:
    """Whether an expression is plainly the output of a layer with weights."""
    if depth == 0:
        return False
    if isinstance(value, ast.Name):
        found = _last_assignment(value, scope)
        return found is not None and is_logits(source, found, scope, depth - 1)
    if not isinstance(value, ast.Call):
        return False
    function = value.func
    if isinstance(function, ast.Attribute) and function.attr in ("squeeze", "view", "reshape", "flatten"):
        return is_logits(source, function.value, scope, depth - 1)
    if isinstance(function, ast.Attribute) and dotted_self(function.value):
        layers = source.values_of(function)
        return bool(layers) and all(_ends_in_weights(source, layer) for layer in layers)
    return False


def _last_assignment(name: ast.Name, scope: ast.FunctionDef | None) -> ast.expr | None:
    """The value of the last assignment before a name's use, where that stands plainly in the function."""
    if scope is None:
        return None
    stores = [
        node
        for node in own_nodes(scope)
        if isinstance(node, ast.Name) and node.id == name.id and isinstance(node.ctx, ast.Store)
    ]
    before = [node for node in stores if node.lineno < name.lineno]
    if not before:
        return None
    latest = max(before, key=lambda node: node.lineno)
    for statement in scope.body:
        if isinstance(statement, ast.Assign) and statement.targets == [latest]:
            return statement.value
    return None


def _ends_in_weights(source: Source, layer: ast.expr) -> bool:
    if not isinstance(layer, ast.Call):
        return False
    name = source.qualified(layer.func) or ""
    if name == "torch.nn.Sequential":
        return bool(layer.args) and _ends_in_weights(source, layer.args[-1])
    return name.startswith("torch.nn.") and name.rpartition(".")[2] in _WITH_WEIGHTS
