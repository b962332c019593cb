"""Writes each rule's page to docs/rules/, and the table of rules into README.md.

The pages are the rules' own texts; nothing in docs/rules/ is written by hand.

    python scripts/generate_rule_pages.py           write them
    python scripts/generate_rule_pages.py --check   exit with 1, and say which, if any is out of date
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "server"))

from torchvet.rules import all_rules  # noqa: E402
from torchvet.rules.rule import Rule  # noqa: E402

PAGES = ROOT / "docs" / "rules"
README = ROOT / "README.md"
BEGIN, END = "<!-- rules:begin -->", "<!-- rules:end -->"


def page_of(rule: Rule) -> str:
    """A rule's page as it is published."""
    heading, _, rest = rule.page().partition("\n")
    facts = f"Severity: **{rule.severity.label}** · Fix: **{'yes' if has_fix(rule) else 'no'}**"
    return f"{heading}\n\n{facts}\n{rest}\n"


def has_fix(rule: Rule) -> bool:
    """Whether a rule ever offers a fix: whether its code hands one to a finding."""
    source = sys.modules[type(rule).__module__].__file__
    tree = ast.parse(Path(source or "").read_text(encoding="utf-8"))
    return any(isinstance(node, ast.keyword) and node.arg == "fix" for node in ast.walk(tree))


def table(folder: str) -> str:
    """The rules as a Markdown table.

    Args:
        folder: what to write before a page's name in links.
    """
    rows = ["| code | name | severity | what it finds | fix |", "|---|---|---|---|---|"]
    for rule in all_rules():
        link = f"[{rule.code}]({folder}{rule.code}.md)"
        fix = "yes" if has_fix(rule) else ""
        rows.append(f"| {link} | {rule.name} | {rule.severity.label} | {rule.summary} | {fix} |")
    return "\n".join(rows) + "\n"


def index() -> str:
    """The page that lists all rules."""
    return f"# Rules\n\n{table('')}"


def readme(text: str) -> str:
    """The README with the table of rules between its two markers, or as it is without them."""
    if BEGIN not in text or END not in text:
        return text
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{table('docs/rules/')}\n{END}{after}"


def wanted() -> dict[Path, str]:
    """Every file that this writes, with its text."""
    files = {PAGES / f"{rule.code}.md": page_of(rule) for rule in all_rules()}
    files[PAGES / "README.md"] = index()
    if README.exists():
        files[README] = readme(README.read_text(encoding="utf-8"))
    return files


def outdated() -> list[Path]:
    """The files that differ from what they should be, pages of rules that are gone included."""
    files = wanted()
    differing = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    return differing + [path for path in PAGES.glob("*.md") if path not in files]


def write() -> None:
    """Writes all files, and takes away pages of rules that are gone."""
    files = wanted()
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in outdated():
        if path in files:
            path.write_text(files[path], encoding="utf-8", newline="\n")
        else:
            path.unlink()


def main() -> int:
    """Writes or checks, as the command line says."""
    parser = argparse.ArgumentParser(description="Writes the rules' pages and the README's table of rules.")
    parser.add_argument("--check", action="store_true", help="only say which files are out of date")
    if not parser.parse_args().check:
        write()
        return 0
    stale = outdated()
    for path in stale:
        print(f"{path.relative_to(ROOT)} is out of date: run scripts/generate_rule_pages.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
