"""What is told about classes: bases, overrides, the layers that they are made of."""

from __future__ import annotations

import pytest
from conftest import FakeSite

from torchvet.program.package_facts import (
    DATASETS,
    LIGHTNING_MODULES,
    LOADERS,
    NEURAL_MODULES,
    OPTIMIZERS,
)


def test_bases_in_the_order_of_look_up(torch_site: FakeSite) -> None:
    fact = torch_site.explain("torch.nn.CrossEntropyLoss")
    assert fact.name == "torch.nn.modules.loss.CrossEntropyLoss"
    assert fact.bases == (
        "torch.nn.modules.loss._WeightedLoss",
        "torch.nn.modules.loss._Loss",
        "torch.nn.modules.module.Module",
    )
    assert fact.bases_known
    assert fact.overrides == ("forward",)


@pytest.mark.parametrize(
    ("base", "roots"),
    [
        ("torch.nn.Module", NEURAL_MODULES),
        ("torch.nn.Linear", NEURAL_MODULES),
        ("torch.optim.AdamW", OPTIMIZERS),
        ("torch.utils.data.DataLoader", LOADERS),
        ("torch.utils.data.Dataset[int]", DATASETS),
    ],
)
def test_the_root_classes_are_reached(torch_site: FakeSite, base: str, roots: frozenset[str]) -> None:
    torch_site.install("pkg", f"import torch.nn, torch.optim, torch.utils.data\nclass Mine({base}): ...")
    assert torch_site.explain("pkg.Mine").is_a(roots)


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("from torch import nn\nclass Mine(nn.Module): ...", NEURAL_MODULES),
        ("import torch\nclass Mine(torch.optim.Optimizer): ...", OPTIMIZERS),
        ("import lightning.pytorch as pl\nclass Mine(pl.LightningModule): ...", LIGHTNING_MODULES),
    ],
)
def test_roots_that_are_not_installed_keep_their_names(
    site: FakeSite, text: str, roots: frozenset[str]
) -> None:
    fact = site.install("pkg", text).explain("pkg.Mine")
    assert fact.is_a(roots)
    assert not fact.bases_known


def test_look_up_follows_python(site: FakeSite) -> None:
    site.install("pkg", "class A: ...\nclass B(A): ...\nclass C(A): ...\nclass D(B, C): ...")
    assert site.explain("pkg.D").bases == ("pkg.B", "pkg.C", "pkg.A")


def test_overrides_stop_at_the_roots(torch_site: FakeSite) -> None:
    torch_site.install(
        "pkg",
        """
        from torch import nn
        class Base(nn.Module):
            def train(self, mode=True): ...
        class Net(Base):
            def forward(self, x): ...
            def helper(self): ...
        """,
    )
    assert torch_site.explain("pkg.Net").overrides == ("forward", "train")
    assert torch_site.explain("torch.nn.Module").overrides == ()


LAYERS = {
    "made in the constructor": (
        """
        class Net(nn.Module):
            def __init__(self):
                self.drop = nn.Dropout()
            def forward(self, x):
                return self.drop(x)
        """,
        ["Dropout"],
        True,
    ),
    "inside a container": (
        """
        class Net(nn.Module):
            def __init__(self):
                self.body = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
        """,
        ["Sequential", "Linear", "ReLU"],
        True,
    ),
    "by a helper function": (
        """
        def block():
            layers = [nn.Linear(1, 2)]
            layers.append(nn.BatchNorm2d(2))
            return nn.Sequential(*layers)
        class Net(nn.Module):
            def __init__(self):
                self.block = block()
        """,
        ["Linear", "BatchNorm2d", "Sequential"],
        True,
    ),
    "by a class of the package": (
        """
        class Block(nn.Module):
            def __init__(self):
                self.drop = nn.Dropout()
        class Net(nn.Module):
            def __init__(self):
                self.block = Block()
        """,
        ["Block", "Dropout"],
        True,
    ),
    "by a base class": (
        """
        class Base(nn.Module):
            def __init__(self):
                self.drop = nn.Dropout()
        class Net(Base): ...
        """,
        ["Dropout"],
        True,
    ),
    "handed on as a class": (
        """
        class Net(nn.Module):
            def __init__(self, norm=nn.BatchNorm2d):
                self.norm = norm(3)
        """,
        ["BatchNorm2d"],
        False,
    ),
    "given from outside": (
        """
        class Net(nn.Module):
            def __init__(self, backbone):
                self.backbone = backbone
            def forward(self, x):
                return self.backbone(x)
        """,
        [],
        False,
    ),
    "a container given from outside": (
        """
        class Net(nn.Module):
            def __init__(self, layers):
                self.layers = nn.ModuleList(layers)
        """,
        ["ModuleList"],
        False,
    ),
    "by something that is not there": (
        """
        from elsewhere import make_layer
        class Net(nn.Module):
            def __init__(self):
                self.layer = make_layer()
        """,
        [],
        False,
    ),
    "by a registry": (
        """
        REGISTRY = {}
        class Net(nn.Module):
            def __init__(self, name):
                self.layer = REGISTRY[name](3)
        """,
        [],
        False,
    ),
    "only asked for": (
        """
        class Net(nn.Module):
            def __init__(self):
                self.layer = nn.Linear(1, 2)
            def reset(self):
                for layer in self.modules():
                    if isinstance(layer, nn.BatchNorm2d):
                        print(layer)
        """,
        ["Linear"],
        True,
    ),
    "layers applied in forward": (
        """
        class Net(nn.Module):
            def __init__(self):
                self.layers = nn.ModuleList([nn.Linear(1, 1) for _ in range(3)])
            def forward(self, x):
                for layer in self.layers:
                    x = layer(x)
                return x.view(-1)
        """,
        ["ModuleList", "Linear"],
        True,
    ),
}


@pytest.mark.parametrize(("text", "made", "known"), LAYERS.values(), ids=LAYERS.keys())
def test_layers(torch_site: FakeSite, text: str, made: list[str], known: bool) -> None:
    torch_site.write({"pkg/__init__.py": "from torch import nn\n"})
    path = torch_site.folder / "pkg" / "__init__.py"
    torch_site.write({"pkg/net.py": text})
    path.write_text(path.read_text() + (torch_site.folder / "pkg" / "net.py").read_text())
    fact = torch_site.explain("pkg.Net")
    assert [name.rpartition(".")[2] for name in fact.constructs] == made
    assert fact.constructs_known is known


def test_layers_are_named_where_torch_is_not_installed(site: FakeSite) -> None:
    fact = site.install(
        "pkg",
        """
        from torch import nn
        class Net(nn.Module):
            def __init__(self):
                self.drop = nn.Dropout()
                self.scale = nn.Parameter(1)
        """,
    ).explain("pkg.Net")
    assert fact.constructs == ("torch.nn.Dropout",)


@pytest.mark.parametrize("use", ["self.training", "F.dropout(x, 0.5, self.training)", "F.dropout(x)"])
def test_reading_the_mode_is_told(torch_site: FakeSite, use: str) -> None:
    torch_site.install(
        "pkg",
        f"""
        from torch import nn
        import torch.nn.functional as F
        class Net(nn.Module):
            def forward(self, x): return {use}
        class Other(nn.Module):
            def forward(self, x): return F.relu(x)
        """,
    )
    assert torch_site.explain("pkg.Net").reads_training
    assert not torch_site.explain("pkg.Other").reads_training
