"""What verify says beside torchtest2, on the scripts that both can judge: `python benchmarks/verify_peer.py`.

torchtest2 is handed a model, a batch, a loss and an optimizer; verify runs a script. Of the matrix's scripts
those count whose parts can be handed over as they stand: the text up to the loop is executed, the batch is
the loader's first, and the loss is the loop's own expression. torchtest2 has an environment of its own in the
cache. With `--write` the table goes into docs/verify.md.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
SCRIPTS = REPOSITORY / "tests" / "verify" / "scripts"
PAGE = REPOSITORY / "docs" / "verify.md"
BEGIN, END = "<!-- peer:begin -->", "<!-- peer:end -->"
PACKAGES = ("torch==2.13.0", "numpy==2.4.6", "torchtest2==0.1.0")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
LONGEST = 240


# --- taking scripts apart; torch and torchtest2 only from here to the next line -------------


@dataclass(frozen=True)
class Parts:
    """A script taken apart.

    Args:
        head: what stands before its loops.
        given: what the loop gives to the model.
        loss: the loop's loss, with the model's output by the name `output`.
    """

    head: ast.Module
    given: ast.Expression
    loss: ast.Expression


class _WithOutput(ast.NodeTransformer):
    """Writes `output` for the call of the model."""

    def __init__(self) -> None:
        self.calls: list[ast.Call] = []

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == "model":
            self.calls.append(node)
            return ast.copy_location(ast.Name("output", ast.Load()), node)
        return self.generic_visit(node)


def parts_of(script: Path) -> Parts | None:
    """The parts of a script; None where they can't be handed over as they stand."""
    tree = ast.parse(script.read_text(encoding="utf-8"))
    loops = [node for node in tree.body if isinstance(node, ast.For)]
    if len(loops) != 1 or tree.body[-1] is not loops[0]:
        return None
    inner = loops[0].body
    if len(inner) != 1 or not isinstance(inner[0], ast.For) or ast.unparse(inner[0].iter) != "loader":
        return None
    if ast.unparse(inner[0].target) != "(x, y)":
        return None
    losses = [node.value for node in inner[0].body if isinstance(node, ast.Assign)]
    change = _WithOutput()
    if len(losses) != 1:
        return None
    loss = ast.Expression(change.visit(losses[0]))
    if len(change.calls) != 1 or len(change.calls[0].args) != 1:
        return None
    return Parts(ast.Module(tree.body[:-1], []), ast.Expression(change.calls[0].args[0]), loss)


def judge_by_peer(script: Path) -> dict[str, Any]:
    """Hands a script's parts to torchtest2."""
    import torch
    import torchtest2

    parts = parts_of(script)
    assert parts is not None
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(parts.head, script.name, "exec"), names)
    x, y = next(iter(names["loader"]))
    loss = compile(parts.loss, script.name, "eval")
    report = torchtest2.check_model(
        names["model"],
        eval(compile(parts.given, script.name, "eval"), {**names, "x": x, "y": y}),
        y,
        loss_fn=lambda output, target: eval(loss, {**names, "output": output, "y": target}),
        optimizer=names["optimizer"],
    )
    assert torch.is_grad_enabled()
    told = [*report.failures, *report.warnings]
    return {"ok": report.ok, "told": [[str(each.status), each.name, each.message] for each in told]}


# --- both -----------------------------------------------------------------------------------


def peer_python() -> Path:
    """The interpreter of torchtest2's own environment, which is made the first time."""
    cache = Path(os.environ.get("TORCHVET_CACHE") or REPOSITORY / ".cache") / "peer"
    python = cache / "bin" / "python"
    done = cache / "installed.txt"
    if not done.is_file() or done.read_text() != " ".join(PACKAGES):
        print("Installing torchtest2 ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(cache)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        done.write_text(" ".join(PACKAGES))
    return python


def row(script: Path, python: Path) -> str:
    """One line of the table."""
    from tests.verify.matrix import expected_of, result_of

    expected = expected_of(script)
    result = result_of(script, expected)
    ours = [f"{each.code or each.kind}: {each.message}" for each in result.findings] or [result.sentence]
    command = [str(python), __file__, "--peer", str(script)]
    done = subprocess.run(
        command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    theirs = [f"{name}: {message}" for _, name, message in told["told"]] or ["all checks pass"]
    verdict = "fails" if not told["ok"] else "warns" if told["told"] else "passes"
    cells = (expected.about.rstrip("."), result.verdict.value, _cell(ours), verdict, _cell(theirs))
    return "| " + " | ".join(cells) + " |"


def _cell(sentences: list[str]) -> str:
    text = "; ".join(each.replace("|", "\\|").replace("\n", " ") for each in sentences)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + " …"


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/verify.md")
    parser.add_argument("--peer", type=Path, metavar="SCRIPT", help="print what torchtest2 says to a script")
    options = parser.parse_args()
    if options.peer is not None:
        print(json.dumps(judge_by_peer(options.peer)))
        return 0
    sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "server")]
    python = peer_python()
    lines = [
        "| script | verify | what it says | torchtest2 | what it says |",
        "|---|---|---|---|---|",
    ]
    print("\n".join(lines))
    for script in sorted(SCRIPTS.glob("*.py")):
        if parts_of(script) is not None:
            lines.append(row(script, python))
            print(lines[-1], flush=True)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        table = "\n".join(lines)
        PAGE.write_text(f"{head}{BEGIN}\n\n{table}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
