"""Diagnostics reach the client: pushed or pulled, the newest ones, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wire import EVERYTHING, Wire, pulling

from torchvet.rules.rule import page_address

A = "file:///tmp/a.py"


def messages(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [diagnostic["message"] for diagnostic in diagnostics]


def insert(line: int, character: int, text: str) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"range": {"start": place, "end": place}, "text": text}


# --- what a diagnostic is -----------------------------------------------------------------


def test_a_diagnostic_says_all_that_the_client_understands(capable: Wire, uri: str):
    capable.open(uri, "first = 1\nx = bad")
    (diagnostic,) = capable.published(uri, 1)
    data = diagnostic.pop("data")
    assert diagnostic == {
        "range": {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 7}},
        "severity": 2,
        "code": "TV301",
        "codeDescription": {"href": page_address("TV301")},
        "source": "torchvet",
        "message": "this is bad",
        "relatedInformation": [
            {
                "location": {
                    "uri": uri,
                    "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
                },
                "message": "it began here",
            }
        ],
    }
    assert data["fixes"][0]["title"] == "Write good"


def test_a_diagnostic_says_nothing_that_the_client_does_not_understand(wire: Wire):
    wire.start({})
    wire.open(A, "bad")
    params = wire.wait_for("textDocument/publishDiagnostics")
    assert "version" not in params
    (diagnostic,) = params["diagnostics"]
    assert diagnostic.keys() == {"range", "severity", "code", "source", "message"}


def test_severities(capable: Wire, uri: str):
    capable.open(uri, "doubtful bad told hopeless")
    assert [each["severity"] for each in capable.published(uri)] == [1, 2, 3, 4]


def test_a_related_place_may_be_in_another_file(capable: Wire, tmp_path: Path):
    (tmp_path / "other.py").write_text("🔥🔥🔥🔥x\n")
    uri, other = (tmp_path / "a b.py").as_uri(), (tmp_path / "other.py").as_uri()
    capable.open(uri, "elsewhere")
    (related,) = capable.published(uri)[0]["relatedInformation"]
    assert related["location"]["uri"] == other
    assert related["location"]["range"]["start"] == {"line": 0, "character": 8}


def test_a_related_place_that_is_gone_is_left_out(capable: Wire, tmp_path: Path):
    uri = (tmp_path / "a.py").as_uri()
    capable.open(uri, "elsewhere")
    (diagnostic,) = capable.published(uri)
    assert "relatedInformation" not in diagnostic
    assert diagnostic["data"]["fixes"] == []


# --- pushed -------------------------------------------------------------------------------


def test_pushed_diagnostics_follow_the_text(wire: Wire):
    capabilities = wire.start()
    assert "diagnosticProvider" not in capabilities
    wire.open(A, "x\n")
    assert wire.published(A, 1) == []
    wire.change(A, 2, insert(1, 0, "🔥 bad"))
    assert wire.published(A, 2)[0]["range"]["start"] == {"line": 1, "character": 3}
    wire.change(A, 3, "good")
    assert wire.published(A, 3) == []


def test_closing_takes_pushed_diagnostics_away(capable: Wire, uri: str):
    capable.open(uri, "bad")
    assert len(capable.published(uri, 1)) == 1
    capable.close(uri)
    assert capable.published(uri) == []
    capable.open(uri, "bad bad", version=1)
    assert len(capable.published(uri, 1)) == 2


def test_fast_typing_is_analysed_once_it_pauses(wire: Wire):
    wire.start()
    wire.open(A, "")
    wire.published(A, 1)
    for version in range(2, 40):
        wire.change(A, version, insert(0, 0, "bad "))
    assert len(wire.published(A, 39)) == 38
    assert len(wire.seen("textDocument/publishDiagnostics")) <= 2


def test_an_outdated_analysis_is_never_shown(wire: Wire):
    wire.start()
    wire.open(A, "slow bad")
    wire.drain(0.2)
    wire.change(A, 2, "bad bad")
    wire.published(A, 2)
    wire.drain(0.3)
    assert wire.seen("textDocument/publishDiagnostics") == []


def test_what_is_typed_in_goes_before_what_only_waits(wire: Wire):
    wire.start()
    wire.open(A, "slow")
    for number in range(3):
        wire.open(f"file:///tmp/{number}.py", "slow")
    wire.open("file:///tmp/typed.py", "bad")
    wire.change("file:///tmp/typed.py", 2, "bad bad")
    wire.published("file:///tmp/typed.py", 2)
    done = {params["uri"] for params in wire.seen("textDocument/publishDiagnostics")}
    assert len(done) <= 2


@pytest.mark.parametrize("language", ["json", "plaintext", "markdown", "Python"])
def test_other_languages_are_nobodys_business_here(wire: Wire, language: str):
    wire.start()
    wire.open(A, "bad", language=language)
    wire.open("file:///tmp/b.py", "bad")
    wire.published("file:///tmp/b.py")
    wire.change(A, 2, "bad bad")
    wire.close(A)
    wire.drain(0.2)
    assert wire.seen("textDocument/publishDiagnostics") == []


@pytest.mark.parametrize(
    "uri",
    [
        "file:///tmp/my%20model.py",
        "file:///tmp/my model.py",
        "file:///tmp/mod%C3%A8le%20%F0%9F%94%A5.py",
        "file:///tmp/modèle.py",
        "file:///c%3A/Users/me/train.py",
        "file:///tmp/a%2Bb%26c%3Dd%23e.py",
        "untitled:Untitled-1",
        "vscode-vfs://github/me/project/train.py",
    ],
)
def test_uris_come_back_as_the_client_spells_them(capable: Wire, uri: str):
    capable.open(uri, "bad")
    (diagnostic,) = capable.published(uri, 1)
    assert diagnostic["relatedInformation"][0]["location"]["uri"] == uri
    capable.change(uri, 2, "bad bad")
    assert len(capable.published(uri, 2)) == 2
    (action,) = capable.actions(uri, [diagnostic], only=["source.fixAll"])
    resolved = capable.request("codeAction/resolve", action)
    assert resolved["edit"]["documentChanges"][0]["textDocument"] == {"uri": uri, "version": 2}


def test_a_cell_that_is_opened_as_a_text_is_left_alone(wire: Wire):
    wire.start()
    wire.open("vscode-notebook-cell:/tmp/a.ipynb#W0sZmlsZQ%3D%3D", "bad")
    wire.open(A, "bad")
    wire.published(A)
    assert wire.seen("textDocument/publishDiagnostics") == []


def test_a_form_feed_shifts_nothing(capable: Wire, uri: str):
    capable.open(uri, "a\x0cb\x1cc\u2028d\nx\n")
    capable.published(uri, 1)
    capable.change(uri, 2, insert(1, 0, "bad "))
    assert capable.published(uri, 2)[0]["range"]["start"] == {"line": 1, "character": 0}


def test_a_huge_text_is_answered_and_said_so_once(wire: Wire):
    wire.start()
    wire.open(A, "bad = 1\n" * 300_000)
    assert wire.published(A, 1) == []
    assert wire.wait_for("window/logMessage")["message"] == (
        "/tmp/a.py is longer than 2,000,000 characters and is not checked."
    )
    wire.change(A, 2, insert(0, 0, "x"))
    assert wire.published(A, 2) == []
    assert wire.seen("window/logMessage") == []


# --- texts that import each other ---------------------------------------------------------


def test_what_imports_an_open_text_follows_it(wire: Wire, tmp_path: Path):
    main, other = (tmp_path / "main.py").as_uri(), (tmp_path / "other.py").as_uri()
    (tmp_path / "other.py").write_text("disk")
    wire.start()
    wire.open(main, "imported")
    assert messages(wire.published(main)) == ["this is imported with disk"]
    wire.open(other, "opened")
    assert messages(wire.published(main)) == ["this is imported with opened"]
    wire.change(other, 2, "typed")
    assert messages(wire.published(main)) == ["this is imported with typed"]
    wire.close(other)
    assert messages(wire.published(main)) == ["this is imported with disk"]


def test_what_imports_a_file_follows_it_on_disk(wire: Wire, tmp_path: Path):
    main, other = (tmp_path / "main.py").as_uri(), tmp_path / "other.py"
    wire.start()
    wire.open(main, "imported")
    assert messages(wire.published(main)) == ["this is imported with "]
    other.write_text("new")
    created = {"uri": other.as_uri(), "type": 1}
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [created]})
    assert messages(wire.published(main)) == ["this is imported with new"]
    unread = {"uri": (tmp_path / "unread.py").as_uri(), "type": 2}
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [unread]})
    wire.drain(0.4)
    assert wire.seen("textDocument/publishDiagnostics") == []


def test_saving_counts_where_the_client_watches_nothing(wire: Wire, tmp_path: Path):
    main, other = (tmp_path / "main.py").as_uri(), tmp_path / "other.py"
    other.write_text("old")
    wire.start()
    wire.open(main, "imported")
    wire.published(main)
    other.write_text("new")
    wire.notify("textDocument/didSave", {"textDocument": {"uri": other.as_uri()}})
    assert messages(wire.published(main)) == ["this is imported with new"]


# --- pulled -------------------------------------------------------------------------------


def test_pulled_diagnostics_are_not_pushed(wire: Wire):
    capabilities = wire.start(pulling())
    assert capabilities["diagnosticProvider"] == {
        "identifier": "torchvet",
        "interFileDependencies": True,
        "workspaceDiagnostics": False,
    }
    wire.open(A, "bad")
    report = wire.pull(A)
    assert report["kind"] == "full"
    assert messages(report["items"]) == ["this is bad"]
    wire.change(A, 2, "bad bad")
    assert len(wire.pull(A)["items"]) == 2
    wire.close(A)
    assert wire.pull(A)["items"] == []
    wire.drain(0.2)
    assert wire.seen("textDocument/publishDiagnostics") == []


def test_what_has_not_changed_is_not_sent_again(asking: Wire, uri: str):
    asking.open(uri, "bad")
    first = asking.pull(uri)
    again = asking.pull(uri, first["resultId"])
    assert again == {"kind": "unchanged", "resultId": first["resultId"]}
    asking.change(uri, 2, "bad ")
    other = asking.pull(uri, first["resultId"])
    assert other["kind"] == "full"
    assert other["resultId"] != first["resultId"]


def test_a_question_is_answered_for_the_text_as_it_has_become(asking: Wire, uri: str):
    asking.open(uri, "slow bad")
    identifier = asking.start_request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    asking.drain(0.2)
    asking.change(uri, 2, "bad bad")
    assert len(asking.answer(identifier)["result"]["items"]) == 2


def test_many_questions_share_one_analysis(asking: Wire, uri: str):
    asking.open(uri, "slow bad")
    asked = [
        asking.start_request("textDocument/diagnostic", {"textDocument": {"uri": uri}}) for _ in range(10)
    ]
    answers = [asking.answer(identifier)["result"] for identifier in asked]
    assert len({answer["resultId"] for answer in answers}) == 1


def test_after_a_crash_the_last_diagnostics_stay(wire: Wire):
    wire.start(pulling())
    wire.open(A, "bad")
    first = wire.pull(A)
    wire.change(A, 2, "bad bad crash")
    assert wire.pull(A, first["resultId"])["kind"] == "unchanged"
    assert wire.pull(A)["items"] == first["items"]
    assert "could not be checked" in wire.wait_for("window/logMessage")["message"]


def test_an_unknown_text_has_no_diagnostics(asking: Wire):
    assert asking.pull("file:///never/opened.py") == {"kind": "full", "items": []}
    assert asking.pull("nonsense") == {"kind": "full", "items": []}


def test_the_client_is_asked_to_ask_again_when_it_can(wire: Wire, tmp_path: Path):
    wire.start(pulling())
    wire.open(A, "bad")
    wire.pull(A)
    config = {"uri": (tmp_path / "pyproject.toml").as_uri(), "type": 2}
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [config, config]})
    wire.wait_for("workspace/diagnostic/refresh")
    wire.drain(0.3)
    assert wire.seen("workspace/diagnostic/refresh") == []


def test_a_client_that_cannot_be_asked_is_not(wire: Wire, tmp_path: Path):
    workspace = {**EVERYTHING["workspace"], "diagnostics": {}}
    wire.start(pulling({**EVERYTHING, "workspace": workspace}))
    wire.open(A, "bad")
    wire.pull(A)
    config = {"uri": (tmp_path / "pyproject.toml").as_uri(), "type": 2}
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [config]})
    wire.drain(0.4)
    assert wire.requests == []
    assert len(wire.pull(A)["items"]) == 1


# --- packages -----------------------------------------------------------------------------


def test_what_is_learnt_about_packages_later_is_shown(wire: Wire):
    wire.start()
    wire.open(A, "learn")
    assert wire.published(A) == []
    assert messages(wire.published(A)) == ["this is learn"]


def test_what_is_learnt_about_packages_later_is_asked_for(wire: Wire):
    wire.start(pulling())
    wire.open(A, "learn")
    assert wire.pull(A)["items"] == []
    wire.wait_for("workspace/diagnostic/refresh")
    assert messages(wire.pull(A)["items"]) == ["this is learn"]
