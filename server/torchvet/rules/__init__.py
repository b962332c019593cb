"""The rules: one module each, found by being here.

A new rule is a new module of this package that defines one subclass of ``Rule``; nothing is registered.
Packages inside (``reading``) hold what several rules share and are no rules.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from torchvet.rules.rule import Rule

__all__ = ["Rule", "all_rules", "rule_for"]

_NOT_A_RULE = "rule"
_CODE = re.compile(r"TV\d{3}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules, sorted by code.

    Raises:
        TypeError: a module of the package defines no rule or several, or two rules share a code or name.
    """
    rules = tuple(sorted(map(_rule_of, _module_names()), key=lambda rule: rule.code))
    _refuse_doubles(rules)
    return rules


def rule_for(code: str) -> Rule | None:
    """The rule with that code or name ("TV301", "tv301", "gradients-not-zeroed"), if there is one."""
    wanted = code.strip().lower()
    return next((rule for rule in all_rules() if wanted in (rule.code.lower(), rule.name)), None)


def _module_names() -> list[str]:
    found = pkgutil.iter_modules(__path__)
    return [module.name for module in found if not module.ispkg and module.name != _NOT_A_RULE]


def _rule_of(module_name: str) -> Rule:
    module = importlib.import_module(f"{__name__}.{module_name}")
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise TypeError(f"{module.__name__} has to define one rule, and defines {len(own)}")
    rule = own[0]()
    if not _CODE.fullmatch(rule.code) or not _NAME.fullmatch(rule.name):
        raise TypeError(f"{module.__name__}: {rule.code} {rule.name} is no code with a kebab-case name")
    if module_name != rule.name.replace("-", "_"):
        raise TypeError(f"{module.__name__} holds {rule.name}, so it has to be named after it")
    return rule


def _refuse_doubles(rules: tuple[Rule, ...]) -> None:
    for attribute in ("code", "name"):
        values = [getattr(rule, attribute) for rule in rules]
        doubled = sorted({value for value in values if values.count(value) > 1})
        if doubled:
            raise TypeError(f"more than one rule has the {attribute} {', '.join(doubled)}")
