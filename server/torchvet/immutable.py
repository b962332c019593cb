"""Dataclasses that nobody changes, made as fast as others.

``dataclass(frozen=True)`` sets each field through ``object.__setattr__``, which takes several times as long
as setting it. An analysis makes hundreds of thousands of such objects, so that the type checker alone holds
their fields to be unchangeable: ``@immutable(frozen=True)`` is a frozen dataclass for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass

    immutable = dataclass
else:
    from dataclasses import dataclass

    def immutable(*, frozen, eq=True, **options):
        """A dataclass that compares and hashes by its content, as a frozen one does."""
        assert frozen

        def decorate(cls):
            hashes = cls.__dict__.get("__hash__") is not None
            return dataclass(eq=eq, unsafe_hash=eq and not hashes, **options)(cls)

        return decorate
