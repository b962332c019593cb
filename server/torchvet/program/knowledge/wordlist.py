"""How the tables write long lists of names."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The names of a list that is written as one text, separated by white space.

    Args:
        text: the list.

    Returns:
        The names in order.
    """
    return tuple(text.split())


def under(prefix: str, text: str) -> tuple[str, ...]:
    """The names of a list with a prefix before each.

    Args:
        prefix: what comes before ("torch.nn").
        text: the list.

    Returns:
        The qualified names in order.
    """
    return tuple(f"{prefix}.{name}" for name in text.split())
