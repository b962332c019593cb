"""Case files: small programs that say by comments what has to be found in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from torchvet.check import check
from torchvet.finding import Applicability, Edit, Finding, Fix, Severity
from torchvet.fixes import apply_edits
from torchvet.project import Project
from torchvet.source.document import Document

CASES = Path(__file__).resolve().parents[1] / "cases"
TODO = CASES / "todo.txt"
MARK = r"[ \t]*# (expect|expect-hint|related): (TV\d{3}(?:, ?TV\d{3})*)"
MARKS = re.compile(rf"(?:{MARK})+[ \t]*(?=\r?$)", re.MULTILINE)
"""What the end of a line says: what has to be found there, and which findings it has to explain."""
SOURCES = ("*.py", "*.ipynb")
UNVERIFIED = "TV101"
"""Nearly every training script has this hint, so that only its own cases mention it."""

Expected = tuple[int, str, bool]
"""A line from 1, a code, and whether it is a hint."""
Explained = tuple[str, int, str]
"""A place that explains a finding: a file's name, a line from 1, and the finding's code."""


@dataclass(frozen=True)
class Case:
    """One case: a file, or a folder whose files belong together.

    Args:
        path: the file or folder, named ``bad_<shape>`` or ``good_<shape>``.
    """

    path: Path

    @property
    def name(self) -> str:
        """How the list of known gaps calls it."""
        return self.path.relative_to(CASES).as_posix()

    @property
    def code(self) -> str:
        """The rule that it is about."""
        return self.path.parent.name

    @property
    def is_bad(self) -> bool:
        """Whether the rule has to find something in it."""
        return self.path.name.startswith("bad_")

    @property
    def files(self) -> list[Path]:
        """Its files; the fixed ones excluded."""
        if not self.path.is_dir():
            return [self.path]
        return sorted(path for pattern in SOURCES for path in self.path.rglob(pattern))

    @cached_property
    def texts(self) -> dict[Path, str]:
        """The programs without the comments that say what is expected; a notebook keeps them."""
        return {path: without_marks(read(path)) for path in self.files}

    @property
    def expected(self) -> Counter[tuple[str, Expected]]:
        """What has to be found, by file."""
        return Counter((path.name, each) for path in self.files for each in expectations(path))

    @property
    def explained(self) -> set[Explained]:
        """The places that have to explain findings."""
        return {(path.name, line, code) for path in self.files for line, code in explanations(path)}

    def fixed(self, path: Path) -> Path:
        """Where the wanted text of a file after its fixes would be kept."""
        if self.path.is_dir():
            return self.path.with_name(f"{self.path.name}.fixed") / path.relative_to(self.path)
        return path.with_suffix(".fixed.py")

    def found(self, changes: dict[Path, str] | None = None) -> list[Finding]:
        """What is found in its files, each finding once.

        Args:
            changes: other texts for some of the files; for a single file only.
        """
        if self.path.is_file():
            return self.regarded(find((changes or self.texts)[self.path], self.path))
        project = Project(self.path)
        findings = [each for path in self.files for each in check(Document.from_path(path), project)]
        return self.regarded({(each.filename, each.code, each.range): each for each in findings}.values())

    def regarded(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that count in this case."""
        return [each for each in findings if each.code != UNVERIFIED or self.code == UNVERIFIED]


def cases() -> list[Case]:
    """All cases."""
    paths = [path for pattern in ("*/bad_*", "*/good_*") for path in sorted(CASES.glob(pattern))]
    return [
        Case(path) for path in paths if ".fixed" not in path.name and path.suffix in ("", ".py", ".ipynb")
    ]


def todo() -> set[str]:
    """The cases that are known to fail."""
    lines = (line.partition("#")[0].strip() for line in read(TODO).splitlines())
    return {line for line in lines if line}


def read(path: Path) -> str:
    """A file's text."""
    return path.read_bytes().decode("utf-8")


def marks(path: Path) -> Iterator[tuple[int, str, str]]:
    """What a program's comments say: lines from 1, kinds and codes."""
    text = Document.from_path(path).text
    for comment in MARKS.finditer(text):
        line = text.count("\n", 0, comment.start()) + 1
        for kind, codes in re.findall(MARK, comment[0]):
            yield from ((line, kind, code) for code in re.split(", ?", codes))


def expectations(path: Path) -> list[Expected]:
    """What a program's comments say has to be found."""
    return [(line, code, kind == "expect-hint") for line, kind, code in marks(path) if kind != "related"]


def explanations(path: Path) -> list[tuple[int, str]]:
    """The lines that a program's comments say have to explain findings, with the codes of these."""
    return [(line, code) for line, kind, code in marks(path) if kind == "related"]


def without_marks(text: str) -> str:
    """A text without those comments."""
    return MARKS.sub("", text)


def find(text: str, path: Path | str = "case.py") -> list[Finding]:
    """What is found in a text."""
    return check(Document.from_text(text, str(path)), Project())


def line_of(finding: Finding) -> Expected:
    """A finding as the comments write it."""
    return finding.range.start.line + 1, finding.code, finding.severity is Severity.HINT


def explained_by(findings: Iterable[Finding]) -> set[Explained]:
    """The places that explain findings, as the comments write them."""
    return {
        (Path(place.filename).name, place.range.start.line + 1, finding.code)
        for finding in findings
        for place in finding.related
    }


def applicable(finding: Finding) -> Fix | None:
    """The fix of a finding that can be applied."""
    fix = finding.fix
    return fix if fix is not None and fix.applicability is not Applicability.DISPLAY else None


def fix_all(text: str, findings: Iterable[Finding], path: Path) -> str:
    """A text after the fixes of findings, as far as they don't overlap."""
    taken: list[Edit] = []
    for finding in findings:
        fix = applicable(finding)
        if fix is None or any(edit.filename != str(path) for edit in fix.edits):
            continue
        new = [edit for edit in fix.edits if edit not in taken]
        if not any(overlap(edit, other) for edit in new for other in taken):
            taken += new
    return apply_edits(text, taken)


def overlap(first: Edit, second: Edit) -> bool:
    """Whether two edits can't both be made."""
    return first.range.start < second.range.end and second.range.start < first.range.end
