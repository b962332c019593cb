"""Edits that keep comments and formatting.

Each function returns the edits of one change to one document, or an empty tuple where the change
can't be written safely; a rule then offers no fix. Text is given with ``\\n`` and four spaces a level,
and is written with the document's own line ends and indentation.
"""

from torchvet.fixes.application import apply_edits
from torchvet.fixes.calls import add_argument, remove_argument, rename_keyword
from torchvet.fixes.expressions import (
    holds_comment,
    insert_after_expression,
    keep_part,
    on_one_line,
    replace_expression,
    surround_part,
)
from torchvet.fixes.imports import Import, add_import, import_beside, resolve_or_import
from torchvet.fixes.layout import suite_of, suites_of
from torchvet.fixes.moves import move_statement_after, move_statement_before, move_statement_into
from torchvet.fixes.replacement import replace_statement
from torchvet.fixes.statements import (
    delete_statement,
    insert_at_end_of_body,
    insert_at_start_of_body,
    insert_statement_after,
    insert_statement_before,
)
from torchvet.fixes.unused import without_unused_imports
from torchvet.fixes.wrapping import wrap_statements

__all__ = [
    "Import",
    "add_argument",
    "add_import",
    "apply_edits",
    "delete_statement",
    "holds_comment",
    "import_beside",
    "insert_after_expression",
    "insert_at_end_of_body",
    "insert_at_start_of_body",
    "insert_statement_after",
    "insert_statement_before",
    "keep_part",
    "move_statement_after",
    "move_statement_before",
    "move_statement_into",
    "on_one_line",
    "remove_argument",
    "rename_keyword",
    "replace_expression",
    "replace_statement",
    "resolve_or_import",
    "suite_of",
    "suites_of",
    "surround_part",
    "without_unused_imports",
    "wrap_statements",
]
