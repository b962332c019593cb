"""The names of documents: what a client writes as a URI, and what torchvet knows as a path."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

CELL_SCHEMES = frozenset({"vscode-notebook-cell", "vscode-interactive-input"})
"""Schemes of documents that are parts of something else, and no program on their own."""

DRIVE = re.compile(r"^/[A-Za-z]:")


def scheme_of(uri: str) -> str:
    """The scheme of a URI in lower case; empty where it has none."""
    head, colon, _ = uri.partition(":")
    return head.lower() if colon and head.replace("+", "").replace("-", "").isalnum() else ""


def key_of(uri: str) -> str:
    """What is equal for two spellings of the same URI.

    Clients differ in what they percent-encode, and some in one message and the next. Behind a "#"
    stands the cell of a notebook.
    """
    path = path_of(uri)
    if path is None:
        return unquote(uri)
    cell = uri.partition("#")[2]
    return f"file:{os.path.normcase(path)}#{unquote(cell)}"


def path_of(uri: str) -> str | None:
    """The path that a ``file:`` URI names; None for every other URI, and for one that is no URI."""
    if scheme_of(uri) != "file":
        return None
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    # What looks like a query is part of the name: files have none, and not every client encodes "?".
    encoded = f"{parts.path}?{parts.query}" if parts.query else parts.path
    path = os.fsdecode(unquote_to_bytes(encoded)) if os.name != "nt" else unquote(encoded)
    if "\0" in path:
        return None
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    elif DRIVE.match(path):
        path = path[1:]
    return str(PurePath(path))


def filename_of(uri: str) -> str:
    """The file name that findings of a document carry: its path, or the URI where it has none."""
    return path_of(uri) or unquote(uri)


def uri_of(path: str) -> str:
    """The URI of a path; what is no absolute path is given back as it is."""
    try:
        return Path(path).as_uri()
    except ValueError:
        return path
