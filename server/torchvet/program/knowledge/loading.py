"""Loaders, and what loops run through on the way to them.

Sources: https://docs.pytorch.org/docs/stable/data.html, https://docs.python.org/3/library/itertools.html,
https://tqdm.github.io/docs/tqdm/, https://rich.readthedocs.io/en/stable/progress.html; the subclasses of
``DataLoader`` were read in torchdata 0.11, monai 1.6 and torch-geometric 2.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from torchvet.program.knowledge.parameter import UNKNOWN_ARGUMENT, Parameter
from torchvet.program.knowledge.wordlist import under, words


class Iteration(Enum):
    """What the elements of a transparent iterable are."""

    ITEMS = "items"
    """The elements of the iterable inside."""
    ENUMERATED = "enumerated"
    """Pairs of a number and an element."""
    ZIPPED = "zipped"
    """Tuples with one element of each iterable inside."""
    CHAINED = "chained"
    """The elements of all the iterables inside, one after another."""
    REPEATED = "repeated"
    """The argument itself, again and again."""


@dataclass(frozen=True, slots=True)
class TransparentIterable:
    """A function or class through which a loop runs over something else.

    Args:
        iteration: what the elements are.
        inside: the parameter that is the iterable inside; for ``ZIPPED`` and ``CHAINED`` the first of them.
    """

    iteration: Iteration
    inside: Parameter


def _items(name: str = "iterable", default: object = UNKNOWN_ARGUMENT) -> TransparentIterable:
    return TransparentIterable(Iteration.ITEMS, Parameter(0, name, default))


_TQDM: Final = _items("iterable", None)

TRANSPARENT_ITERABLES: Final[dict[str, TransparentIterable]] = {
    "iter": _items("object"),
    "enumerate": TransparentIterable(Iteration.ENUMERATED, Parameter(0, "iterable")),
    "zip": TransparentIterable(Iteration.ZIPPED, Parameter(0, "iterable")),
    "itertools.islice": _items(),
    "itertools.cycle": _items(),
    "itertools.chain": TransparentIterable(Iteration.CHAINED, Parameter(0, "iterable")),
    "itertools.zip_longest": TransparentIterable(Iteration.ZIPPED, Parameter(0, "iterable")),
    "itertools.repeat": TransparentIterable(Iteration.REPEATED, Parameter(0, "object")),
    "itertools.takewhile": TransparentIterable(Iteration.ITEMS, Parameter(1, "iterable")),
    "tqdm.tqdm": _TQDM,
    "tqdm.contrib.tenumerate": TransparentIterable(Iteration.ENUMERATED, Parameter(0, "iterable")),
    "tqdm.contrib.tzip": TransparentIterable(Iteration.ZIPPED, Parameter(0, "iter1")),
    "rich.progress.track": _items("sequence"),
    "fastprogress.progress_bar": _items("gen"),
    "fastprogress.master_bar": _items("gen"),
    "alive_progress.alive_it": _items("it"),
    "progressbar.progressbar": _items("iterator"),
    "click.progressbar": _items(),
    "more_itertools.peekable": _items(),
    "more_itertools.seekable": _items(),
    "more_itertools.take": TransparentIterable(Iteration.ITEMS, Parameter(1, "iterable")),
    "accelerate.skip_first_batches": _items("dataloader"),
    "torch_xla.distributed.parallel_loader.MpDeviceLoader": _items("loader"),
}
"""Iterables around iterables, by canonical name (builtins by their bare name)."""


@dataclass(frozen=True, slots=True)
class LoaderClass:
    """A class of loaders.

    Args:
        dataset: the constructor's parameter that is the data set.
        subscriptable: whether ``loader[0]`` works.
    """

    dataset: Parameter
    subscriptable: bool = False


_LOADER: Final = LoaderClass(Parameter(0, "dataset"))

LOADERS: Final[dict[str, LoaderClass]] = {
    **dict.fromkeys(
        (
            "torch.utils.data.DataLoader",
            # Subclasses without ``__getitem__``.
            "torchdata.stateful_dataloader.StatefulDataLoader",
            "monai.data.DataLoader",
            "monai.data.ThreadDataLoader",
            *under(
                "torch_geometric.loader",
                """
                DataLoader DataListLoader DenseDataLoader TemporalDataLoader RandomNodeLoader
                ClusterLoader ShaDowKHopSampler
                """,
            ),
            "dgl.dataloading.GraphDataLoader",
        ),
        _LOADER,
    ),
    **dict.fromkeys(
        under("torch_geometric.loader", "NeighborLoader LinkNeighborLoader NodeLoader LinkLoader HGTLoader"),
        LoaderClass(Parameter(0, "data")),
    ),
}
"""Loaders by canonical name."""

TORCH_LOADER: Final = "torch.utils.data.DataLoader"

LOADER_ATTRIBUTES: Final = words(
    """
    batch_sampler batch_size check_worker_number_rationality collate_fn dataset drop_last generator in_order
    multiprocessing_context next num_workers persistent_workers pin_memory pin_memory_device prefetch_factor
    sampler timeout worker_init_fn
    """
)
"""What ``DataLoader`` has, and ``next``, which its iterators once had."""
