"""Cuts a text that doesn't parse into its statements, by its brackets, its strings and its layout."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from torchvet.source.text import LineIndex

TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
    | (?P<string>'''(?:\\.|(?!''').)*(?:'''|\Z)
        | \"\"\"(?:\\.|(?!\"\"\").)*(?:\"\"\"|\Z)
        | '(?:\\(?:\r\n|.)|[^'\\\r\n])*'?
        | "(?:\\(?:\r\n|.)|[^"\\\r\n])*"?)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<continued>\\(?:\r\n|\r|\n|\Z))
    | (?P<newline>\r\n|\r|\n)
    """,
    re.VERBOSE | re.DOTALL,
)
"""What decides where a statement ends. A string that is never closed ends at its line's end, or at the
text's end where it has three quotes."""

INDENT = re.compile(r"[ \t\f]*")
BLANK = re.compile(r"[ \t\f]*(?:#.*)?")
CLOSER = re.compile(r"[ \t\f]*[)\]}]")
BLOCK = 4
"""The columns that a block is indented by, as a rule."""

OPENER_AT_END = re.compile(r"[(\[{][ \t\f]*(?:#.*)?\Z")
NEVER_IN_BRACKETS = re.compile(
    r"[ \t\f]*(?:@|(?:def|class|return|import|from|while|try|with|raise|assert|del|pass|break|continue|global"
    r"|nonlocal|finally|except|elif|async\s+def)\b)"
)
"""The beginning of a line that can only be the beginning of a statement (at a statement's indentation)."""

LOOKS_LIKE_CODE = re.compile(r"[ \t\f]*[^\W\d][\w.]*(?:[ \t]*=[ \t]*[^\s=]|\(.*\)[ \t]*(?:#.*)?\Z)")
"""A line that is rather an assignment or a call than prose."""

TRIPLE_QUOTES = ("'''", '"""')
CLOSES = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some whole lines that are, or ought to be, one statement.

    Args:
        first: the first line, from 0.
        rows: the lines' texts.
        code: the text up to where its code ends: without the last comment and what follows it.
        unclosed: what would close its open string and brackets, in the order to write it.
    """

    first: int
    rows: tuple[str, ...]
    code: str
    unclosed: str

    @property
    def after(self) -> int:
        """The line after the last."""
        return self.first + len(self.rows)

    @property
    def indent(self) -> str:
        """The white space before it."""
        return indent_of(self.rows[0])


def indent_of(row: str) -> str:
    """The white space that a line begins with."""
    match = INDENT.match(row)
    return match.group() if match else ""


def width_of(indent: str) -> int:
    """How far an indentation goes, with tabs as Python's tokenizer counts them."""
    return len(indent.rpartition("\f")[2].expandtabs(8))


