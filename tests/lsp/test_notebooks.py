"""The cells of a notebook are one program, and each has its own diagnostics."""

from __future__ import annotations

from typing import Any

import pytest
from wire import Wire

NOTEBOOK = "file:///tmp/a%20b.ipynb"


def cell_uri(name: str) -> str:
    return f"vscode-notebook-cell:/tmp/a%20b.ipynb#{name}"


def item(name: str, text: str, language: str = "python", version: int = 1) -> dict[str, Any]:
    return {"uri": cell_uri(name), "languageId": language, "version": version, "text": text}


def cell(name: str, kind: int = 2) -> dict[str, Any]:
    return {"kind": kind, "document": cell_uri(name)}


def open_notebook(wire: Wire, cells: dict[str, str]) -> None:
    params = {
        "notebookDocument": {
            "uri": NOTEBOOK,
            "notebookType": "jupyter-notebook",
            "version": 1,
            "cells": [cell(name) for name in cells],
        },
        "cellTextDocuments": [item(name, text) for name, text in cells.items()],
    }
    wire.notify("notebookDocument/didOpen", params)


def change_notebook(wire: Wire, **cells: Any) -> None:
    params = {"notebookDocument": {"uri": NOTEBOOK, "version": 2}, "change": {"cells": cells}}
    wire.notify("notebookDocument/didChange", params)


def found(wire: Wire, *names: str) -> dict[str, list[tuple[str, int, int]]]:
    """What is pushed for each cell: code, line and column."""
    return {
        name: [
            (each["code"], each["range"]["start"]["line"], each["range"]["start"]["character"])
            for each in wire.published(cell_uri(name))
        ]
        for name in names
    }


def change_text(name: str, text: str, version: int = 2) -> dict[str, Any]:
    return {"document": {"uri": cell_uri(name), "version": version}, "changes": [{"text": text}]}


def test_each_cell_gets_its_own_list(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "x = 1\nbad", "two": "good", "three": "🔥; bad; bad"})
    assert found(wire, "one", "two", "three") == {
        "one": [("TV301", 1, 0)],
        "two": [],
        "three": [("TV301", 0, 4), ("TV301", 0, 9)],
    }


def test_related_places_are_in_the_cells_that_they_are_in(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "x = 1", "two": "bad"})
    (diagnostic,) = wire.published(cell_uri("two"))
    (related,) = diagnostic["relatedInformation"]
    assert related["location"]["uri"] == cell_uri("one")


def test_typing_in_a_cell(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "x = 1", "two": "bad"})
    found(wire, "one", "two")
    change_notebook(wire, textContent=[change_text("one", "bad\nx")])
    assert found(wire, "one", "two") == {"one": [("TV301", 0, 0)], "two": [("TV301", 0, 0)]}


def test_a_removed_cell_is_cleared(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "bad", "two": "bad"})
    found(wire, "one", "two")
    removal = {"array": {"start": 0, "deleteCount": 1}, "didClose": [{"uri": cell_uri("one")}]}
    change_notebook(wire, structure=removal)
    assert found(wire, "one", "two") == {"one": [], "two": [("TV301", 0, 0)]}


def test_a_new_cell_and_a_moved_one(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "bad", "two": "good"})
    found(wire, "one", "two")
    new = {"array": {"start": 1, "deleteCount": 0, "cells": [cell("new")]}, "didOpen": [item("new", "\nbad")]}
    change_notebook(wire, structure=new)
    assert found(wire, "one", "new", "two") == {"one": [("TV301", 0, 0)], "new": [("TV301", 1, 0)], "two": []}
    order = [cell("two"), cell("new"), cell("one")]
    change_notebook(wire, structure={"array": {"start": 0, "deleteCount": 3, "cells": order}})
    (diagnostic,) = wire.published(cell_uri("one"))
    assert diagnostic["relatedInformation"][0]["location"]["uri"] == cell_uri("two")


@pytest.mark.parametrize("language", ["markdown", "r"])
def test_a_cell_whose_language_changes_is_cleared(wire: Wire, language: str):
    wire.start()
    open_notebook(wire, {"one": "bad", "two": "bad"})
    found(wire, "one", "two")
    swap = {
        "array": {
            "start": 0,
            "deleteCount": 1,
            "cells": [cell("one", kind=1 if language == "markdown" else 2)],
        },
        "didClose": [{"uri": cell_uri("one")}],
        "didOpen": [item("one", "bad", language)],
    }
    change_notebook(wire, structure=swap)
    assert found(wire, "one", "two") == {"one": [], "two": [("TV301", 0, 0)]}


