"""What is told about functions: parameters, what they return, what they do with what they are given."""

from __future__ import annotations

import pytest
from conftest import FakeSite

from torchvet.program.package_facts import Kind, Parameter, Passing

HEAD = """
import copy, logging, functools
from typing import Any, Optional, TypeVar, Union
import torch
from torch import nn
import elsewhere
logger = logging.getLogger(__name__)
T = TypeVar("T")
def freeze(net):
    net.eval()
def look(net, depth=1):
    return len(list(net.parameters())) + depth
def same(net):
    return net
class Holder:
    def __init__(self, model):
        self.model = model
class Net(nn.Module):
    @classmethod
    def build(cls: type[T]) -> T: ...
    def itself(self) -> "Net": ...
    def fix(self, extra):
        self.eval()
        self.deeper(extra)
    def deeper(self, extra):
        freeze(extra)
"""


def explain(site: FakeSite, function: str, name: str = "f"):
    (site.folder / "pkg.py").write_text(HEAD + function + "\n")
    return site.explain(f"pkg.{name}")


def test_parameters(torch_site: FakeSite) -> None:
    fact = explain(torch_site, "def f(a, /, b, c=1, *rest, d, e=2, **more): ...")
    assert fact.kind is Kind.FUNCTION
    assert fact.parameters == (
        Parameter("a"),
        Parameter("b"),
        Parameter("c", required=False),
        Parameter("rest", Passing.ARGUMENTS, False),
        Parameter("d", Passing.KEYWORD),
        Parameter("e", Passing.KEYWORD, False),
        Parameter("more", Passing.KEYWORDS, False),
    )


def test_parameters_of_a_constructor(torch_site: FakeSite) -> None:
    fact = explain(torch_site, "", "Holder")
    assert fact.parameters == (Parameter("model"),)
    assert fact.touches == {"model": ("kept",)}


@pytest.mark.parametrize(
    ("annotation", "returns"),
    [
        ("Net", ("pkg.Net",)),
        ('"Net"', ("pkg.Net",)),
        ("nn.Module", ("torch.nn.modules.module.Module",)),
        ("Optional[Net]", ("pkg.Net",)),
        ("Net | None", ("pkg.Net",)),
        ("Union[Net, Holder]", ("pkg.Net", "pkg.Holder")),
        ('Optional["Net"]', ("pkg.Net",)),
        ("int", ("builtins.int",)),
        ("list[Net]", ("builtins.list",)),
        ("Any", ()),
        ("T", ()),
        ("Net | Any", ()),
        ("None", ()),
        ("nothing.that_is_there", ()),
    ],
)
def test_returns_by_annotation(torch_site: FakeSite, annotation: str, returns: tuple[str, ...]) -> None:
    fact = explain(torch_site, f"def f() -> {annotation}: ...")
    assert fact.returns == returns
    assert fact.returns_declared is bool(returns)


@pytest.mark.parametrize("name", ["Net.build", "Net.itself", "Net.train"])
def test_methods_that_return_their_object(torch_site: FakeSite, name: str) -> None:
    assert explain(torch_site, "", name).returns == ("pkg.Net",)


TOUCHES = {
    "model.eval()": {"model": {"eval"}},
    "model.train(False)": {"model": {"train"}},
    "model.train(mode=flag)": {"model": {"train"}, "flag": {"unknown"}},
    "flag.zero_grad(); model.step()": {"flag": {"zero_grad"}, "model": {"step"}},
    "model.module.eval()": {"model": {"eval"}},
    "[m.eval() for m in model.modules()]": {"model": {"eval"}},
    "for m in model.children():\n        m.eval()": {"model": {"eval"}},
    "other = model\n    other.eval()": {"model": {"eval"}},
    "other = flag or model\n    other.eval()": {"model": {"eval"}, "flag": {"eval"}},
    "with_mode = getattr(model, 'net')\n    with_mode.eval()": {"model": {"eval"}},
    "freeze(model)": {"model": {"eval"}},
    "freeze(net=model)": {"model": {"eval"}},
    "look(model)": {},
    "return model": {"model": {"returned"}},
    "return model, flag": {"model": {"returned"}, "flag": {"returned"}},
    "return Holder(model)": {"model": {"kept"}},
    "holder = Holder(model)\n    holder.fit()": {"model": {"kept", "unknown"}},
    "m = same(model)\n    m.eval()": {"model": {"unknown"}},
    "global_list.append(model)": {"model": {"unknown"}},
    "found = []\n    found.append(model)": {"model": {"unknown"}},
    "model.cache = flag": {"flag": {"kept"}},
    "model.training = False": {"model": {"unknown"}},
    "setattr(model, 'training', False)": {"model": {"unknown"}},
    "elsewhere.run(model)": {"model": {"unknown"}},
    "nobody_knows(model)": {"model": {"unknown"}},
    "flag(model)": {"model": {"unknown"}},
    "model(flag)": {"flag": {"unknown"}},
    "model.apply(freeze)": {"model": {"unknown"}},
    "model.fit()": {"model": {"unknown"}},
    "functools.reduce(freeze, model)": {"model": {"unknown"}},
    "def inner():\n        model.eval()": {"model": {"eval"}},
    "lambda: model.eval()": {"model": {"eval"}},
    "freeze = elsewhere.run\n    freeze(model)": {"model": {"unknown"}},
    "print(model, len(flag), isinstance(model, Net))": {},
    "logger.info('model %s', model)": {},
    "copy.deepcopy(model).eval()": {},
    "torch.save(model.state_dict(), flag)": {},
    "model.to(flag); model.cuda(); sum(p.numel() for p in model.parameters())": {},
    "shape = model.shape\n    elsewhere.run(shape)": {},
    "elsewhere.run(flag + 1)": {},
}


@pytest.mark.parametrize(("body", "touches"), TOUCHES.items())
def test_touches(torch_site: FakeSite, body: str, touches: dict[str, set[str]]) -> None:
    fact = explain(torch_site, f"def f(model, flag):\n    {body}")
    assert fact.body_read
    assert {name: set(each) for name, each in fact.touches.items()} == touches


def test_methods_of_its_own_are_followed(torch_site: FakeSite) -> None:
    assert explain(torch_site, "", "Net.fix").touches == {"self": ("eval",), "extra": ("eval",)}


def test_super_is_followed(torch_site: FakeSite) -> None:
    fact = explain(
        torch_site, "class Deep(Holder):\n    def __init__(self, m):\n        super().__init__(m)", "Deep"
    )
    assert fact.touches == {"m": ("kept",)}
    assert torch_site.explain("torch.optim.AdamW").touches == {"params": ("kept",)}


def test_recursion_ends(torch_site: FakeSite) -> None:
    fact = explain(torch_site, "def f(model):\n    g(model)\ndef g(model):\n    f(model)\n    model.eval()")
    assert fact.touches == {"model": ("eval",)}


def test_a_stub_has_no_body(site: FakeSite) -> None:
    site.write({"pkg/__init__.pyi": "def f(model) -> int: ..."})
    fact = site.explain("pkg.f")
    assert not fact.body_read
    assert fact.touches_of("model") == ("unknown",)