class Layout:
    """The lines of a text, and the statements that begin on them.

    Args:
        code: the text.
        barriers: lines that no statement reaches over (the first lines of notebook cells).

    Attributes:
        has_open_string: whether a statement so far had a string with three quotes that is never closed.
        distrusts_strings: whether a string over several lines ends where code seems to begin, as is
            best where one of them is never closed and so turns all later ones inside out.
    """

    def __init__(self, code: str, barriers: tuple[int, ...] = ()) -> None:
        self.has_open_string = False
        self.distrusts_strings = False
        self._index = LineIndex(code)
        self._barriers = sorted(barriers)
        self.rows = [self._index.line(number) for number in range(len(self._index))]
        self.ends = [
            code[self._index.end_of(number) : self._index.start_of(number + 1)]
            for number in range(len(self.rows))
        ]

    def is_blank(self, row: int) -> bool:
        """Whether a line holds no code."""
        return BLANK.fullmatch(self.rows[row]) is not None

    def statement_at(self, first: int) -> Stretch:
        """The statement that begins on a line, up to where its brackets and strings are closed."""
        following = bisect_right(self._barriers, first)
        barrier = self._barriers[following] if following < len(self._barriers) else len(self.rows)
        statement = self._scan(first, self._index.end_of(barrier - 1))
        self.has_open_string |= statement.unclosed.startswith(TRIPLE_QUOTES)
        return statement

    def indented_part(self, whole: Stretch) -> Stretch:
        """The part of a statement that its layout says is meant: its first line and the deeper ones below."""
        if self.distrusts_strings and whole.unclosed.startswith(TRIPLE_QUOTES):
            return whole
        own = width_of(whole.indent)
        after = whole.first + 1
        while after < whole.after and self._belongs(after, own):
            after += 1
        while after > whole.first + 1 and self.is_blank(after - 1):
            after -= 1
        return self.cut(whole, after)

    def before_other_code(self, part: Stretch) -> Stretch:
        """The part of a stretch before a line that is rather a statement than its continuation."""
        for after in range(part.first + 1, part.after):
            text = self.rows[after]
            if NEVER_IN_BRACKETS.match(text) or (LOOKS_LIKE_CODE.match(text) and not text.endswith(",")):
                return self.cut(part, after)
        return part

    def end_of_hanging(self, opening: Stretch) -> int | None:
        """The line after the one that closes the brackets that a line ends with, by their indentation."""
        own = width_of(opening.indent)
        row = opening.first
        while row < len(self.rows) and OPENER_AT_END.search(self.rows[row]):
            row += 1
            while row < len(self.rows) and (self.is_blank(row) or width_of(indent_of(self.rows[row])) > own):
                row += 1
            if row == len(self.rows) or not CLOSER.match(self.rows[row]):
                return None
        return row + 1 if row > opening.first else None

    def end_of_aligned(self, opening: Stretch) -> int | None:
        """The line after those that stand below a bracket, as further arguments do and blocks don't."""
        row = opening.first + 1
        if not opening.unclosed or not opening.code.endswith(",") or row == len(self.rows):
            return None
        width = width_of(indent_of(self.rows[row]))
        while row < len(self.rows) and width_of(indent_of(self.rows[row])) == width:
            row += 1
        return row if width > width_of(opening.indent) + BLOCK else None

    def cut(self, whole: Stretch, after: int) -> Stretch:
        """The lines of a statement before ``after``, as a stretch of their own."""
        return whole if after == whole.after else self._scan(whole.first, self._index.end_of(after - 1))

    def _belongs(self, row: int, own: int) -> bool:
        text = self.rows[row]
        return self.is_blank(row) or width_of(indent_of(text)) > own or CLOSER.match(text) is not None

    def _scan(self, first: int, limit: int) -> Stretch:
        """Reads on from a line until a statement is whole, no further than an offset."""
        start = self._index.start_of(first)
        own = width_of(indent_of(self.rows[first]))
        left_open: list[str] = []
        comment: re.Match[str] | None = None
        for token in TOKEN.finditer(self._index.text, start, limit):
            kind = token.lastgroup
            if kind == "newline":
                line = self._index.position_at(token.end()).line
                if not left_open or self._begins_statement(line, own):
                    return self._stretch(first, line, comment, left_open)
            elif kind == "comment":
                comment = token
            elif kind == "open":
                left_open.append(CLOSES[token.group()])
            elif kind == "close" and left_open:
                left_open.pop()
            elif kind == "string":
                line = self._end_of_string(token, own)
                if line is not None:
                    left_open.append(_quotes(token.group()))
                    return self._stretch(first, line, None, left_open)
        return self._stretch(first, self._index.position_at(limit).line + 1, comment, left_open)

    def _end_of_string(self, token: re.Match[str], own: int) -> int | None:
        """The line after a string that isn't closed; None where it is."""
        after = self._index.position_at(token.end()).line + 1
        if self.distrusts_strings and _quotes(token.group()) in TRIPLE_QUOTES:
            for line in range(self._index.position_at(token.start()).line + 1, after):
                text = self.rows[line]
                looks_like_code = self._begins_statement(line, own) or LOOKS_LIKE_CODE.match(text)
                if looks_like_code and width_of(indent_of(text)) <= own:
                    return line
        return None if _is_closed(token.group()) else after

    def _begins_statement(self, line: int, own: int) -> bool:
        """Whether a line inside brackets can only be a new statement, so that they were left open."""
        text = self.rows[line]
        return NEVER_IN_BRACKETS.match(text) is not None and width_of(indent_of(text)) <= own

    def _stretch(
        self, first: int, after: int, comment: re.Match[str] | None, left_open: list[str]
    ) -> Stretch:
        start, end = self._index.start_of(first), self._index.end_of(after - 1)
        if comment is not None and comment.end() == end:
            end = comment.start()
        code = self._index.text[start:end].rstrip("\\ \t\f\r\n")
        return Stretch(first, tuple(self.rows[first:after]), code, "".join(reversed(left_open)))


def _quotes(string: str) -> str:
    """The quotes that a string literal begins with."""
    return string[:3] if string[:3] in TRIPLE_QUOTES else string[0]


def _is_closed(string: str) -> bool:
    """Whether a string literal, as ``TOKEN`` finds it, has its closing quotes."""
    quotes = _quotes(string)
    if len(string) < 2 * len(quotes) or not string.endswith(quotes):
        return False
    inner = string[len(quotes) : -len(quotes)]
    return (len(inner) - len(inner.rstrip("\\"))) % 2 == 0
