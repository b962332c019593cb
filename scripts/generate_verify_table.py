"""Writes the table of verified scripts into docs/verify.md: `python scripts/generate_verify_table.py`.

It says what the scripts of tests/verify/scripts expect; the tests run them and hold them to it.
"""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "server")]

from tests.verify.matrix import SCRIPTS, expected_of  # noqa: E402

PAGE = REPOSITORY / "docs" / "verify.md"
BEGIN, END = "<!-- matrix:begin -->", "<!-- matrix:end -->"


def table() -> str:
    """The table in Markdown."""
    lines = ["| script | what it is | verdict | findings |", "|---|---|---|---|"]
    for script in SCRIPTS:
        expected = expected_of(script)
        findings = ", ".join(sorted(expected.findings)) or "–"
        link = f"[{script.stem}](../tests/verify/scripts/{script.name})"
        lines.append(f"| {link} | {expected.about.rstrip('.')} | {expected.verdict} | {findings} |")
    return "\n".join(lines)


def with_table(page: str) -> str:
    """The page with the table as it is now."""
    head, rest = page.split(BEGIN)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
