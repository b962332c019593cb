"""Programs that grow, recurse or contain themselves: the execution ends, and says what it left out."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from torchvet.abandoned import Abandoned
from torchvet.check import check
from torchvet.finding import Finding, Severity
from torchvet.interpret.interpreter import Interpreter, execute, execute_with
from torchvet.interpret.questions import Questions
from torchvet.interpret.trace import Trace
from torchvet.project import Project
from torchvet.source.document import Document

STRANGE = {
    "a dict that holds itself": 'import torch\ntree = {}\ntree["parent"] = tree\nsomewhere.show(tree)\n',
    "lists that double": "import torch\nx = [1]\n" + "x = [x, x]\n" * 30 + "print(x)\nsomewhere(x)\n",
    "a text that doubles": 'import torch\ns = "a"\n' + "s = s + s\n" * 80,
    "a number that squares": "import torch\nn = 9\n" + "n = n * n\n" * 80,
    "an unknown that squares": "import torch\nn = somewhere()\n" + "n = n * n\n" * 80,
    "a list that is added to itself": "import torch\nx = [1]\n" + "x = x + x\n" * 60,
    "a function that calls itself": "import torch\ndef f(x):\n    return f(f(x))\nf(1)\n",
    "functions that call each other": (
        "import torch\ndef f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nf(torch.zeros(1))\n"
    ),
    "a value that is what it was": (
        "import torch\nclass A:\n    def f(self, o):\n        o.x = o.x or 1\n"
        "        if o.x:\n            o.x = o.x or 2\n"
    ),
    "deep nesting": "import torch\nx = " + "(" * 150 + "1" + ")" * 150 + "\n",
    "calls that multiply": "import torch\ndef f0(m):\n    m.eval()\n"
    + "".join(f"def f{n}(m):\n    f{n - 1}(m)\n    f{n - 1}(m)\n    f{n - 1}(m)\n" for n in range(1, 20))
    + "f19(torch.nn.Dropout())\n",
    "tests that multiply": "import torch\nnet = torch.nn.Dropout()\n"
    + "".join(f"if a{n}:\n    net.eval()\nelse:\n    net.train()\n" for n in range(200)),
    "loops within loops": "import torch\nnet = torch.nn.Dropout()\n"
    + "".join("    " * n + f"for i{n} in x:\n" for n in range(12))
    + "    " * 12
    + "net.eval()\n",
    "a generator of itself": "import torch\ndef g():\n    yield from g()\nfor x in g():\n    pass\n",
    "a class of itself": "import torch\nclass A(A):\n    pass\nA()\n",
    "a decorator that decorates itself": (
        "import torch\ndef d(f):\n    return d(d)\n@d\ndef g():\n    pass\ng()\n"
    ),
}


@pytest.mark.parametrize("name", STRANGE)
def test_execution_ends_without_an_error(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        check(Document.from_text(STRANGE[name], "strange.py"), Project())
    assert not caplog.records


def test_what_was_cut_is_said() -> None:
    trace = execute(Document.from_text(DEEP, "strange.py"), Project())
    assert trace.incomplete


DEEP = (
    "import torch\ndef f0(m):\n    m.eval()\n"
    + "".join(f"def f{n}(m):\n    f{n - 1}(m)\n" for n in range(1, 60))
    + "f59(torch.nn.Dropout())\n"
)


RIGHT = """\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    model.train()
    for turn in range(10):
        optimizer.zero_grad()
        loss = model(torch.randn(4, 3)).mean()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        print(model(torch.randn(4, 3)).mean())
"""


def _found(text: str) -> list[Finding]:
    found = check(Document.from_text(text, "typed.py"), Project())
    return [finding for finding in found if finding.severity > Severity.HINT]


def test_right_program_is_right() -> None:
    assert _found(RIGHT) == []


@pytest.mark.parametrize("call", ["model.train()", "optimizer.zero_grad()", "model.eval()"])
def test_nothing_is_missed_while_it_is_typed(call: str) -> None:
    whole_names = {"model.train", "optimizer.zero_grad", "model.eval"}
    for length in range(1, len(call)):
        half = call[:length]
        if half in whole_names or half in ("model", "optimizer"):
            continue
        assert _found(RIGHT.replace(call, half)) == [], half


@pytest.mark.parametrize("call", ["model.train()", "optimizer.zero_grad()"])
def test_what_is_not_there_at_all_is_missed(call: str) -> None:
    assert _found(RIGHT.replace(call, "pass"))


GROWING = (
    "import torch\nimport torch.nn.functional as F\n"
    "def grow0(m):\n    m.eval() if m else m.train()\n"
    + "".join(
        f"def grow{n}(m):\n    for turn in m:\n        grow{n - 1}(turn)\n        grow{n - 1}(m)\n"
        for n in range(1, 20)
    )
)

AFTER_GROWTH = {
    "in a function": (
        "def train(net, x, y):\n    grow19(net)\n    return F.cross_entropy(net(x).softmax(1), y)\n"
    ),
    "in a method": (
        "class Trainer:\n    def __init__(self, net):\n        self.net = net\n"
        "    def step(self, x, y):\n        grow19(self.net)\n"
        "        return F.cross_entropy(self.net(x).softmax(1), y)\n"
    ),
    "in a class whose constructor grows": (
        "class Trainer:\n    def __init__(self, net):\n        self.net = net\n        grow19(net)\n"
        "    def step(self, x, y):\n        return F.cross_entropy(self.net(x).softmax(1), y)\n"
    ),
    "in a function behind a program that grows": (
        "grow19(somewhere())\ndef loss(net, x, y):\n    return F.cross_entropy(net(x).softmax(1), y)\n"
    ),
    "in a function behind a function that grows": (
        "def first(net):\n    grow19(net)\n"
        "def second(net, x, y):\n    return F.cross_entropy(net(x).softmax(1), y)\n"
    ),
}


@pytest.mark.parametrize("name", AFTER_GROWTH)
def test_a_function_is_looked_at_when_following_its_calls_is_too_much(name: str) -> None:
    assert [finding.code for finding in _found(GROWING + AFTER_GROWTH[name])] == ["TV401"]


def test_a_helper_that_is_not_followed_may_have_zeroed() -> None:
    text = GROWING + (
        "class Trainer:\n    def zero(self):\n        self.optimizer.zero_grad()\n"
        "    def fit(self, net, loader):\n        for x, y in loader:\n            grow19(x)\n"
        "            self.zero()\n            F.cross_entropy(net(x), y).backward()\n"
        "            self.optimizer.step()\n"
    )
    assert check(Document.from_text(text, "growing.py"), Project()) == []


FIT = """\
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 1)
    def forward(self, x):
        grow19(x)
        return self.layer(x)
