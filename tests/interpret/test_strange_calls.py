"""However Python is made to call something, it is called: what zeroes gradients or sets modes is seen."""

from __future__ import annotations

import sys
from textwrap import indent

import pytest

from torchvet.check import check
from torchvet.project import Project
from torchvet.source.document import Document

HEAD = """\
import contextlib, dataclasses, functools, itertools, operator, threading
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randint(0, 2, (64,))), batch_size=8)
model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
d = {0: 1}
"""

CLEANER = """\
class Cleaner:
    def clear(self, *others):
        optimizer.zero_grad()
        return True
    __getitem__ = __setitem__ = __delitem__ = __contains__ = __bool__ = __add__ = __radd__ = __eq__ = clear
    __lt__ = __neg__ = __str__ = __matmul__ = __call__ = __enter__ = clear
    def __iadd__(self, other):
        optimizer.zero_grad()
        return self
    def __exit__(self, *error):
        pass
    @property
    def state(self):
        return 1
    @state.setter
    def state(self, value):
        optimizer.zero_grad()
c = Cleaner()
class Counter:
    def __len__(self):
        optimizer.zero_grad()
        return 1
    def __repr__(self):
        optimizer.zero_grad()
        return ""
n = Counter()
"""

TRAINING = """\
for x, y in loader:
{first}
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
"""

IN_AN_EXPRESSION = """\
f"{{1:{{{call} or 2}}}}"
del d[{call} or 0]
d[({call} or 0)] += 1
[0][({call} or 0):]
{{**{{1: {call}}}}}
[0 for _ in range(1) if {call} is None]
any({call} for _ in range(1))
(lambda a={call}: a)()
1 < ({call} or 2) < 3
0 if {call} else 1
assert {call} is None
with contextlib.nullcontext({call}): pass
""".splitlines()

STATEMENTS = {
    "a guard": "match 1:\n    case _ if optimizer.zero_grad() is None: pass",
    "a case": "match x.shape:\n    case [a, b]: optimizer.zero_grad()\n    case _: optimizer.zero_grad()",
    "names that are looked up": 'vars()["optimizer"].zero_grad()',
    "local names": 'locals()["optimizer"].zero_grad()',
    "a sorted list": "for each in sorted([optimizer], key=id): each.zero_grad()",
    "a reduction": "functools.reduce(lambda a, each: each.zero_grad(), [optimizer], None)",
    "a filter": "for each in filter(None, [optimizer]): each.zero_grad()",
    "a product": "for p in model.parameters():\n    if p.grad is not None: p.grad *= 0",
    "a filled gradient": "for p in model.parameters():\n    if p.grad is not None: p.grad.data.fill_(0.0)",
    "an item": "c[0]",
    "an item that is set": "c[0] = 1",
    "an item that is deleted": "del c[0]",
    "a membership": "0 in c",
    "an absence": "0 not in c",
    "a test": "if c: pass",
    "a conversion": "bool(c)",
    "a test of a length": "if not n: pass",
    "a length": "len(n)",
    "a sum": "c + 1",
    "a reflected sum": "1 + c",
    "an augmented sum": "c += 1",
    "an equality": "c == 1",
    "an inequality": "c != 1",
    "an order": "c < 1",
    "a reflected order": "1 > c",
    "a sign": "-c",
    "a product of matrices": "c @ 1",
    "a text": "str(c)",
    "a formatted text": 'f"{c}"',
    "an output": "print(n)",
    "a property that is set": "c.state = 1",
    "a block": "with c: pass",
    "a stack of blocks": "with contextlib.ExitStack() as stack: stack.callback(optimizer.zero_grad)",
    "a text that is run": 'exec("optimizer.zero_grad()")',
    "a text that is evaluated": 'eval("optimizer.zero_grad()")',
    "a thread": "threading.Thread(target=optimizer.zero_grad).start()",
    "a maker of objects": (
        "class Made:\n"
        "    def __new__(cls):\n"
        "        optimizer.zero_grad()\n"
        "        return object.__new__(cls)\n"
        "Made()"
    ),
    "a data class": (
        "@dataclasses.dataclass\n"
        "class Held:\n"
        "    held: object\n"
        "    def __post_init__(self):\n"
        "        self.held.zero_grad()\n"
        "Held(optimizer)"
    ),
    "groups of exceptions": "try:\n    optimizer.zero_grad()\nexcept* ValueError:\n    raise",
}

MODES = """\
get_submodule = model.get_submodule("1").train()
dict(model.named_modules())["1"].train()
for m in filter(lambda m: isinstance(m, nn.Dropout), model.modules()): m.train()
for m in model.modules(): m.train(m.__class__.__name__.startswith("Dropout"))
for m in model.modules(): type(m).__name__.find("Drop") != -1 and m.train()
for m in model.modules(): m._get_name() == "Dropout" and m.train()
getattr(model, "train" if epoch >= 0 else "eval")()
getattr(model, ["eval", "train"][1])()
trainer.training = True
""".splitlines()

EVALUATED = """\
class Trainer:
    @property
    def training(self):
        return model.training
    @training.setter
    def training(self, value):
        model.train(value)
trainer = Trainer()
for epoch in range(3):
    model.eval()
    with torch.no_grad():
        right = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    {first}
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
"""


def found(text: str) -> list[str]:
    findings = check(Document.from_text(text, "train.py"), Project())
    return [finding.code for finding in findings if finding.code != "TV101"]


def trained(first: str) -> str:
    return HEAD + CLEANER + TRAINING.format(first=indent(first, "    "))


def test_the_mistakes_are_seen_where_nothing_is_called() -> None:
    assert found(trained("pass")) == ["TV301"]
    assert found(HEAD + EVALUATED.format(first="pass")) == ["TV201"]


@pytest.mark.parametrize("template", IN_AN_EXPRESSION)
def test_a_call_counts_wherever_it_stands(template: str) -> None:
    assert found(trained(template.format(call="optimizer.zero_grad()"))) == []


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_call_counts_whoever_makes_it(name: str) -> None:
    if "except*" in STATEMENTS[name] and sys.version_info < (3, 11):
        # This Python can't parse it: what the lines do is left open.
        assert "TV301" not in found(trained(STATEMENTS[name]))
        return
    assert found(trained(STATEMENTS[name])) == []


@pytest.mark.parametrize("first", MODES)
def test_a_mode_is_set_however_the_layer_is_found(first: str) -> None:
    assert found(HEAD + EVALUATED.format(first=first)) == []
