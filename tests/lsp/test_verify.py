"""Verifications by messages: verdict, progress, findings, lenses; what is refused; nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wire import EVERYTHING, Wire, pulling

PATIENCE = 180.0
SERVER = str(Path(__file__).parents[2] / "server")
MARK = "TORCHVET_TEST_MARK"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

HEAD = """\
import sys
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
data = TensorDataset(torch.randn(64, 4), torch.randint(0, 3, (64,)))
loader = DataLoader(data, batch_size=8, shuffle=True)
model = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3))
"""

LEARNS = f"""{HEAD}
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
print("begins with", sys.argv[1:])
for epoch in range(50):
    for x, y in loader:  # the loop
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
"""

WRONG = f"""{HEAD}
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(50):
    for x, y in loader:  # the loop
        prediction = model(x)[:, :1]
        loss = nn.functional.mse_loss(prediction, y.float())
        loss.backward()  # bad
        optimizer.step()
"""

ENDLESS = """\
import subprocess, time
print("it begins", flush=True)
subprocess.Popen(["sleep", "600"])
time.sleep(600)
"""


class Script:
    """A script on disk and in the editor."""

    def __init__(self, folder: Path, text: str, name: str = "train.py") -> None:
        self.path = folder / name
        self.path.write_text(text)
        self.uri = self.path.as_uri()
        self.text = text

    def line(self, part: str) -> int:
        return next(row for row, line in enumerate(self.text.splitlines()) if part in line)


class Mark:
    """An environment variable by which everything that the server has started is found again."""

    def __init__(self, cache: Path) -> None:
        self.env = {**os.environ, **ONE_THREAD, "XDG_CACHE_HOME": str(cache), MARK: uuid.uuid4().hex}

    def processes(self) -> list[int]:
        sign = f"{MARK}={self.env[MARK]}".encode()
        found: list[int] = []
        for folder in Path("/proc").iterdir():
            try:
                is_marked = folder.name.isdigit() and sign in (folder / "environ").read_bytes()
                if is_marked and b") Z " not in (folder / "stat").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
        return found

    def wait_until_gone(self) -> None:
        end = time.monotonic() + 60
        while left := self.processes():
            assert time.monotonic() < end, left
            time.sleep(0.1)


@pytest.fixture
def mark(tmp_path_factory: pytest.TempPathFactory) -> Mark:
    return Mark(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def start(make_wire: Callable[..., Wire], mark: Mark, tmp_path: Path) -> Callable[..., Wire]:
    """Starts a server for a client that knows of verifications, in a workspace of one folder."""

    def start(
        capabilities: dict[str, Any] = EVERYTHING, settings: dict[str, Any] | None = None, **options: Any
    ) -> Wire:
        wire = make_wire(env=mark.env)
        wire.patience = PATIENCE
        given = {"settings": {"interpreter": sys.executable, **(settings or {})}, "verify": True, **options}
        folders = [{"uri": tmp_path.as_uri(), "name": "work"}]
        wire.start(capabilities, initializationOptions=given, workspaceFolders=folders)
        return wire

    return start


def verify(wire: Wire, script: Script, **more: Any) -> dict[str, Any]:
    return wire.request("torchvet/verify", {"script": script.uri, **more})


def lenses(wire: Wire, uri: str) -> list[dict[str, Any]]:
    return wire.request("textDocument/codeLens", {"textDocument": {"uri": uri}})


# --- the verdict ----------------------------------------------------------------------------


def test_the_verdict_comes_with_progress_output_and_a_lens(start: Callable[..., Wire], tmp_path: Path):
    with_lenses = {
        **EVERYTHING,
        "workspace": {**EVERYTHING["workspace"], "codeLens": {"refreshSupport": True}},
    }
    wire = start(with_lenses)
    script = Script(tmp_path, LEARNS)
    wire.open(script.uri, LEARNS)
    [lens] = lenses(wire, script.uri)
    assert lens["range"]["start"]["line"] == script.line("# the loop")
    assert lens["command"] == {
        "title": "Overfit one batch",
        "command": "torchvet.verify",
        "arguments": [{"script": script.uri}],
    }

    answer = verify(wire, script, args=["--small"])
    assert answer["python"] == sys.executable and answer["args"] == ["--small"]
    result = answer["result"]
    assert result["verdict"] == "overfits" and result["findings"] == []
    told = [params for params in wire.seen("torchvet/verifyProgress") if params["script"] == script.uri]
    assert "begins with ['--small']" in "".join(params["output"] for params in told)
    assert told[-1]["steps"] == 200
    last_run: list[float] = []
    for params in told:
        last_run = [*([] if params["again"] else last_run), *params["losses"]]
    assert last_run == result["loss"]["history"]

    wire.wait_for("workspace/codeLens/refresh")
    _, verdict = lenses(wire, script.uri)
    first, last = result["loss"]["initial"], result["loss"]["final"]
    assert verdict["command"]["title"] == f"Learns one batch: {first:.3g} → {last:.3g}"
    assert verdict["command"]["command"] == "torchvet.showVerification"
    wire.change(script.uri, 2, LEARNS + "\n")
    assert len(lenses(wire, script.uri)) == 1
    wire.change(script.uri, 3, LEARNS)
    assert len(lenses(wire, script.uri)) == 2


def test_findings_are_diagnostics_until_the_code_changes(start: Callable[..., Wire], tmp_path: Path):
    wire = start()
    script = Script(tmp_path, WRONG)
    wire.open(script.uri, WRONG)
    static = wire.published(script.uri, 1)
    assert {each["code"] for each in static} == {"TV101", "TV301"}

    result = verify(wire, script)["result"]
    codes = [finding["code"] for finding in result["findings"]]
    assert "TV301" in codes and None in codes
    other = next(each for each in result["findings"] if each["code"] is None and each["location"])
    assert other["text"] == script.text.splitlines()[other["location"]["row"] - 1].strip()

    both = wire.published(script.uri, 1)
    measured = [each for each in both if each["source"] == "torchvet verify"]
    assert [each for each in both if each["source"] == "torchvet"] == static
    assert "TV301" not in {each.get("code") for each in measured}, "the analysis shows it already"
    assert other["location"]["row"] - 1 in {each["range"]["start"]["line"] for each in measured}
    [broadcast] = [each for each in measured if each["range"]["start"]["line"] == script.line("mse_loss")]
    assert broadcast["range"]["start"]["character"] == 8 and broadcast["severity"] == 2

    wire.change(script.uri, 2, WRONG.replace("lr=0.01", "lr=0.02"))
    assert {each["source"] for each in wire.published(script.uri, 2)} == {"torchvet"}
    wire.change(script.uri, 3, WRONG)
    wire.wait_for(
        "textDocument/publishDiagnostics",
        lambda params: params["version"] == 3 and len(params["diagnostics"]) == len(both),
    )


def test_a_client_that_pulls_is_pushed_what_was_measured(start: Callable[..., Wire], tmp_path: Path):
    wire = start(pulling())
    script = Script(tmp_path, WRONG)
    verify(wire, script)
    shown = wire.published(script.uri)
    assert {each["source"] for each in shown} == {"torchvet verify"}
    assert "TV301" in {each.get("code") for each in shown}, "the file isn't open, and not analysed"

    wire.open(script.uri, WRONG)
    assert {each["source"] for each in wire.pull(script.uri)["items"]} == {"torchvet"}
    after = wire.published(script.uri)
    assert "TV301" not in {each.get("code") for each in after}, "the analysis shows it now"
    assert len(after) == len(shown) - 1
    wire.change(script.uri, 2, "")
    assert wire.published(script.uri) == []
    wire.close(script.uri)
    assert len(wire.published(script.uri)) == len(shown), "the file on disk is what was run"


def test_a_suppressed_finding_is_not_shown(start: Callable[..., Wire], tmp_path: Path):
    wire = start()
    text = WRONG.replace("# bad", "# torchvet: ignore[TV301]")
    script = Script(tmp_path, text)
    result = verify(wire, script)["result"]
    assert "TV301" in [finding["code"] for finding in result["findings"]]
    assert "TV301" not in {each.get("code") for each in wire.published(script.uri)}


def test_a_script_that_does_not_parse_is_a_verdict(start: Callable[..., Wire], tmp_path: Path):
    wire = start()
    result = verify(wire, Script(tmp_path, "import torch\nfor in x:\n"))["result"]
    assert result["verdict"] == "crashes"
    assert result["error"]["type"] == "SyntaxError" and result["error"]["row"] == 2
    assert "Traceback" not in result["summary"]


# --- settings -------------------------------------------------------------------------------


def test_configuration_and_settings_say_what_is_run(start: Callable[..., Wire], tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.torchvet.verify]\nscript = "train.py"\nargs = ["--file"]\nsteps = 7\n'
    )
    wire = start(settings={"verify": {"args": ["--editor"], "timeout": None, "device": ""}})
    script = Script(tmp_path, LEARNS)
    named = {"name": str(script.path), "script": script.uri, "args": ["--editor"]}
    assert wire.request("torchvet/configuredScripts", {}) == [named]
    answer = wire.request("torchvet/verify", {})
    assert answer["args"] == ["--editor"]
    assert answer["result"]["script"] == str(script.path)
    assert answer["result"]["steps"] <= 8
    assert wire.seen("torchvet/verifyProgress")[-1]["steps"] == 7


def test_what_is_wrong_in_the_settings_is_named(start: Callable[..., Wire], tmp_path: Path):
    wire = start(settings={"verify": {"steps": "many"}})
    problem = verify(wire, Script(tmp_path, LEARNS))["problem"]
    assert problem["kind"] == "settings" and "verify.steps" in problem["message"]


def test_code_lenses_can_be_switched_off(start: Callable[..., Wire], tmp_path: Path):
    wire = start(settings={"codeLens": False})
    script = Script(tmp_path, LEARNS)
    wire.open(script.uri, LEARNS)
    assert lenses(wire, script.uri) == []


def test_the_lightbulb_offers_it_to_clients_that_know_it(
    start: Callable[..., Wire], tmp_path: Path, capable: Wire
):
    script = Script(tmp_path, LEARNS)
    for wire, titles in (
        (start(), ["torchvet (TV101): Overfit one batch", "torchvet (TV101): Disable for this line"]),
        (capable, ["torchvet (TV101): Disable for this line"]),
    ):
        wire.open(script.uri, LEARNS)
        [hint] = wire.published(script.uri)
        actions = wire.actions(script.uri, [hint])
        assert [action["title"] for action in actions] == titles
    capable.close(script.uri)


# --- what can't be run ----------------------------------------------------------------------


def test_nothing_is_run_without_trust(start: Callable[..., Wire], tmp_path: Path):
    wire = start(trusted=False)
    script = Script(tmp_path, f"open({str(tmp_path / 'trace')!r}, 'w')\n")
    assert verify(wire, script)["problem"]["kind"] == "untrusted"
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    ("name", "words"), [("missing.py", "no file"), ("", "is a folder"), ("a.ipynb", "is a notebook")]
)
def test_what_is_no_script_is_refused(start: Callable[..., Wire], tmp_path: Path, name: str, words: str):
    (tmp_path / "a.ipynb").write_text("{}")
    wire = start()
    problem = wire.request("torchvet/verify", {"script": (tmp_path / name).as_uri()})["problem"]
    assert problem["kind"] == "script" and words in problem["message"]


def test_an_interpreter_without_torch_is_named(start: Callable[..., Wire], tmp_path: Path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    python = tmp_path / "bare/bin/python"
    wire = start(settings={"interpreter": str(python)})
    problem = verify(wire, Script(tmp_path, LEARNS))["problem"]
    assert problem["kind"] == "no-torch"
    assert str(python) in problem["message"] and "--python" not in problem["message"]


def test_an_interpreter_that_is_none_is_named(start: Callable[..., Wire], tmp_path: Path):
    wire = start(settings={"interpreter": str(tmp_path / "nothing")})
    problem = verify(wire, Script(tmp_path, LEARNS))["problem"]
    assert problem["kind"] == "interpreter" and "nothing" in problem["message"]


def test_a_recorded_pass_takes_the_hint_away(make_wire: Callable[..., Wire], mark: Mark, tmp_path: Path):
    wire = make_wire([sys.executable, "-m", "torchvet", "server"], env={**mark.env, "PYTHONPATH": SERVER})
    wire.patience = PATIENCE
    wire.start(initializationOptions={"settings": {"interpreter": sys.executable}, "verify": True})
    script = Script(tmp_path, LEARNS)
    wire.open(script.uri, LEARNS)
    assert [each["code"] for each in wire.published(script.uri)] == ["TV101"]
    assert verify(wire, script)["result"]["verdict"] == "overfits"
    wire.wait_for("textDocument/publishDiagnostics", lambda params: params["diagnostics"] == [])
    assert len(lenses(wire, script.uri)) == 2
    wire.change(script.uri, 2, LEARNS.replace("lr=0.01", "lr=0.02"))
    [hint] = wire.published(script.uri, 2)
    assert hint["code"] == "TV101" and "changed" in hint["message"]


# --- the end --------------------------------------------------------------------------------


def begun(wire: Wire, script: Script) -> int:
    """Starts the endless script, and waits until it runs."""
    identifier = wire.start_request("torchvet/verify", {"script": script.uri})
    wire.wait_for("torchvet/verifyProgress", lambda params: "it begins" in params["output"])
    return identifier


def test_stopping_answers_and_leaves_no_process(start: Callable[..., Wire], tmp_path: Path, mark: Mark):
    wire = start()
    script = Script(tmp_path, ENDLESS)
    identifier = begun(wire, script)
    assert verify(wire, script)["problem"]["kind"] == "busy"
    assert wire.request("torchvet/stopVerification", {"script": script.uri})
    assert wire.answer(identifier)["result"]["result"]["verdict"] == "cancelled"
    assert mark.processes() == [wire.process.pid]
    assert wire.request("torchvet/stopVerification", {"script": script.uri}) is False


def test_a_cancelled_request_ends_the_run(start: Callable[..., Wire], tmp_path: Path, mark: Mark):
    wire = start()
    identifier = begun(wire, Script(tmp_path, ENDLESS))
    wire.notify("$/cancelRequest", {"id": identifier})
    assert "error" in wire.answer(identifier)
    wire.stop()
    mark.wait_until_gone()


@pytest.mark.parametrize("way", ["shutdown", "exit", "killed", "closed"])
def test_the_end_of_the_server_ends_the_run(start: Callable[..., Wire], tmp_path: Path, mark: Mark, way: str):
    wire = start()
    begun(wire, Script(tmp_path, ENDLESS))
    if way == "shutdown":
        assert wire.stop() == 0
    elif way == "exit":
        wire.notify("exit")
    elif way == "killed":
        wire.process.kill()
    else:
        assert wire.process.stdin
        wire.process.stdin.close()
    wire.process.wait(30)
    mark.wait_until_gone()


# --- clients that know nothing of it --------------------------------------------------------

WITH_PROGRESS = {**EVERYTHING, "window": {"workDoneProgress": True}}


def test_a_command_shows_progress_and_the_verdict(start: Callable[..., Wire], tmp_path: Path):
    wire = start(WITH_PROGRESS, verify=False)
    script = Script(tmp_path, WRONG)
    wire.open(script.uri, WRONG)
    [lens] = lenses(wire, script.uri)
    command = lens["command"]
    params = {"command": command["command"], "arguments": command["arguments"]}
    assert wire.request("workspace/executeCommand", params) is None
    token = wire.wait_for("window/workDoneProgress/create")["token"]
    begin = wire.wait_for("$/progress", lambda params: params["token"] == token)["value"]
    assert begin["kind"] == "begin" and begin["title"] == "Verify train.py" and begin["cancellable"]
    report = wire.wait_for("$/progress", lambda params: params["value"]["kind"] == "report")["value"]
    assert report["message"].startswith("step ") and ", loss " in report["message"]
    shown = wire.wait_for("window/showMessage")
    assert shown["type"] == 2 and shown["message"].startswith("torchvet: train.py: ")
    assert wire.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
    [lens] = lenses(wire, script.uri)
    assert lens["command"]["title"].startswith("Overfit one batch (")


def test_progress_can_be_cancelled(start: Callable[..., Wire], tmp_path: Path, mark: Mark):
    wire = start(WITH_PROGRESS, verify=False)
    script = Script(tmp_path, ENDLESS)
    params = {"command": "torchvet.verify", "arguments": [script.uri]}
    wire.request("workspace/executeCommand", params)
    token = wire.wait_for("window/workDoneProgress/create")["token"]
    wire.wait_for("$/progress", lambda params: params["value"]["kind"] == "begin")
    wire.notify("window/workDoneProgress/cancel", {"token": token})
    assert "cancelled" in wire.wait_for("window/showMessage")["message"]
    assert mark.processes() == [wire.process.pid]


def test_a_command_that_can_not_be_carried_out_says_so(start: Callable[..., Wire], tmp_path: Path):
    wire = start(verify=False)
    params = {"command": "torchvet.verify", "arguments": []}
    wire.request("workspace/executeCommand", params)
    shown = wire.wait_for("window/showMessage")
    assert shown["type"] == 1 and "No script is named" in shown["message"]
    wire.request("workspace/executeCommand", {"command": "torchvet.stopVerification"})
    assert wire.wait_for("window/showMessage")["message"] == "torchvet: No verification is running."


def test_commands_are_offered_to_clients_that_have_none(capable: Wire, make_wire: Callable[..., Wire]):
    assert make_wire().start()["executeCommandProvider"]["commands"] == [
        "torchvet.verify",
        "torchvet.stopVerification",
    ]
    knowing = make_wire().start(initializationOptions={"verify": True})
    assert "executeCommandProvider" not in knowing
