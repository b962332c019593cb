"""Writes a program's tree in many layouts that mean the same."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

COMPOUND = (
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.If,
    ast.With,
    ast.AsyncWith,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Try,
)


@dataclass(frozen=True)
class Layout:
    """A manner of writing programs.

    Args:
        name: what tests call it.
        unit: one level of indentation.
        newline: how lines end.
        one_line: whether suites of simple statements stand on their header's line.
        joined: whether simple statements share a line.
        closed: whether lines end in a semicolon.
        comments: whether each line has a comment above it and behind it.
        blank: whether empty lines follow statements.
        parenthesized: whether values stand in parentheses.
        broken: whether brackets are broken over lines.
        continued: whether assignments are broken with a backslash.
        final: whether the last line ends.
        around: headers that the whole program stands under.
    """

    name: str
    unit: str = "    "
    newline: str = "\n"
    one_line: bool = False
    joined: bool = False
    closed: bool = False
    comments: bool = False
    blank: bool = False
    parenthesized: bool = False
    broken: bool = False
    continued: bool = False
    final: bool = True
    around: tuple[str, ...] = ()

    def write(self, tree: ast.Module) -> str:
        """A program in this layout."""
        return _Writer(self).program(tree)

    def unwrapped(self, tree: ast.Module) -> str:
        """What a program's tree is without the headers that this layout puts around it, as text."""
        body = tree.body
        for header in self.around:
            number = next(i for i, each in enumerate(body) if _is_wrapper(each, header))
            wrapper = body[number]
            rest = [each for each in body[number + 1 :] if not header.startswith("def ")]
            body = [*body[:number], *getattr(wrapper, "body", []), *rest]
        return ast.dump(ast.Module(body, []))


PLAIN = Layout("plain")
LAYOUTS = (
    Layout("tabs", unit="\t"),
    Layout("two blanks, windows", unit="  ", newline="\r\n"),
    Layout("old mac", newline="\r"),
    Layout("one-line suites", one_line=True),
    Layout("one-line suites, shared lines, no last newline", one_line=True, joined=True, final=False),
    Layout("shared lines, tabs", joined=True, closed=True, unit="\t"),
    Layout("semicolons", closed=True),
    Layout("comments", comments=True),
    Layout("comments, shared lines", comments=True, joined=True),
    Layout("comments, one-line suites, windows", comments=True, one_line=True, newline="\r\n"),
    Layout("blank lines, no last newline", blank=True, final=False),
    Layout("parentheses", parenthesized=True),
    Layout("broken lines", broken=True),
    Layout("broken lines, comments", broken=True, comments=True),
    Layout("backslashes", continued=True),
    Layout("in a try", around=("try:",)),
    Layout("in an if, with tabs", around=("if __name__ == '__main__':",), unit="\t"),
    Layout("in a function", around=("def main():",)),
    Layout("deep", around=("try:", "if True:", "with open('log.txt', 'w'):"), one_line=True),
)


def _is_wrapper(statement: ast.stmt, header: str) -> bool:
    kind = {"try": ast.Try, "if": ast.If, "with": ast.With, "def": ast.FunctionDef}[
        header.rstrip(":").split()[0]
    ]
    return isinstance(statement, kind)


def _is_simple(statement: ast.stmt) -> bool:
    return not isinstance(statement, (*COMPOUND, ast.Match))


