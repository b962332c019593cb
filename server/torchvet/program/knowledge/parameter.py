"""How the tables name an argument of a call, and how its value is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class _UnknownArgument:
    """The type of ``UNKNOWN_ARGUMENT``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN_ARGUMENT"


UNKNOWN_ARGUMENT: Final = _UnknownArgument()
"""An argument that is passed, with a value that the analysis doesn't know."""

SPREAD: Final = "*"
"""The key that says that ``*args`` or ``**kwargs`` was passed too: what is not named may be there."""

Arguments = Mapping[int | str, object]
"""A call's arguments by position (from 0) and by keyword; constants, or ``UNKNOWN_ARGUMENT``."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function, a method or a constructor (``self`` not counted).

    Args:
        position: its position from 0; -1 for one that is passed by keyword only.
        name: its name.
        default: the value where it is not passed; ``UNKNOWN_ARGUMENT`` where it has to be.
    """

    position: int
    name: str
    default: object = UNKNOWN_ARGUMENT

    def value_in(self, arguments: Arguments) -> object:
        """The parameter's value in a call.

        Args:
            arguments: the call's arguments.

        Returns:
            The value, the default where it is not passed, or ``UNKNOWN_ARGUMENT``.
        """
        if self.name in arguments:
            return arguments[self.name]
        if self.position in arguments:
            return arguments[self.position]
        return UNKNOWN_ARGUMENT if SPREAD in arguments else self.default
