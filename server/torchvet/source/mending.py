"""Makes one broken statement one that Python takes, of as much of it as can be kept.

What is missing at a statement's end is written behind it, where it moves nothing; what cannot be
mended so is replaced by a shorter statement of the same kind: a loop stays a loop, a call a call,
and a name that is assigned gets a value that nothing is known about.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from torchvet.source.statements import Layout, Stretch

UNFINISHED = "__unfinished__"
"""The name that stands for what somebody has not written yet; nothing defines it."""

REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What ``ast.parse`` raises for a text that it doesn't take."""

KEYWORD = re.compile(r"[ \t\f]*(async\s+(?:def|for|with)|[a-z]+)\b")
HEADERS = frozenset(
    [
        "if",
        "elif",
        "else",
        "for",
        "while",
        "try",
        "except",
        "finally",
        "with",
        "def",
        "class",
        "match",
        "case",
    ]
)
SOFT = dict.fromkeys(("match", "case"), re.compile(r"\s+[^\s=.,:]|\s*[(\[{].*:\Z", re.DOTALL))
"""Words that begin a block only where what follows looks like it."""

CONTEXTS: dict[str, tuple[str, str]] = {
    "elif": ("if _: pass\n", ""),
    "else": ("if _: pass\n", ""),
    "except": ("try: pass\n", ""),
    "finally": ("try: pass\n", ""),
    "try": ("", "\nfinally: pass"),
    "case": ("match _:\n ", ""),
    "@": ("", "\ndef _(): pass"),
}
"""What a statement needs before and after it to stand alone."""

ENDINGS = ("", "{name}", " {name}", ": {name}", " in {name}", " import {name}", " else {name}", "():", "()")
"""What may be missing between the end of what is written and the closing brackets."""

SKELETONS: dict[str, str] = {
    "if": "if {name}:",
    "elif": "elif {name}:",
    "else": "else:",
    "for": "for {target} in {name}:",
    "while": "while {name}:",
    "try": "try:",
    "except": "except {name}:",
    "finally": "finally:",
    "with": "with {name}:",
    "def": "def {target}(*_, **__):",
    "class": "class {target}({name}):",
    "match": "match {name}:",
    "case": "case {name}:",
    "return": "return {name}",
    "raise": "raise {name}",
}
"""What is left of a statement that cannot be mended, where its keyword alone says much."""

TARGET = re.compile(r"\s*(?:async\s+)?(?:for|def|class)\s+([^\W\d]\w*)")
ASSIGNMENT = re.compile(r"\s*[^\W\d][\w.]*(?:\s*,\s*[^\W\d][\w.]*)*\s*=(?!=)")
CALL = re.compile(r"\s*(?:[^\W\d][\w.]*\s*=\s*)?[^\W\d][\w.]*\(")
LONGEST_HEADER = 20


def parse_quietly(code: str) -> ast.Module:
    """``ast.parse`` without the warnings that it prints for dubious literals."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code)


def keyword_of(code: str) -> str:
    """The keyword that a statement begins with, "@" for a decorator, empty where there is none."""
    if code.lstrip(" \t\f").startswith("@"):
        return "@"
    match = KEYWORD.match(code)
    if not match:
        return ""
    word = match.group(1).split()[-1]
    return "" if word in SOFT and not SOFT[word].match(code[match.end() :]) else word


def opens_block(code: str) -> bool:
    """Whether a statement's code, without its comment, ends like the first line of a block."""
    return code.endswith(":") and keyword_of(code) in HEADERS


@lru_cache(maxsize=20_000)
def stands_alone(code: str) -> bool:
    """Whether Python takes a statement by itself, given the surroundings and the block that it needs."""
    before, after = CONTEXTS.get(keyword_of(code), ("", ""))
    body = _block_of(code) if opens_block(code) else ""
    try:
        parse_quietly(before + code.lstrip(" \t\f") + body + after)
    except REFUSALS:
        return False
    return True


def _block_of(code: str) -> str:
    return "\n case _: pass" if keyword_of(code) == "match" else " pass"


def mended(layout: Layout, whole: Stretch) -> tuple[Stretch, str]:
    """A broken statement and the code that takes its place.

    Args:
        layout: the lines around it.
        whole: the statement, as far as its brackets say.

    Returns:
        The lines that the code stands for, and the code: no more lines than these.
    """
    parts = _parts(layout, whole)
    for part in parts:
        for code in _completions(part):
            if stands_alone(code):
                return part, code
    part = parts[0] if keyword_of(whole.code) in HEADERS else layout.before_other_code(parts[0])
    return part, part.indent + skeleton_of(part.code)


def _parts(layout: Layout, whole: Stretch) -> list[Stretch]:
    """The stretches that may be what was meant, the likeliest first."""
    part = layout.indented_part(whole)
    if keyword_of(whole.code) not in HEADERS:
        return [part] if part.after == whole.first + 1 else [part, layout.cut(whole, whole.first + 1)]
    longest = min(part.after, whole.first + LONGEST_HEADER)
    heads = [layout.cut(whole, after) for after in range(whole.first + 1, longest + 1)]
    hanging = layout.end_of_hanging(heads[0])
    if hanging is not None:
        return [layout.cut(whole, min(hanging, whole.after))]
    aligned = layout.end_of_aligned(heads[0])
    return sorted(heads, key=lambda head: (head.after != aligned, not head.code.endswith(":")))


def _completions(part: Stretch) -> Iterator[str]:
    """What the stretch may have been about to become."""
    code = part.code
    is_header = keyword_of(code) in HEADERS
    if is_header and code.endswith(":"):
        code = code[:-1].rstrip()
    for colon in (":", "") if is_header else ("",):
        for ending in ENDINGS:
            if not (ending == "{name}" and code[-1:].isidentifier()):
                yield code + ending.format(name=UNFINISHED) + part.unclosed + colon
        if code.endswith((")", "]", "}")):
            yield code[:-1] + colon


def skeleton_of(code: str) -> str:
    """What is left of a statement that cannot be mended: one line of the same kind."""
    keyword = keyword_of(code)
    if keyword in SKELETONS:
        target = TARGET.match(code)
        prefix = "async " if code.lstrip().startswith("async") else ""
        skeleton = SKELETONS[keyword].format(
            name=UNFINISHED, target=target.group(1) if target else UNFINISHED
        )
        return prefix + skeleton
    for pattern, ending in ((CALL, ")"), (ASSIGNMENT, "")):
        match = pattern.match(code)
        if match and stands_alone(kept := f"{match.group().lstrip()} {UNFINISHED}{ending}"):
            return kept
    return "pass"
