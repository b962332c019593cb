"""The server ends when it is told to, when its streams end, and when its client dies; never else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from wire import FAKE_SERVER, Wire

from torchvet.lsp.lifecycle import is_alive

A = "file:///tmp/a.py"


def test_shutdown_and_exit_end_it_well(wire: Wire):
    wire.start()
    assert wire.stop() == 0


def test_exit_without_shutdown_is_an_error(wire: Wire):
    wire.start()
    wire.notify("exit")
    assert wire.process.wait(10) == 1


def test_exit_before_initialize_is_an_error(wire: Wire):
    wire.notify("exit")
    assert wire.process.wait(10) == 1


def test_the_end_of_standard_input_ends_it(wire: Wire):
    wire.start()
    assert wire.process.stdin
    wire.process.stdin.close()
    assert wire.process.wait(10) == 1


def test_the_end_of_standard_input_after_shutdown_is_well(wire: Wire):
    wire.start()
    wire.request("shutdown")
    assert wire.process.stdin
    wire.process.stdin.close()
    assert wire.process.wait(10) == 0


def test_an_analysis_in_progress_does_not_hold_up_the_end(make_wire: Callable[..., Wire]):
    wire = make_wire([sys.executable, "-c", _with_endless_analysis()])
    wire.start()
    wire.open(A, "x")
    wire.drain(0.3)
    assert wire.stop() == 0


def _with_endless_analysis() -> str:
    return (
        f"import sys; sys.path.insert(0, {str(FAKE_SERVER.parent)!r}); import fake_server, time;"
        "fake_server.check = lambda *args: time.sleep(60); fake_server.install();"
        "from torchvet.lsp.server import main; main()"
    )


def test_it_ends_with_the_process_of_its_client(wire: Wire):
    client = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    wire.start(processId=client.pid)
    client.kill()
    client.wait()
    assert wire.process.wait(10) == 1


def test_a_client_in_another_container_is_not_taken_for_dead(wire: Wire):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    wire.start(processId=gone.pid)
    wire.drain(0.5)
    assert wire.stop() == 0


def test_a_closed_output_ends_it():
    with subprocess.Popen(
        [sys.executable, str(FAKE_SERVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdin and server.stdout and server.stderr
        server.stdout.close()
        body = b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}'
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()
        assert server.wait(10) == 1
        assert server.stderr.read() == b""


def test_nothing_is_written_to_standard_error_in_a_quiet_session(wire: Wire):
    wire.start()
    wire.open(A, "bad '\\d'")
    wire.published(A)
    wire.stop()
    assert wire.errors == b""


@pytest.mark.parametrize("number", [0, -1, 2**31 - 2, 2**70])
def test_numbers_that_are_no_process(number: int):
    assert not is_alive(number)
