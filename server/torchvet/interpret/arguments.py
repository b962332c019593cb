"""A call's arguments as they are kept with what the call makes, and as the tables want them."""

from __future__ import annotations

from torchvet.interpret.running import Arguments
from torchvet.interpret.values import NONE, Constant, Value
from torchvet.program.knowledge.parameter import SPREAD, UNKNOWN_ARGUMENT


def constant_arguments(arguments: dict[int | str, Value]) -> dict[int | str, object]:
    """Arguments as the tables want them: constants, or ``UNKNOWN_ARGUMENT``."""
    return {
        key: value.value if isinstance(value, Constant) else UNKNOWN_ARGUMENT
        for key, value in arguments.items()
    }


def kept_arguments(arguments: Arguments) -> dict[int | str, Value]:
    """A call's arguments by position and keyword, to be kept with what was made."""
    kept: dict[int | str, Value] = dict(enumerate(arguments.positional))
    kept.update(arguments.keywords)
    if arguments.open_ended:
        kept[SPREAD] = NONE
    return kept
