"""Every message is answered or passed over; nothing that a client sends ends the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from wire import Wire

A = "file:///tmp/a.py"
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED, CANCELLED = -32002, -32800

HERE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}


def is_alive(wire: Wire) -> bool:
    params = {"textDocument": {"uri": "file:///never.py"}, "position": HERE["start"]}
    return wire.request("textDocument/hover", params) is None


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        "text",
        {},
        {"textDocument": None},
        {"textDocument": {"uri": A}},
        {"textDocument": {"uri": A}, "position": {"line": "one", "character": 0}},
        {"textDocument": {"uri": A}, "position": {"line": -1, "character": 0}},
    ],
    ids=str,
)
def test_a_request_whose_params_do_not_fit_is_refused(capable: Wire, params: Any):
    error = capable.refused("textDocument/hover", params)
    assert error["code"] == INVALID_PARAMS
    assert "textDocument/hover" in error["message"]
    assert "Traceback" not in str(error)
    assert is_alive(capable)


def test_the_refusal_says_what_does_not_fit(capable: Wire):
    error = capable.refused("textDocument/hover", {"textDocument": {"uri": A}})
    assert error["message"] == "textDocument/hover: required field missing @ params.params.position"


def test_an_unknown_request_is_refused_with_or_without_params(capable: Wire):
    assert capable.refused("torchvet/unknown", {"a": 1})["code"] == METHOD_NOT_FOUND
    capable.send({"jsonrpc": "2.0", "id": "x", "method": "torchvet/unknown"})
    assert capable.answer("x")["error"]["code"] == METHOD_NOT_FOUND
    assert capable.refused("textDocument/completion", {})["code"] == METHOD_NOT_FOUND


def test_unknown_commands_are_refused(capable: Wire):
    error = capable.refused("workspace/executeCommand", {"command": "torchvet.unknown", "arguments": []})
    assert error["code"] == INVALID_PARAMS


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "torchvet/unknown"},
        {"jsonrpc": "2.0", "method": "$/unknown", "params": {}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"nonsense": 1}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen"},
        {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 12345}},
        {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": None},
        {
            "jsonrpc": "2.0",
            "method": "textDocument/didChange",
            "params": {"textDocument": {"uri": "file:///never.py", "version": 1}, "contentChanges": []},
        },
        {
            "jsonrpc": "2.0",
            "method": "textDocument/didClose",
            "params": {"textDocument": {"uri": "file:///never.py"}},
        },
        {"jsonrpc": "2.0", "id": 77, "result": None},
        {"jsonrpc": "2.0", "id": 77, "error": {"code": 1, "message": "no"}},
        {"jsonrpc": "2.0", "id": [1], "result": None},
    ],
    ids=lambda message: f"{message.get('method', 'answer')} {message.get('params', '')}",
)
def test_what_needs_no_answer_gets_none(capable: Wire, message: dict[str, Any]):
    capable.send(message)
    assert is_alive(capable)
    assert capable.inbox.empty()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{not json", PARSE_ERROR),
        (b"\xff\xfe", PARSE_ERROR),
        (b"[" * 100_000, PARSE_ERROR),
        (b"[]", INVALID_REQUEST),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]', INVALID_REQUEST),
        (b"5", INVALID_REQUEST),
        (b"{}", INVALID_REQUEST),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 5}', INVALID_REQUEST),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_message_is_refused(capable: Wire, body: bytes, code: int):
    capable.send_body(body)
    assert capable.answer(None)["error"]["code"] == code
    assert is_alive(capable)


def test_a_message_that_looks_like_one_inside_is_no_message(capable: Wire):
    inner = {"jsonrpc": "2.0", "method": "exit", "id": 5}
    capable.notify("workspace/didChangeConfiguration", {"settings": inner})
    assert is_alive(capable)


def test_nothing_is_done_before_initialize(wire: Wire):
    assert wire.refused("textDocument/hover", {})["code"] == NOT_INITIALIZED
    assert wire.refused("shutdown")["code"] == NOT_INITIALIZED
    wire.open(A, "bad")
    wire.start()
    assert is_alive(wire)
    assert wire.seen("textDocument/publishDiagnostics") == []


def test_initialize_may_come_once_but_be_mended(wire: Wire):
    assert wire.refused("initialize", {"capabilities": 5})["code"] == INVALID_PARAMS
    wire.start()
    assert wire.refused("initialize", {"processId": None, "rootUri": None, "capabilities": {}})["code"] == (
        INVALID_REQUEST
    )


def test_after_shutdown_only_exit_is_taken(wire: Wire):
    wire.start()
    wire.request("shutdown")
    assert wire.refused("textDocument/hover", {})["code"] == INVALID_REQUEST
    assert wire.refused("torchvet/unknown")["code"] == INVALID_REQUEST
    assert wire.refused("shutdown")["code"] == INVALID_REQUEST
    wire.open(A, "bad")
    wire.notify("exit")
    assert wire.process.wait(10) == 0
    assert wire.seen("textDocument/publishDiagnostics") == []


def test_after_shutdown_nothing_is_sent_but_answers(wire: Wire):
    wire.start()
    wire.open(A, "slow bad")
    wire.drain(0.2)
    wire.request("shutdown")
    wire.drain(0.8)
    assert wire.notifications == []
    assert wire.stop() == 0


def test_a_request_can_be_cancelled_while_it_waits(wire: Wire):
    wire.start()
    wire.open(A, "slow")
    identifier = wire.start_request(
        "textDocument/hover", {"textDocument": {"uri": A}, "position": HERE["start"]}
    )
    wire.notify("$/cancelRequest", {"id": identifier})
    answer = wire.answer(identifier)
    assert answer["error"]["code"] == CANCELLED
    assert wire.seen("textDocument/publishDiagnostics") == []
    assert wire.published(A) == []


def test_prints_do_not_reach_the_client(wire: Wire):
    wire.start()
    wire.open(A, "bad chatty")
    assert len(wire.published(A)) == 1
    assert is_alive(wire)
    wire.stop()
    assert b"hello from below" in wire.errors


def test_a_crash_in_the_analysis_is_logged_in_a_sentence_and_costs_nothing(wire: Wire):
    wire.start()
    wire.open(A, "bad")
    first = wire.published(A, 1)
    wire.change(A, 2, "bad crash")
    log = wire.wait_for("window/logMessage")
    assert log["type"] == 1
    assert log["message"] == (
        "/tmp/a.py could not be checked (ValueError: the analysis has a bug); please report it."
    )
    wire.change(A, 3, "bad crash again")
    position = {"textDocument": {"uri": A}, "position": HERE["start"]}
    assert wire.request("textDocument/hover", position) is None
    assert wire.actions(A, [], only=["source.fixAll"]) == []
    wire.drain()
    assert wire.seen("window/logMessage") == []
    assert wire.seen("textDocument/publishDiagnostics") == []
    wire.change(A, 4, "bad")
    assert [each["message"] for each in wire.published(A, 4)] == [each["message"] for each in first]
    assert wire.seen("window/showMessage") == []
    assert b"Traceback" not in wire.errors


def test_an_error_that_the_analysis_has_borne_is_logged_too(wire: Wire):
    wire.start()
    wire.open(A, "bad")
    wire.published(A, 1)
    wire.change(A, 2, "bad bad limp")
    assert len(wire.published(A, 2)) == 2
    assert wire.wait_for("window/logMessage")["message"] == (
        "/tmp/a.py: a rule failed (ValueError: the rule has a bug); please report it."
    )
    wire.change(A, 3, "limp")
    message = wire.wait_for("window/logMessage")["message"]
    assert message == "/tmp/a.py could not be checked (ValueError: the rule has a bug); please report it."
    wire.drain(0.2)
    assert wire.seen("textDocument/publishDiagnostics") == []
    assert wire.errors == b""


def test_a_client_that_traces_is_told_how_a_crash_came_about(wire: Wire):
    wire.start(trace="verbose")
    wire.open(A, "crash")
    assert "Traceback" in wire.wait_for("$/logTrace")["verbose"]


def test_positions_are_counted_as_agreed(make_wire: Callable[..., Wire]):
    for offered, agreed, column in [
        (["utf-8", "utf-16"], "utf-8", 10),
        (["utf-32"], "utf-32", 6),
        (["utf-7", "utf-16"], "utf-16", 7),
        (["utf-7"], "utf-16", 7),
        (None, "utf-16", 7),
    ]:
        wire = make_wire()
        general = {} if offered is None else {"general": {"positionEncodings": offered}}
        assert wire.start({**general, "textDocument": {}})["positionEncoding"] == agreed
        wire.open(A, "'🔥é' ; bad")
        assert wire.published(A)[0]["range"]["start"] == {"line": 0, "character": column + 1}
        wire.stop()
