"""What a verification answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Verdict(Enum):
    """What became of the training on one batch."""

    OVERFITS = "overfits"
    PLATEAUS = "plateaus"
    DIVERGES = "diverges"
    CRASHES = "crashes"
    NO_TRAINING_STEP = "no-training-step"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the user's; the row counts from 1."""

    filename: str
    row: int

    @classmethod
    def of(cls, told: Any) -> Place | None:
        """The place that a probe has told; None where it knew none."""
        return cls(told["file"], told["row"]) if told else None


@dataclass(frozen=True, slots=True)
class VerifyFinding:
    """A mistake that the run has shown.

    Args:
        kind: which of the probes' observations it is.
        message: what is wrong, with the figures that show it.
        advice: what to do, in one sentence.
        place: the user's line; None where there is no single one.
        code: the code of the rule that finds the same in the text.
        is_grave: whether it spoils a training; else it is for information.
        related: other lines that explain it, each with what happens there.
    """

    kind: str
    message: str
    advice: str
    place: Place | None = None
    code: str | None = None
    is_grave: bool = True
    related: tuple[tuple[str, Place], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding as the JSON output has it."""
        return {
            "code": self.code,
            "kind": self.kind,
            "severity": "warning" if self.is_grave else "information",
            "message": self.message,
            "advice": self.advice,
            "filename": self.place.filename if self.place else None,
            "location": _location(self.place) if self.place else None,
            "related": [
                {"message": message, "filename": place.filename, "location": _location(place)}
                for message, place in self.related
            ],
        }


@dataclass(frozen=True, slots=True)
class ScriptError:
    """An exception that ended the script."""

    type: str
    message: str
    place: Place | None = None

    def as_json(self) -> dict[str, Any]:
        """The error as the JSON output has it."""
        return {
            "type": self.type,
            "message": self.message,
            "filename": self.place.filename if self.place else None,
            "row": self.place.row if self.place else None,
        }


@dataclass(frozen=True, slots=True)
class CodeThatRan:
    """The user's code that has trained.

    Args:
        stack: the calls that were running at the last step, innermost first: the file, the row that the call
            had come to, the function's name and its first row.
        classes: the classes of the modules of the models that were trained, each with its file.
        started: when the run began, by ``time.time()``.
    """

    stack: tuple[tuple[str, int, str, int], ...]
    classes: tuple[tuple[str, str], ...]
    started: float


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """The answer.

    Args:
        verdict: what became of it.
        sentence: the verdict in one sentence.
        script: what was run.
        device: where the model's parameters were.
        steps: how many training steps were taken.
        seconds: how long it took in all.
        history: the loss at each step.
        accuracy: the part of the batch that was classified rightly, at the first step and the last.
        findings: what the run has shown to be wrong.
        error: the exception that ended the script.
        held: how the program was held to one batch.
        held_back: the files that it would have written.
        ran: the code that has trained; None where nothing has.
    """

    verdict: Verdict
    sentence: str
    script: str
    device: str | None = None
    steps: int = 0
    seconds: float = 0.0
    history: tuple[float, ...] = ()
    accuracy: tuple[float, float] | None = None
    findings: tuple[VerifyFinding, ...] = ()
    error: ScriptError | None = None
    held: str | None = None
    held_back: tuple[str, ...] = field(default=())
    ran: CodeThatRan | None = None

    @property
    def overfits(self) -> bool:
        """Whether the model has learnt its batch."""
        return self.verdict is Verdict.OVERFITS

    @property
    def is_pass(self) -> bool:
        """Whether the model has learnt its batch, and nothing grave was found."""
        return self.overfits and not any(each.is_grave for each in self.findings)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules that the run confirms."""
        return tuple(dict.fromkeys(each.code for each in self.findings if each.code))

    def as_json(self) -> dict[str, Any]:
        """The object that ``--output-format json`` prints."""
        finite = [value for value in self.history if abs(value) != float("inf") and value == value]
        loss = {
            "initial": _number(self.history[0]),
            "final": _number(self.history[-1]),
            "best": min(finite, default=None),
            "history": [_number(value) for value in self.history],
        } if self.history else None  # fmt: skip
        accuracy = (
            {"initial": self.accuracy[0], "final": self.accuracy[1]} if self.accuracy is not None else None
        )
        return {
            "verdict": self.verdict.value,
            "summary": self.sentence,
            "script": self.script,
            "device": self.device,
            "steps": self.steps,
            "seconds": round(self.seconds, 2),
            "loss": loss,
            "accuracy": accuracy,
            "findings": [each.as_json() for each in self.findings],
            "error": self.error.as_json() if self.error else None,
            "held": self.held,
            "held_back": list(self.held_back),
        }


def _location(place: Place) -> dict[str, int]:
    return {"row": place.row, "column": _first_column(place)}


def _first_column(place: Place) -> int:
    """The column of the first character that isn't blank."""
    import linecache

    line = linecache.getline(place.filename, place.row)
    return len(line) - len(line.lstrip()) + 1 if line.strip() else 1


def _number(value: float) -> float | None:
    """JSON has no word for what isn't finite."""
    return value if abs(value) != float("inf") and value == value else None