def _is_text(statement: ast.stmt) -> bool:
    value = getattr(statement, "value", None)
    return (
        isinstance(statement, ast.Expr) and isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


@dataclass
class _Writer:
    layout: Layout
    comments: int = 0
    lines: list[str] = field(default_factory=list)

    def program(self, tree: ast.Module) -> str:
        layout, head, rest = self.layout, list[ast.stmt](), list(tree.body)
        if layout.around:
            while rest and (_is_text(rest[0]) or _has_to_be_outside(rest[0])):
                head.append(rest.pop(0))
        lines = self.suite(head, "")
        for depth, header in enumerate(layout.around):
            lines.append(layout.unit * depth + header)
        lines += self.suite(rest, layout.unit * len(layout.around))
        for depth in reversed(range(len(layout.around))):
            lines += [layout.unit * depth + line for line in self._after(layout.around[depth])]
        return layout.newline.join(lines) + (layout.newline if layout.final else "")

    def _after(self, header: str) -> list[str]:
        if header == "try:":
            return ["finally:", self.layout.unit + "print('done')"]
        return [f"{header[4:-1]}"] if header.startswith("def ") else []

    def comment(self, kind: str) -> str:
        self.comments += 1
        return f"# {kind} {self.comments}"

    def suite(self, statements: Sequence[ast.stmt], indentation: str) -> list[str]:
        lines: list[str] = []
        shared: list[str] = []
        for statement in statements:
            if not _is_simple(statement):
                self._end_line(shared, lines, indentation)
                lines += self.compound(statement, indentation)
                continue
            text = self.simple(statement, indentation)
            if not self.layout.joined or "\n" in text:
                self._end_line(shared, lines, indentation)
            shared.append(text)
            if self.layout.blank or "\n" in text:
                self._end_line(shared, lines, indentation)
        self._end_line(shared, lines, indentation)
        return lines

    def _end_line(self, shared: list[str], lines: list[str], indentation: str) -> None:
        if not shared:
            return
        line = "; ".join(shared) + (";" if self.layout.closed else "")
        shared.clear()
        if self.layout.comments:
            lines.append(indentation + self.comment("above"))
            line += f"  {self.comment('behind')}"
        lines += (indentation + line).split("\n")
        if self.layout.blank:
            lines.append("")

    def simple(self, statement: ast.stmt, indentation: str) -> str:
        text = ast.unparse(statement)
        value = getattr(statement, "value", None)
        kinds = ast.Expr | ast.Assign | ast.Return
        if self.layout.parenthesized and isinstance(statement, kinds) and value is not None:
            written = ast.unparse(value)
            if not _is_text(statement) and text.endswith(written) and not isinstance(value, ast.Tuple):
                return f"{text.removesuffix(written)}({written})"
        is_import = isinstance(statement, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal)
        if (self.layout.broken or self.layout.continued) and not is_import and "\n" not in text:
            return self._broken(text, indentation)
        return text

    def _broken(self, text: str, indentation: str) -> str:
        """A line with breaks behind brackets and commas, or behind the equals sign of an assignment."""
        pieces: list[str] = []
        depth = strings = done = 0
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            kind = tokenize.tok_name[token.type]
            if kind in ("NEWLINE", "NL", "ENDMARKER"):
                continue
            strings += (kind == "FSTRING_START") - (kind == "FSTRING_END")
            start, end = token.start[1], token.end[1]
            pieces.append(text[done:start].lstrip(" " if pieces and pieces[-1].endswith("\n") else ""))
            pieces.append(text[start:end])
            done = end
            if kind != "OP" or strings:
                continue
            depth += (token.string in "([{") - (token.string in ")]}")
            opens = token.string in "([{" and text[end : end + 1] not in tuple(")]}")
            if self.layout.broken and (opens or (token.string == "," and depth)):
                comment = f"  {self.comment('inside')}" if self.layout.comments else ""
                pieces.append(f"{comment}\n{indentation}{self.layout.unit * (depth + 1)}")
                done += text[done : done + 1] == " "
            elif self.layout.continued and token.string == "=" and not depth:
                pieces.append(f" \\\n{indentation}  ")
        return "".join(pieces) + text[done:]

    def compound(self, statement: ast.stmt, indentation: str) -> list[str]:
        lines = [indentation + self.comment("over")] if self.layout.comments else []
        if isinstance(statement, ast.Try):
            lines += self.body(["try:"], statement.body, indentation)
            for handler in statement.handlers:
                lines += self.body([ast.unparse(handler).split("\n")[0]], handler.body, indentation)
            lines += self.body(["else:"], statement.orelse, indentation)
            return lines + self.body(["finally:"], statement.finalbody, indentation)
        lines += self.body(_headers(statement), getattr(statement, "body", []), indentation)
        return lines + self._orelse(statement, indentation)

    def _orelse(self, statement: ast.stmt, indentation: str) -> list[str]:
        orelse = getattr(statement, "orelse", [])
        if isinstance(statement, ast.If) and len(orelse) == 1 and isinstance(orelse[0], ast.If):
            silent = _Writer(replace(self.layout, comments=False))
            lines = silent.compound(orelse[0], indentation)
            return [f"{indentation}el{lines[0].removeprefix(indentation)}", *lines[1:]]
        return self.body(["else:"], orelse, indentation)

    def body(self, headers: list[str], statements: Sequence[ast.stmt], indentation: str) -> list[str]:
        if not statements:
            return []
        lines = [indentation + header for header in headers]
        texts = [self.simple(each, indentation) for each in statements if _is_simple(each)]
        fits = len(headers) == 1 and len(texts) == len(statements) and "\n" not in "".join(texts)
        if self.layout.one_line and fits:
            lines[-1] += " " + "; ".join(texts)
        if self.layout.comments:
            lines[-1] += f"  {self.comment('beside')}"
        if self.layout.one_line and fits:
            return lines
        return lines + self.suite(statements, indentation + self.layout.unit)


def _has_to_be_outside(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.ImportFrom):
        return False
    return statement.module == "__future__" or statement.names[0].name == "*"


def _headers(statement: ast.stmt) -> list[str]:
    """The lines of a compound statement up to its colon, decorators included."""
    copied = type(statement)(**{name: getattr(statement, name, None) for name in statement._fields})
    copied.body = [ast.Pass()]
    if hasattr(copied, "orelse"):
        copied.orelse = []
    return ast.unparse(ast.fix_missing_locations(ast.copy_location(copied, statement))).split("\n")[:-1]
