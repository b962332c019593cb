"""What a squiggle is about: the beginning of its rule's page."""

from __future__ import annotations

import re

from lsprotocol import types

from torchvet.rules import rule_for

SUMMARY_END = re.compile(r"^## (?!What it does|Why it hurts)", re.MULTILINE)


def hover_of(
    diagnostics: tuple[types.Diagnostic, ...], position: types.Position, markdown: bool
) -> types.Hover | None:
    """What to show for a position.

    Args:
        diagnostics: the diagnostics of the text.
        position: where the pointer is.
        markdown: whether the client shows Markdown.
    """
    here = [each for each in diagnostics if _holds(each.range, position)]
    pages = {each.code: page for each in here if (page := _summary(str(each.code)))}
    if not pages:
        return None
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, "\n\n---\n\n".join(pages.values())), here[0].range)


def _holds(stretch: types.Range, position: types.Position) -> bool:
    place = (position.line, position.character)
    start = (stretch.start.line, stretch.start.character)
    return start <= place <= (stretch.end.line, stretch.end.character)


def _summary(code: str) -> str | None:
    """What a rule does and why it hurts, with a link to the rest; None for a code without a page."""
    rule = rule_for(code)
    if rule is None:
        return None
    page = rule.page()
    end = SUMMARY_END.search(page)
    return f"{page[: end.start() if end else len(page)].rstrip()}\n\n[{code} in full]({rule.url()})"