def test_a_cell_whose_kind_changes_is_cleared(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "bad", "two": "bad"})
    found(wire, "one", "two")
    change_notebook(wire, data=[cell("one", kind=1)])
    assert found(wire, "one", "two") == {"one": [], "two": [("TV301", 0, 0)]}


def test_closing_clears_every_cell(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "bad", "two": "bad"})
    found(wire, "one", "two")
    closing = {
        "notebookDocument": {"uri": NOTEBOOK},
        "cellTextDocuments": [{"uri": cell_uri("one")}, {"uri": cell_uri("two")}],
    }
    wire.notify("notebookDocument/didClose", closing)
    assert found(wire, "one", "two") == {"one": [], "two": []}


def test_pulling_cell_by_cell(asking: Wire):
    open_notebook(asking, {"one": "bad", "two": "good bad"})
    first, second = asking.pull(cell_uri("one")), asking.pull(cell_uri("two"))
    assert [len(each["items"]) for each in (first, second)] == [1, 1]
    assert asking.pull(cell_uri("two"), second["resultId"])["kind"] == "unchanged"
    change_notebook(asking, textContent=[change_text("one", "good")])
    assert asking.pull(cell_uri("one"), first["resultId"])["items"] == []
    asking.notify(
        "notebookDocument/didClose", {"notebookDocument": {"uri": NOTEBOOK}, "cellTextDocuments": []}
    )


def test_a_notebook_that_is_not_open_is_not_changed(capable: Wire):
    change_notebook(capable, textContent=[change_text("one", "bad")])
    log = capable.wait_for("window/logMessage")
    assert log["message"] == f"{NOTEBOOK} was changed, but it is not open."


# --- code actions -------------------------------------------------------------------------


def actions(wire: Wire, name: str, only: list[str] | None = None) -> list[dict[str, Any]]:
    return wire.actions(cell_uri(name), wire.published(cell_uri(name)), only)


def test_fixes_change_the_cell(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "x", "two": "y\nbad"})
    fix, disable = actions(wire, "two")
    (change,) = fix["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": cell_uri("two"), "version": 1}
    (edit,) = change["edits"]
    assert edit["range"]["start"]["line"] == 1
    (change,) = disable["edit"]["documentChanges"]
    (edit,) = change["edits"]
    assert edit["range"]["start"] == edit["range"]["end"] == {"line": 1, "character": 3}
    assert edit["newText"] == "  # torchvet: ignore[TV301]"


def test_fix_all_is_for_the_notebook_and_never_for_a_cell(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "bad", "two": "y = bad"})
    assert actions(wire, "one", ["source.fixAll"]) == []
    assert actions(wire, "two", ["source.fixAll.torchvet"]) == []
    (action,) = wire.actions(cell_uri("one"), [], ["notebook.source.fixAll"])
    assert action["kind"] == "notebook.source.fixAll.torchvet"
    resolved = wire.request("codeAction/resolve", action)
    changes = resolved["edit"]["documentChanges"]
    assert [change["textDocument"]["uri"] for change in changes] == [cell_uri("one"), cell_uri("two")]


def test_fix_all_of_a_notebook_makes_what_others_make_possible(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "x\nworse", "two": "y"})
    (action,) = wire.actions(cell_uri("two"), [], ["notebook.source.fixAll"])
    (change,) = wire.request("codeAction/resolve", action)["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": cell_uri("one"), "version": 1}
    assert [edit["newText"] for edit in change["edits"]] == ["good"]


def test_typing_and_moving_in_one_message(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "x = 1", "two": "good", "three": "bad"})
    found(wire, "one", "two", "three")
    order = [cell("three"), cell("two"), cell("new")]
    structure = {
        "array": {"start": 0, "deleteCount": 3, "cells": order},
        "didOpen": [item("new", "bad\nbad")],
        "didClose": [{"uri": cell_uri("one")}],
    }
    change_notebook(wire, structure=structure, textContent=[change_text("two", "\n bad")])
    assert found(wire, "one", "two", "three") == {
        "one": [],
        "two": [("TV301", 1, 1)],
        "three": [("TV301", 0, 0)],
    }
    (diagnostic, second) = wire.published(cell_uri("new"))
    assert [each["range"]["start"]["line"] for each in (diagnostic, second)] == [0, 1]
    assert diagnostic["relatedInformation"][0]["location"]["uri"] == cell_uri("three")


def test_a_cell_that_becomes_code(wire: Wire):
    wire.start()
    open_notebook(wire, {"one": "good", "two": "bad"})
    found(wire, "one", "two")
    change_notebook(wire, data=[cell("two", kind=1)])
    assert found(wire, "two") == {"two": []}
    change_notebook(wire, data=[cell("two", kind=2)])
    assert found(wire, "two") == {"two": [("TV301", 0, 0)]}
