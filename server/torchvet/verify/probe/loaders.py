# pyright: basic
"""Loaders that give their first batch again and again."""

from __future__ import annotations

import os
import weakref
from typing import Any

import torch
from torch.utils.data import DataLoader

from .batches import HeldBatch

WITHOUT_BACKWARD = 8
"""So many batches an iterator gives while no backward() follows: one may wait for several batches."""
BETWEEN_BACKWARDS = 256
"""So many it gives between two of them."""


class Loaders:
    """All loaders of the program, from the moment that the probe watches.

    An iterator goes on while ``backward()`` is called between its batches, so that a training loop goes on;
    one that feeds no ``backward()`` ends after one batch where gradients are off, soon where they are on.

    Args:
        first_epoch: after how many batches the first loop over a loader ends, so that what a program does
            between its epochs is seen; 0 lets it go on without end. The loops after it don't end.
    """

    def __init__(self, first_epoch: int) -> None:
        self.first_epoch = first_epoch
        self.backwards = 0
        self.has_fed_backward = False
        self.last: HeldIterator | None = None
        self.batch_size: int | None = None
        self.epochs_ended = 0
        self._records: dict[int, _Record] = {}
        self._open: Any = weakref.WeakSet()
        self._process = os.getpid()
        self._original = DataLoader.__iter__

    def install(self) -> None:
        """Begins to hold every loader."""
        loaders, original = self, self._original

        def held_iter(self: DataLoader) -> Any:
            if os.getpid() != loaders._process:
                return original(self)
            return HeldIterator(loaders, loaders.record_of(self))

        DataLoader.__iter__ = held_iter

    def remove(self) -> None:
        """Lets loaders be what they were."""
        DataLoader.__iter__ = self._original

    def record_of(self, loader: DataLoader) -> _Record:
        """What is known of a loader."""
        record = self._records.get(id(loader))
        if record is None:
            record = self._records[id(loader)] = _Record(loader, self._original)
        return record

    def entered(self, iterator: HeldIterator) -> None:
        """Notes an iterator that has given a batch."""
        self._open.add(iterator)
        self.last = iterator

    def note_backward(self) -> None:
        """Notes for all iterators that gave a batch since the last one that it led to this ``backward()``."""
        self.backwards += 1
        for iterator in list(self._open):
            if not iterator.is_over and iterator.given_since_backward:
                iterator.given_since_backward = 0
                iterator.feeds_training = True
                iterator.record.feeds_training = True
                self.has_fed_backward = True
                if iterator is self.last:
                    self.batch_size = iterator.record.loader.batch_size


class _Record:
    """A loader with its first batch, once somebody has asked for it."""

    def __init__(self, loader: DataLoader, original: Any) -> None:
        self.loader = loader
        self.feeds_training = False
        self.epochs = 0
        self._original = original
        self._batch: HeldBatch | None = None
        self._is_empty = False

    @property
    def length(self) -> int | None:
        """How many batches it has, if it knows."""
        try:
            return len(self.loader)
        except (TypeError, NotImplementedError):
            return None

    def batch(self) -> Any:
        """The first batch; StopIteration where there is none."""
        if self._batch is None:
            if self._is_empty:
                raise StopIteration
            iterator = self._original(self.loader)
            try:
                self._batch = HeldBatch(next(iterator))
            except StopIteration:
                self._is_empty = True
                raise
            finally:
                _end_workers(iterator)
        return self._batch.give()


def _end_workers(iterator: Any) -> None:
    if getattr(iterator, "_persistent_workers", False):
        return
    shut_down = getattr(iterator, "_shutdown_workers", None)
    if shut_down is not None and getattr(iterator, "_workers", None):
        shut_down()


class HeldIterator:
    """One pass over a held loader."""

    def __init__(self, loaders: Loaders, record: _Record) -> None:
        self.record = record
        self.given = 0
        self.given_since_backward = 0
        self.feeds_training = False
        self.is_over = False
        self._loaders = loaders
        self._length = record.length

    def __iter__(self) -> HeldIterator:
        return self

    def __len__(self) -> int:
        return len(self.record.loader)

    def __next__(self) -> Any:
        if self.is_over or self._has_to_end():
            self._end()
            raise StopIteration
        batch = self.record.batch()
        self.given += 1
        self.given_since_backward += 1
        self._loaders.entered(self)
        return batch

    def __getattr__(self, name: str) -> Any:
        raise AttributeError("'_SingleProcessDataLoaderIter' object has no attribute '%s'" % name)

    def _has_to_end(self) -> bool:
        natural = self._length is not None and self.given >= self._length
        if not self.feeds_training:
            patience = WITHOUT_BACKWARD if torch.is_grad_enabled() else 1
            return natural or self.given >= patience
        if self._length == 1 and natural:
            return True
        if self.given_since_backward >= BETWEEN_BACKWARDS:
            return True
        first = self._loaders.first_epoch
        if self.record.epochs == 0 and first:
            return natural or self.given >= first
        return False

    def _end(self) -> None:
        if self.is_over:
            return
        self.is_over = True
        if self.feeds_training:
            self.record.epochs += 1
            self._loaders.epochs_ended += 1
