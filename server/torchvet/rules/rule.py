"""What a rule is."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from torchvet.finding import Finding, Fix, RelatedPlace, Severity
from torchvet.interpret.events import Place
from torchvet.interpret.trace import Trace
from torchvet.source.position import Range

if TYPE_CHECKING:
    from torchvet.project import Project
    from torchvet.source.document import Document

PAGES = (Path(__file__).with_name("pages"), Path(__file__).parents[3] / "docs" / "rules")
"""Where the rules' pages lie as files: in an installed package, and in a checkout."""


@cache
def page_address(code: str) -> str:
    """The URI of a rule's page; of the folder of rules where the page was left out."""
    for folder in PAGES:
        page = folder / f"{code}.md"
        if page.is_file():
            return page.as_uri()
    return Path(__file__).parent.as_uri()


class Rule(ABC):
    """One mistake that torchvet knows.

    A rule's module docstring is its page, in Markdown with the headings
    "What it does", "Why it hurts", "Bad", "Good", "When it is silent", "References".
    The code under "Bad" is executed by the tests and must be found; the code under "Good" must not.
    """

    code: ClassVar[str]
    """``TV`` and three digits; never reused."""
    name: ClassVar[str]
    """The kebab-case name, so that "allow <name>" reads right."""
    severity: ClassVar[Severity]
    """The severity where the mistake was shown."""
    summary: ClassVar[str]
    """What it finds, in a few words, for the table of rules."""

    @abstractmethod
    def check(self, trace: Trace) -> Iterator[Finding]:
        """Yields what the rule finds in a trace; never raises on a trace that the interpreter made."""

    def settled(self, finding: Finding, document: Document, project: Project) -> Finding | None:
        """What a finding is worth at the time of a check, in view of what stands in no trace.

        A trace may be older than the check; this is asked each time.

        Args:
            finding: what the rule has found.
            document: the document that it was found in.
            project: the workspace.

        Returns:
            The finding, or another one in its place; None where there is nothing to report.
        """
        return finding

    @classmethod
    def page(cls) -> str:
        """The rule's page: its module's docstring."""
        module = inspect.getmodule(cls)
        return inspect.cleandoc((module.__doc__ if module else None) or "")

    @classmethod
    def url(cls) -> str:
        """Where the rule's page lies: it travels with torchvet, so that it opens without a network."""
        return page_address(cls.code)

    def finding(
        self,
        place: Place,
        message: str,
        *,
        shown: bool = True,
        range: Range | None = None,
        related: tuple[RelatedPlace, ...] = (),
        fix: Fix | None = None,
        alternatives: tuple[Fix, ...] = (),
    ) -> Finding:
        """Makes a finding of this rule.

        Args:
            place: what to underline.
            message: what is wrong and what follows from it.
            shown: whether the analysis has shown the mistake; else the finding is a hint.
            range: the range to underline, where it isn't the whole place.
            related: places that explain it.
            fix: the preferred fix.
            alternatives: other fixes.
        """
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity if shown else Severity.HINT,
            message=message,
            filename=place.filename,
            range=range or place.range,
            related=related,
            fix=fix,
            alternatives=alternatives,
        )
