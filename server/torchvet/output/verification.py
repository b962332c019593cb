"""The verdict on a training script, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.output.places import Sources, shown_name
from torchvet.output.snippet import Gutter, Snippet
from torchvet.output.style import Style
from torchvet.source.position import Position, Range
from torchvet.verify.curve import sparkline
from torchvet.verify.result import Place, Verdict, VerifyFinding, VerifyResult

COLOURS = {Verdict.OVERFITS: "green", Verdict.CANCELLED: "yellow", Verdict.TIMEOUT: "yellow"}
CURVE_WIDTH = 40
WAYS = {
    "loader": "its loader gave the first batch again and again",
    "loader and random state": "its loader gave the first batch, with the same random numbers",
    "random-state": "each step drew the same random numbers",
    "replay": "the inputs of the model and of the loss were replaced by the first ones",
}


def verification(result: VerifyResult, style: Style) -> Iterator[str]:
    """The lines that tell a result.

    Args:
        result: the result.
        style: colours or none.
    """
    colour = COLOURS.get(result.verdict, "red")
    verdict = style(result.verdict.value, "bold", colour)
    yield f"{style(shown_name(result.script), 'bold')}: {verdict}: {style(result.sentence, 'bold')}"
    if result.history:
        curve = style(sparkline(result.history, CURVE_WIDTH), colour)
        yield f"  loss      {result.history[0]:.4g} {curve} {result.history[-1]:.4g}"
    if result.accuracy is not None:
        first, last = (f"{100 * value:.0f} %" for value in result.accuracy)
        yield f"  accuracy  {first} → {last}"
    yield "  " + style(_circumstances(result), "dim")
    if result.held in WAYS:
        yield "  " + style(f"one batch: {WAYS[result.held]}", "dim")
    if result.held_back:
        yield "  " + style(f"not written: {_listed(result.held_back)}", "dim")
    sources = Sources()
    if result.error is not None and result.error.place is not None:
        yield ""
        yield from _error(result, result.error.place, sources, style)
    for finding in result.findings:
        yield ""
        yield from _finding(finding, sources, style)


def _circumstances(result: VerifyResult) -> str:
    steps = "1 step" if result.steps == 1 else f"{result.steps} steps"
    parts = [steps, f"{result.seconds:.1f} s", *([result.device] if result.device else [])]
    return ", ".join(parts)


def _listed(names: tuple[str, ...]) -> str:
    shown = [shown_name(name) for name in names[:3]]
    return ", ".join(shown) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _error(result: VerifyResult, place: Place, sources: Sources, style: Style) -> Iterator[str]:
    assert result.error is not None
    yield f"{_where(place, style)} {style('error', 'bold', 'red')} {result.error.type}"
    yield from _source(place, sources, style, "red")


def _finding(finding: VerifyFinding, sources: Sources, style: Style) -> Iterator[str]:
    label, colour = ("warning", "yellow") if finding.is_grave else ("information", "blue")
    head = [style(label, "bold", colour)]
    if finding.place is not None:
        head.insert(0, _where(finding.place, style))
    if finding.code:
        head.append(style(finding.code, "bold"))
    yield " ".join([*head, style(finding.message, "bold")])
    if finding.place is not None:
        yield from _source(finding.place, sources, style, colour)
    for message, place in finding.related:
        yield f"{_where(place, style)} {style('note', 'bold', 'green')} {message}"
        yield from _source(place, sources, style, "green")
    if finding.advice:
        yield f"{style('help', 'bold', 'cyan')}: {finding.advice}"


def _where(place: Place, style: Style) -> str:
    colon = style(":", "dim")
    return f"{style(shown_name(place.filename), 'bold')}{colon}{place.row}{colon}"


def _source(place: Place, sources: Sources, style: Style, colour: str) -> Iterator[str]:
    document = sources.get(place.filename)
    if document is None or not 0 < place.row <= len(document.index):
        return
    line = document.index.line(place.row - 1).rstrip("\r\n")
    start = Position(place.row - 1, len(line) - len(line.lstrip()))
    snippet = Snippet(document, Range(start, Position(place.row - 1, len(line.rstrip()))))
    yield from snippet.lines(Gutter(len(str(snippet.greatest_number)), style), colour)
