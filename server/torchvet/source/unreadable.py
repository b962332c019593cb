"""What is raised for a source that cannot be read."""

from __future__ import annotations


class UnreadableSource(Exception):
    """A source cannot be read; its text is one sentence for the user that names the file."""
