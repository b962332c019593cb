"""What a check returns: findings, the places that explain them, and their fixes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from torchvet.source.position import Range


class Severity(IntEnum):
    """How sure and how grave a finding is; ordered, so that a threshold is a comparison."""

    HINT = 1
    INFORMATION = 2
    WARNING = 3
    ERROR = 4

    @property
    def label(self) -> str:
        """The lower-case word that users read and write."""
        return self.name.lower()


class Applicability(Enum):
    """Who may apply a fix.

    ``SAFE``: the meaning after it is certain; fix-all applies it.
    ``UNSAFE``: very likely what is wanted, but somebody should look.
    ``DISPLAY``: a suggestion to read; never applied by a command.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what stands in ``range`` of the file ``filename`` by ``content``."""

    filename: str
    range: Range
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A set of edits that belong together, none overlapping another.

    Args:
        message: an imperative sentence without a full stop ("Insert optimizer.zero_grad()").
        applicability: who may apply it.
        edits: at least one edit.
        unbinds: the names whose imports it takes away; no fix that writes them can be made along with it.
    """

    message: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    unbinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedPlace:
    """A place that explains a finding ("set to eval mode here")."""

    message: str
    filename: str
    range: Range


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, shown at one place.

    Args:
        code: the rule's code ("TV301").
        name: the rule's kebab-case name.
        severity: the default severity where the mistake was shown, ``HINT`` where it is likely.
        message: what is wrong and what follows from it, in one or two sentences.
        filename: the file that has to change.
        range: the place to underline.
        related: the places that explain it, in the order of events.
        fix: the preferred fix, if there is one.
        alternatives: other fixes that an editor may offer.
    """

    code: str
    name: str
    severity: Severity
    message: str
    filename: str
    range: Range
    related: tuple[RelatedPlace, ...] = ()
    fix: Fix | None = None
    alternatives: tuple[Fix, ...] = ()
