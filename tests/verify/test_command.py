"""``torchvet verify`` as a command: its output, its exit status, its configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verify.conftest import run_command
from tests.verify.matrix import FOLDER

DEMO = Path(__file__).parent.parent.parent / "demo"


def test_json_is_alone_on_standard_output(tmp_path: Path) -> None:
    done = run_command([str(DEMO / "train_eval_mode.py"), "--output-format", "json"], tmp_path)
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert "epoch 0" in done.stderr
    assert told["verdict"] == "overfits"
    assert told["script"].endswith("train_eval_mode.py")
    assert told["device"] == "cpu" and told["error"] is None
    assert told["steps"] == len(told["loss"]["history"]) > 5
    assert set(told["loss"]) == {"initial", "final", "best", "history"}
    assert told["accuracy"]["final"] == 1.0
    (finding,) = told["findings"]
    assert finding["code"] == "TV201"
    assert finding["filename"].endswith("train_eval_mode.py")
    assert finding["location"] == {"row": 38, "column": 9}


@pytest.mark.parametrize(
    ("name", "verdict", "codes", "row"),
    [
        ("correct", "overfits", [], None),
        ("train_eval_mode", "overfits", ["TV201"], 38),
        ("zero_grad_missing", "overfits", ["TV301"], 38),
        ("zero_grad_misplaced", "plateaus", ["TV302"], 38),
        ("softmax_cross_entropy", "plateaus", ["TV401"], 37),
    ],
)
def test_the_demo(name: str, verdict: str, codes: list[str], row: int | None, tmp_path: Path) -> None:
    done = run_command([str(DEMO / f"{name}.py"), "--output-format", "json"], tmp_path)
    told = json.loads(done.stdout)
    assert (told["verdict"], [each["code"] for each in told["findings"]]) == (verdict, codes)
    assert [each["location"]["row"] for each in told["findings"]] == ([row] if row else [])


def test_a_crash_names_its_line(tmp_path: Path) -> None:
    done = run_command([str(DEMO / "first_batch.py"), "--output-format", "json"], tmp_path)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["verdict"], told["loss"], told["accuracy"]) == ("crashes", None, None)
    assert told["error"]["type"] == "TypeError"
    assert told["error"]["row"] == 86
    assert [each["code"] for each in told["findings"]] == ["TV102"]


def test_the_full_output_has_verdict_curve_and_lines(tmp_path: Path) -> None:
    done = run_command([str(DEMO / "softmax_cross_entropy.py")], tmp_path)
    assert done.returncode == 1
    assert "softmax_cross_entropy.py: plateaus: " in done.stdout
    assert "warning TV401" in done.stdout
    assert "loss = F.cross_entropy(output, labels)" in done.stdout
    assert "  loss      2.3" in done.stdout and "▁" in done.stdout


def test_arguments_of_the_script_come_after_two_dashes(tmp_path: Path) -> None:
    done = run_command([str(FOLDER / "right_class_and_main.py"), "--", "--batch", "8"], tmp_path)
    assert done.returncode == 0
    without = run_command([str(FOLDER / "right_class_and_main.py")], tmp_path)
    assert without.returncode == 1
    assert "ended itself" in without.stdout and "status 2" in without.stdout


def test_the_configuration_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.torchvet.verify]\nscript = "train.py"\nargs = ["--batch", "8"]\nsteps = 7\nenv = { A = "1" }\n'
    )
    text = (FOLDER / "right_class_and_main.py").read_text()
    (tmp_path / "train.py").write_text("import os\nassert os.environ['A'] == '1'\n" + text)
    done = run_command(["--output-format", "json"], tmp_path)
    assert json.loads(done.stdout)["steps"] == 7


def test_a_script_inside_a_package_runs_as_its_module(tmp_path: Path) -> None:
    package = tmp_path / "project" / "inner"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").write_text("")
    (package.parent / "parts.py").write_text("NAME = 'parts'\n")
    text = (FOLDER / "right_full_batch.py").read_text()
    (package / "train.py").write_text("from ..parts import NAME\n" + text)
    done = run_command([str(package / "train.py")], tmp_path)
    assert done.returncode == 0, done.stderr
    by_module = run_command(["-m", "project.inner.train"], tmp_path)
    assert by_module.returncode == 0, by_module.stderr
    assert not list(tmp_path.rglob("__pycache__"))


def test_an_entry_hands_over_its_parts(tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text(
        "import torch\n"
        "def parts():\n"
        "    model = torch.nn.Sequential(torch.nn.Linear(4, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))\n"
        "    batch = torch.randn(8, 4), torch.randint(0, 2, (8,))\n"
        "    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)\n"
        "    return model, torch.nn.CrossEntropyLoss(), batch, optimizer\n"
    )
    done = run_command(["--entry", "parts:parts"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_processes_under_torchrun(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        "import torch\n"
        "import torch.distributed as dist\n"
        "from torch.nn.parallel import DistributedDataParallel\n"
        "from torch.utils.data import DataLoader, TensorDataset, DistributedSampler\n"
        "dist.init_process_group('gloo')\n"
        "torch.manual_seed(dist.get_rank())\n"
        "data = TensorDataset(torch.randn(64, 4), torch.randint(0, 2, (64,)))\n"
        "loader = DataLoader(data, 8, sampler=DistributedSampler(data))\n"
        "net = torch.nn.Sequential(torch.nn.Linear(4, 64), torch.nn.ReLU(), torch.nn.Linear(64, 2))\n"
        "model = DistributedDataParallel(net)\n"
        "optimizer = torch.optim.Adam(model.parameters(), lr=0.02)\n"
        "for epoch in range(50):\n"
        "    for x, y in loader:\n"
        "        optimizer.zero_grad()\n"
        "        torch.nn.functional.cross_entropy(model(x), y).backward()\n"
        "        optimizer.step()\n"
    )
    done = run_command(["train.py", "--nproc-per-node", "2", "--steps", "60"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All of 2 processes" in done.stdout
