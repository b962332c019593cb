"""What the table of layers' bases says, against the installed torch."""

from __future__ import annotations

import inspect

import pytest
from resolving import of_torch, resolve

from torchvet.program.knowledge.layer_bases import INSTANCES
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.losses import LOSSES

pytest.importorskip("torch")

KINDS = [name for name in of_torch(LAYERS) if name not in LOSSES]


@pytest.mark.parametrize("base", of_torch(INSTANCES))
def test_instances(base: str) -> None:
    cls = resolve(base)
    assert inspect.isclass(cls)
    kinds = [kind for kind in KINDS if inspect.isclass(found := resolve(kind)) and issubclass(found, cls)]
    if base not in LOSSES:
        assert sorted(INSTANCES[base]) == kinds
