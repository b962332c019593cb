"""What the lightbulb offers, and what becomes of the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wire import EVERYTHING, Wire

from torchvet.lsp.carried import Carried
from torchvet.rules.rule import page_address


def titles(actions: list[dict[str, Any]]) -> list[str]:
    return [action["title"] for action in actions]


def edits_of(action: dict[str, Any]) -> list[tuple[int, int, int, int, str]]:
    (change,) = action["edit"]["documentChanges"]
    return [
        (
            edit["range"]["start"]["line"],
            edit["range"]["start"]["character"],
            edit["range"]["end"]["line"],
            edit["range"]["end"]["character"],
            edit["newText"],
        )
        for edit in change["edits"]
    ]


def opened(wire: Wire, uri: str, text: str) -> list[dict[str, Any]]:
    wire.open(uri, text)
    return wire.published(uri)


def without(*path: str) -> dict[str, Any]:
    """The capable client, without one of its abilities."""
    capabilities: dict[str, Any] = {**EVERYTHING}
    inner = capabilities
    for key in path[:-1]:
        inner[key] = {**inner[key]}
        inner = inner[key]
    del inner[path[-1]]
    return capabilities


def test_a_fix_and_disabling_are_offered(capable: Wire, uri: str):
    found = opened(capable, uri, "x = 1\nbad")
    fix, disable, everything = capable.actions(uri, found)
    assert everything["kind"] == "source.fixAll.torchvet"
    assert fix["title"] == "torchvet (TV301): Write good"
    assert fix["kind"] == "quickfix"
    assert fix["isPreferred"] is True
    assert fix["diagnostics"] == found
    assert edits_of(fix) == [(1, 0, 1, 3, "good")]
    assert disable["title"] == "torchvet (TV301): Disable for this line"
    assert disable["kind"] == "quickfix"
    assert "isPreferred" not in disable
    assert edits_of(disable) == [(1, 3, 1, 3, "  # torchvet: ignore[TV301]")]


def test_only_the_first_of_several_fixes_is_preferred(capable: Wire, uri: str):
    found = opened(capable, uri, "doubtful")
    first, second, _ = capable.actions(uri, found)
    assert (first["title"], first.get("isPreferred")) == ("torchvet (TV201): Believe it", True)
    assert (second["title"], second.get("isPreferred")) == ("torchvet (TV201): Drop it", None)


def test_fixes_come_before_disabling(capable: Wire, uri: str):
    found = opened(capable, uri, "bad; hopeless; bad")
    assert titles(capable.actions(uri, found, only=["quickfix"])) == [
        "torchvet (TV301): Write good",
        "torchvet (TV301): Write good",
        "torchvet (TV301): Disable for this line",
        "torchvet (TV105): Disable for this line",
        "torchvet (TV301): Disable for this line",
    ]


def test_what_is_only_for_reading_is_not_offered(capable: Wire, uri: str):
    found = opened(capable, uri, "told")
    assert titles(capable.actions(uri, found)) == ["torchvet (TV104): Disable for this line"]


def test_nothing_is_offered_for_diagnostics_of_others(capable: Wire, uri: str):
    (found,) = opened(capable, uri, "bad")
    assert capable.actions(uri, [{**found, "source": "ruff"}], only=["quickfix"]) == []
    assert capable.actions(uri, [], only=["quickfix"]) == []


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], {"quickfix"}),
        ([""], {"quickfix", "source.fixAll.torchvet"}),
        (["source"], {"source.fixAll.torchvet"}),
        (["source.fixAll"], {"source.fixAll.torchvet"}),
        (["source.fixAll.torchvet"], {"source.fixAll.torchvet"}),
        (["source.fixAll.ruff"], set[str]()),
        (["source.fixAl"], set[str]()),
        (["notebook.source.fixAll"], set[str]()),
        (["refactor", "quickfix"], {"quickfix"}),
        ([], set[str]()),
    ],
    ids=str,
)
def test_only_the_kinds_that_are_asked_for(capable: Wire, uri: str, only: list[str], kinds: set[str]):
    found = opened(capable, uri, "bad")
    assert {action["kind"] for action in capable.actions(uri, found, only)} == kinds


def test_a_fix_travels_with_its_diagnostic(capable: Wire, uri: str):
    """No analysis is needed: the text says it would crash."""
    found = opened(capable, uri, "bad")
    capable.close(uri)
    capable.open(uri, "crash", version=1)
    assert titles(capable.actions(uri, found, only=["quickfix"]))[0] == "torchvet (TV301): Write good"


def test_an_outdated_diagnostic_gets_the_fix_for_the_text_as_it_is(capable: Wire, uri: str):
    found = opened(capable, uri, "bad")
    capable.change(uri, 2, "; bad")
    moved = {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 5}}
    (fix, _) = capable.actions(uri, [{**found[0], "range": moved}], only=["quickfix"])
    assert edits_of(fix) == [(0, 2, 0, 5, "good")]
    assert fix["edit"]["documentChanges"][0]["textDocument"]["version"] == 2
    capable.change(uri, 3, "good")
    assert capable.actions(uri, found, only=["quickfix"]) == []


def test_a_client_that_loses_or_spoils_the_data_gets_the_fix_all_the_same(wire: Wire, uri: str):
    wire.start(without("textDocument", "publishDiagnostics", "dataSupport"))
    (found,) = opened(wire, uri, "bad")
    assert "data" not in found
    for data in (None, 5, "text", [], {}, {"version": 1}, {"fixes": [{}]}):
        assert titles(wire.actions(uri, [{**found, "data": data}], only=["quickfix"])) == [
            "torchvet (TV301): Write good",
            "torchvet (TV301): Disable for this line",
        ]


def test_a_client_without_versioned_edits_gets_plain_ones(wire: Wire, uri: str):
    wire.start(without("workspace", "workspaceEdit"))
    found = opened(wire, uri, "bad")
    fix, *_ = wire.actions(uri, found)
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
    assert fix["edit"] == {"changes": {uri: [{"range": place, "newText": "good"}]}}


def test_a_client_that_knows_only_commands_gets_none(wire: Wire, uri: str):
    wire.start(without("textDocument", "codeAction", "codeActionLiteralSupport"))
    found = opened(wire, uri, "bad")
    assert wire.actions(uri, found) == []


def test_a_fix_may_change_another_file(capable: Wire, uri: str, tmp_path: Path):
    (tmp_path / "other.py").write_text("🔥🔥🔥🔥x\n")
    uri, other = (tmp_path / "a.py").as_uri(), (tmp_path / "other.py").as_uri()
    capable.open(uri, "elsewhere")
    found = capable.published(uri)
    (change,) = capable.actions(uri, found)[0]["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": other, "version": None}
    assert change["edits"][0]["range"]["start"] == {"line": 0, "character": 8}
    capable.open(other, "🔥🔥🔥🔥x\n", version=7)
    assert titles(capable.actions(uri, found, only=["quickfix"])) == [
        "torchvet (TV303): Disable for this line"
    ]


# --- all fixes ----------------------------------------------------------------------------


def test_all_safe_fixes_come_when_the_action_is_chosen(capable: Wire, uri: str):
    opened(capable, uri, "bad; doubtful; bad\ntold; bad")
    (action,) = capable.actions(uri, [], only=["source.fixAll.torchvet"])
    assert action["title"] == "torchvet: Fix all auto-fixable problems"
    assert "edit" not in action
    capable.change(uri, 2, "\nbad; doubtful; bad\ntold; bad")
    resolved = capable.request("codeAction/resolve", action)
    assert resolved["title"] == action["title"]
    assert edits_of(resolved) == [(1, 0, 1, 3, "good"), (1, 15, 1, 18, "good"), (2, 6, 2, 9, "good")]


def test_fixes_that_others_make_possible_are_made_too(capable: Wire, uri: str):
    opened(capable, uri, "worse; doubtful\nx = 1\nbad; worse")
    (action,) = capable.actions(uri, [], only=["source.fixAll.torchvet"])
    resolved = capable.request("codeAction/resolve", action)
    assert edits_of(resolved) == [(0, 0, 0, 5, "good"), (2, 0, 2, 10, "good; good")]


def test_a_client_that_cannot_resolve_gets_the_edit_at_once(wire: Wire, uri: str):
    wire.start(without("textDocument", "codeAction", "resolveSupport"))
    opened(wire, uri, "bad")
    (action,) = wire.actions(uri, [], only=["source.fixAll"])
    assert edits_of(action) == [(0, 0, 0, 3, "good")]
    assert "data" not in action


def test_a_change_that_several_fixes_need_is_made_once(capable: Wire, uri: str):
    opened(capable, uri, "shared shared")
    (action,) = capable.actions(uri, [], only=["source.fixAll"])
    resolved = capable.request("codeAction/resolve", action)
    assert edits_of(resolved) == [(0, 0, 0, 0, "import line\n")]


def test_of_two_fixes_at_one_place_one_is_made(capable: Wire, uri: str):
    opened(capable, uri, "bad shared")
    (action,) = capable.actions(uri, [], only=["source.fixAll"])
    resolved = capable.request("codeAction/resolve", action)
    assert len(edits_of(resolved)) == 1


def test_no_action_where_nothing_can_be_fixed(capable: Wire, uri: str, tmp_path: Path):
    opened(capable, uri, "doubtful hopeless told")
    assert capable.actions(uri, [], only=["source.fixAll"]) == []
    (tmp_path / "other.py").write_text("x = 1\n")
    uri = (tmp_path / "a.py").as_uri()
    capable.open(uri, "elsewhere")
    assert capable.actions(uri, [], only=["source.fixAll"]) == []


def test_resolving_for_a_text_that_was_closed_is_refused(capable: Wire, uri: str):
    opened(capable, uri, "bad")
    (action,) = capable.actions(uri, [], only=["source.fixAll"])
    capable.close(uri)
    error = capable.refused("codeAction/resolve", action)
    assert error["code"] == -32801
    assert error["message"] == "The text that these fixes were for is not open any more."


def test_an_action_that_needs_no_resolving_comes_back_as_it_is(capable: Wire, uri: str):
    found = opened(capable, uri, "bad")
    fix, *_ = capable.actions(uri, found)
    assert capable.request("codeAction/resolve", fix) == fix
    assert capable.request("codeAction/resolve", {"title": "of another"}) == {"title": "of another"}


def test_what_a_diagnostic_carries_survives_the_way_to_the_client_and_back(capable: Wire, uri: str):
    (found,) = opened(capable, uri, "bad")
    carried = Carried.from_data(found["data"])
    assert carried is not None
    assert carried.to_data() == found["data"]


# --- hover --------------------------------------------------------------------------------


def test_hovering_over_a_squiggle_shows_the_rules_page(capable: Wire, uri: str):
    opened(capable, uri, "x = doubtful")

    def hover(character: int) -> Any:
        position = {"line": 0, "character": character}
        return capable.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})

    shown = hover(6)
    assert shown["range"]["start"] == {"line": 0, "character": 4}
    assert shown["contents"]["kind"] == "markdown"
    text = shown["contents"]["value"]
    assert text.startswith("# trains-in-eval-mode (TV201)")
    assert "## Why it hurts" in text
    assert "## Bad" not in text
    assert text.endswith(f"[TV201 in full]({page_address('TV201')})")
    assert hover(1) is None