def fit(loader):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in loader:
        F.mse_loss(net(x), y).backward()
        optimizer.step()
"""


@pytest.mark.parametrize(("does", "codes"), [("print(m)", ["TV301"]), ("m.zero_grad()", [])])
def test_a_forward_that_is_not_followed_leaves_what_it_does_not_speak_of(does: str, codes: list[str]) -> None:
    text = GROWING.replace("m.eval() if m else m.train()", does) + FIT
    assert [finding.code for finding in _found(text)] == codes


def test_missing_parentheses_are_seen_where_nothing_is_followed() -> None:
    text = (
        GROWING
        + "grow19(somewhere())\n"
        + FIT.replace(
            "        optimizer.step()\n", "        optimizer.zero_grad\n        optimizer.step()\n"
        ).replace("net = Net()", "net = Net()\n    grow19(net)")
    )
    assert "TV304" in [finding.code for finding in _found(text)]


NEVER_REACHED = {
    "optimizer.zero_grad\nloss.backward()\noptimizer.step()\n": ["TV304"],
    "optimizer.zero_grad\nscaler.scale(loss).backward()\nscaler.step(optimizer)\n": ["TV304"],
    "net.eval\nprint(net(x))\n": ["TV203"],
    "split.train\n": [],
    "scheduler.step\n": [],
    "handed_over(optimizer.zero_grad)\noptimizer.step()\n": [],
}


@pytest.mark.parametrize("rest", NEVER_REACHED)
def test_what_is_never_reached_is_judged_by_what_the_text_does_with_it(rest: str) -> None:
    text = GROWING + "grow19(somewhere())\n" + rest
    assert execute(Document.from_text(text, "growing.py"), Project()).incomplete
    assert [finding.code for finding in _found(text)] == NEVER_REACHED[rest]


def test_what_was_reached_is_not_judged_again() -> None:
    text = (
        GROWING + "class Watch:\n    zero_grad = 0\n    def step(self):\n        pass\n"
        "watch = Watch()\nwatch.zero_grad\nwatch.step()\ngrow19(somewhere())\n"
    )
    assert execute(Document.from_text(text, "growing.py"), Project()).incomplete
    assert _found(text) == []


def test_an_import_that_is_too_much_leaves_the_program_to_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "growing.py").write_text(GROWING + "grow19(somewhere())\n")
    text = "import growing\nimport torch.nn.functional as F\n" + AFTER_GROWTH["in a method"].replace(
        "grow19", "growing.grow19"
    )
    document = Document.from_text(text, str(tmp_path / "train.py"))
    found = check(document, Project(tmp_path))
    assert [finding.code for finding in found] == ["TV401"]
    trace = execute(document, Project(tmp_path))
    assert trace.incomplete


def test_an_execution_that_nobody_waits_for_is_given_up() -> None:
    text = GROWING + "grow19(somewhere())\n" + FIT
    project, asked = Project(), 0

    def is_abandoned() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    project.is_abandoned = is_abandoned
    with pytest.raises(Abandoned):
        check(Document.from_text(text, "train.py"), project)
    del project.is_abandoned
    assert check(Document.from_text(text, "train.py"), project) == check(
        Document.from_text(text, "train.py"), Project()
    )


def test_modules_that_import_everything_from_each_other_are_searched_once_each(tmp_path: Path) -> None:
    names = [f"part{number}" for number in range(12)]
    stars = "".join(f"from .{name} import *\n" for name in names)
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("")
    for name in names:
        (tmp_path / "pkg" / f"{name}.py").write_text(f"{stars}import torch\n")
    script = tmp_path / "pkg" / "script.py"
    text = "from .part0 import *\nimport torch\n\n@nowhere\ndef f(x):\n    return x\n\nf(torch.nn.ReLU())\n"
    script.write_text(text)
    trace = execute(Document.from_text(text, str(script)), Project(root=tmp_path))
    assert trace.incomplete is None


def test_a_recursive_function_costs_what_its_outermost_calls_cost() -> None:
    text = """
import torch

def count(tree):
    count(tree.left)
    count(tree.right)
    tree.number = 1 + 2 + 3 + 4

def fit(forest):
    count(forest)

fit(torch.nn.Linear(1, 1))
"""
    document = Document.from_text(text, "forest.py")
    interpreter = Interpreter(Trace(document), Questions(Project(), document))
    execute_with(interpreter)
    spent = {getattr(node, "name", ""): spent for node, spent in interpreter.spent.items()}
    assert 0 < spent["count"] < spent["fit"]
