"""Reads a table of settings, from TOML or from an editor; what is wrong in it is named."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar, cast

from torchvet.finding import Severity

Value = TypeVar("Value")

DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d+)?")
CODE = re.compile(r"TV\d{0,3}")


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """What ``torchvet verify`` runs; None where nothing is said.

    Args:
        script: the script, relative to the configuration's folder.
        args: the script's arguments.
        entry: the function to call in place of the script's own end, as "name" or "module:name".
        device: "auto", "cpu", "cuda", "cuda:N" or "mps".
        steps: after how many training steps at most to judge.
        timeout: after how many seconds to give up.
        env: environment variables for the script.
    """

    script: str | None = None
    args: tuple[str, ...] | None = None
    entry: str | None = None
    device: str | None = None
    steps: int | None = None
    timeout: float | None = None
    env: Mapping[str, str] | None = None

    def after(self, earlier: VerifySettings) -> VerifySettings:
        """These settings, and where they say nothing the earlier ones."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(earlier, **{name: value for name, value in said.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a table says; None or empty where it says nothing."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict[str, Severity])
    exclude: tuple[str, ...] | None = None
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    verify: VerifySettings = field(default_factory=VerifySettings)


class Unusable(Exception):
    """A value cannot be used; its text is what was expected in its place."""


def read_table(table: Mapping[str, Any], origin: str) -> tuple[Settings, list[str]]:
    """Checks a table of settings.

    Args:
        table: the settings by name.
        origin: where they stand, to begin a sentence with.

    Returns:
        The settings that can be used, and a sentence for each that cannot.
    """
    values, problems = _read(table, READERS, origin, "")
    nested = table.get("verify")
    if isinstance(nested, Mapping):
        inner = cast("Mapping[str, Any]", nested)
        verify, wrong = _read(inner, VERIFY_READERS, origin, "verify.")
        values["verify"] = VerifySettings(**verify)
        problems += wrong
    return Settings(**values), problems


def _read(
    table: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]], origin: str, prefix: str
) -> tuple[dict[str, Any], list[str]]:
    """The usable values by field name, and the sentences for the others."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in table.items():
        reader = readers.get(key)
        if reader is None:
            near = suggestion(key, readers)
            problems.append(f"{origin}: unknown key '{prefix}{key}'{near or _known(readers)}")
            continue
        try:
            values[key.replace("-", "_")] = reader(value)
        except Unusable as expected:
            problems.append(f"{origin}: '{prefix}{key}' must be {expected}, not {_shown(value)}.")
    return values, problems


def suggestion(word: str, known: Mapping[str, object] | list[str]) -> str:
    """The end of a sentence that names the nearest known word, empty where none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def _known(readers: Mapping[str, object]) -> str:
    return f"; the known keys are {', '.join(readers)}."


def _shown(value: object) -> str:
    """A value as TOML or JSON writes it, shortened."""
    if isinstance(value, Mapping):
        return "a table"
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


# --- one reader for each kind of value ----------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise Unusable("a string")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not all(isinstance(item, str) for item in items):
        raise Unusable("a list of strings")
    return tuple(cast("list[str]", items))


def _table(value: Any, expected: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Unusable(expected)
    return cast("Mapping[str, Any]", value)


def code_problem(code: str) -> str | None:
    """Why a code or prefix cannot be used, as the end of a sentence; None where it can."""
    from torchvet.rules import all_rules

    codes = [rule.code for rule in all_rules()]
    if CODE.fullmatch(code) and any(each.startswith(code) for each in codes):
        return None
    near = suggestion(code.upper(), codes) or "; 'torchvet rule --all' lists the codes."
    return f"no rule has the code '{code}'{near}"


def _codes(value: Any) -> tuple[str, ...]:
    codes = _texts(value)
    for code in codes:
        problem = code_problem(code)
        if problem:
            raise Unusable(f"a list of rule codes or prefixes ({problem.rstrip('.')})")
    return codes


def _severity(value: Any) -> Severity:
    for severity in Severity:
        if value == severity.label:
            return severity
    raise Unusable("one of hint, information, warning, error")


def _severities(value: Any) -> dict[str, Severity]:
    table = _table(value, 'a table of rule codes and severities, as in { TV301 = "error" }')
    _codes(list(table))
    try:
        return {code: _severity(each) for code, each in table.items()}
    except Unusable as expected:
        raise Unusable(f"a table in which each severity is {expected}") from None


def _per_file_ignores(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = _table(value, 'a table of patterns and rule codes, as in { "tests/*" = ["TV101"] }')
    return tuple((pattern, _codes(codes)) for pattern, codes in table.items())


def _verify(value: Any) -> VerifySettings:
    _table(value, "a table")
    return VerifySettings()


def _device(value: Any) -> str:
    if not isinstance(value, str) or not DEVICE.fullmatch(value):
        raise Unusable('"auto", "cpu", "cuda", "cuda:N" or "mps"')
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Unusable("a whole number of at least 1")
    return value


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise Unusable("a number of seconds above 0")
    return float(value)


def _environment(value: Any) -> dict[str, str]:
    table = _table(value, "a table of strings")
    if not all(isinstance(each, str) for each in table.values()):
        raise Unusable("a table of strings")
    return dict(table)


READERS: Mapping[str, Callable[[Any], Any]] = {
    "select": _codes,
    "ignore": _codes,
    "severity": _severities,
    "exclude": _texts,
    "per-file-ignores": _per_file_ignores,
    "verify": _verify,
}

VERIFY_READERS: Mapping[str, Callable[[Any], Any]] = {
    "script": _text,
    "args": _texts,
    "entry": _text,
    "device": _device,
    "steps": _count,
    "timeout": _seconds,
    "env": _environment,
}
