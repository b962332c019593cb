"""``torchvet check``: what it checks, writes and returns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from torchvet.rules.rule import page_address

Write = Callable[..., Path]


def notebook(*lines: str) -> str:
    """A notebook whose second cell has these lines."""
    cells = [{"cell_type": "markdown", "source": "#"}, {"cell_type": "code", "source": list(lines)}]
    return json.dumps({"cells": cells})


def test_nothing_found(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "x = 1\n")
    done = torchvet("check", ".")
    assert (done.status, done.out, done.err) == (0, "No problems in 1 file.\n", "")


def test_something_found(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "x = BAD\n")
    done = torchvet("check", "--output-format", "concise")
    assert done.status == 1
    assert done.out.splitlines() == [
        "a.py:1:5: warning TV301 [*] BAD is wrong here.",
        "Found 1 problem in 1 file.",
        "1 fixable with --fix.",
    ]
    assert done.err == ""


def test_the_full_format(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "import torch\n\nfor x in y:\n\tz = '漢' + BAD\n\tw = UGLY  # é\n")
    done = torchvet("check", "a.py")
    assert done.out.splitlines() == [
        "a.py:4:12: warning TV301 BAD is wrong here.",
        "  |",
        "3 | for x in y:",
        "4 |     z = '漢' + BAD",
        "  |                ^^^",
        "5 |     w = UGLY  # é",
        "  |",
        "a.py:4:12: note the file begins here",
        "4 |     z = '漢' + BAD",
        "  |                ^",
        "help: Replace by good",
        "3   for x in y:",
        "4 -     z = '漢' + BAD",
        "4 +     z = '漢' + good",
        "5       w = UGLY  # é",
        "",
        "a.py:5:6: error TV401 UGLY is wrong here.",
        "  |",
        "3 | for x in y:",
        "4 |     z = '漢' + BAD",
        "5 |     w = UGLY  # é",
        "  |         ^^^^",
        "  |",
        "a.py:5:6: note the file begins here",
        "5 |     w = UGLY  # é",
        "  |         ^",
        "help: Replace by nice (look at it first: --unsafe-fixes applies it)",
        "4       z = '漢' + BAD",
        "5 -     w = UGLY  # é",
        "5 +     w = nice  # é",
        "",
        "Found 2 problems in 1 file.",
        "1 fixable with --fix, 1 more with --fix --unsafe-fixes.",
    ]


def test_json_keeps_the_contract(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "é = BAD\n")
    done = torchvet("check", "a.py", "--output-format", "json")
    assert done.err == ""
    assert json.loads(done.out) == [
        {
            "code": "TV301",
            "name": "gradients-not-zeroed",
            "severity": "warning",
            "message": "BAD is wrong here.",
            "filename": str(path),
            "cell": None,
            "location": {"row": 1, "column": 5},
            "end_location": {"row": 1, "column": 8},
            "related": [
                {
                    "message": "the file begins here",
                    "filename": str(path),
                    "location": {"row": 1, "column": 5},
                    "end_location": {"row": 1, "column": 5},
                }
            ],
            "fix": {
                "message": "Replace by good",
                "applicability": "safe",
                "edits": [
                    {
                        "content": "good",
                        "filename": str(path),
                        "location": {"row": 1, "column": 5},
                        "end_location": {"row": 1, "column": 8},
                    }
                ],
            },
            "url": page_address("TV301"),
        }
    ]


def test_json_of_nothing_is_an_empty_array(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "")
    done = torchvet("check", "a.py", "--output-format", "json")
    assert (done.status, done.out, done.err) == (0, "[]\n", "")


def test_notebooks_are_told_by_cell(torchvet: CommandLine, write: Write) -> None:
    cells = [
        {"cell_type": "markdown", "source": "#"},
        {"cell_type": "code", "source": ["x = 1\n", "y = BAD"]},
    ]
    write("a.ipynb", json.dumps({"cells": cells}))
    found = json.loads(torchvet("check", ".", "--output-format", "json").out)[0]
    assert (found["cell"], found["location"]) == (2, {"row": 2, "column": 5})
    assert found["fix"]["edits"][0]["cell"] == 2
    assert "a.ipynb:cell 2:2:5: warning" in torchvet("check", ".", "--output-format", "concise").out
    assert "2 - y = BAD\n2 + y = good" in torchvet("check", ".").out


def test_github_annotations(torchvet: CommandLine, write: Write) -> None:
    write("a,b.py", "x = BAD\ny = HINT\n")
    done = torchvet("check", "--output-format", "github", "--min-severity", "hint")
    assert done.out.splitlines() == [
        "::warning title=torchvet (TV301),file=a%2Cb.py,line=1,col=5,endLine=1,endColumn=8"
        "::a,b.py:1:5: TV301 BAD is wrong here.",
        "::notice title=torchvet (TV101),file=a%2Cb.py,line=2,col=5,endLine=2,endColumn=9"
        "::a,b.py:2:5: TV101 HINT is wrong here.",
    ]


def test_sarif(torchvet: CommandLine, write: Write) -> None:
    path = write("a b.py", "x = BAD\n")
    log = json.loads(torchvet("check", "--output-format", "sarif").out)
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    result = run["results"][0]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "TV301"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == path.as_uri()
    assert place["region"] == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 8}
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"] == {"text": "good"}
    assert len(result["relatedLocations"]) == 1


def test_statistics(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "x = BAD, BAD, UGLY\n")
    done = torchvet("check", "--statistics")
    assert done.out.splitlines()[:2] == [
        "2  TV301  [*] gradients-not-zeroed",
        "1  TV401  [ ] probabilities-to-cross-entropy",
    ]
    counts = json.loads(torchvet("check", "--statistics", "--output-format", "json").out)
    assert counts[0] == {"code": "TV301", "name": "gradients-not-zeroed", "count": 2}


def test_quiet(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "x = 1\n")
    done = torchvet("check", "--quiet")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_severities_below_the_least_are_left_out(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "HINT, WIDE, BAD, UGLY\n")
    found = {
        severity: torchvet("check", "-q", "--output-format", "concise", "--min-severity", severity).out.count(
            "\n"
        )
        for severity in ("hint", "information", "warning", "error")
    }
    assert found == {"hint": 4, "information": 3, "warning": 2, "error": 1}
    assert torchvet("check", "-q", "--output-format", "concise").out.count("\n") == 3


def test_findings_can_count_as_success(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    assert torchvet("check", "--exit-zero").status == 0


# --- choosing rules -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--select", "TV3"], {"TV301", "TV302"}),
        (["--select", "tv301,TV401"], {"TV301", "TV401"}),
        (["--select", "TV301", "--select", "TV4"], {"TV301", "TV401"}),
        (["--ignore", "TV3"], {"TV401"}),
        (["--select", "TV3", "--ignore", "TV302"], {"TV301"}),
        (["--select", "TV302", "--ignore", "TV3"], {"TV302"}),
    ],
)
def test_rules_are_chosen(torchvet: CommandLine, write: Write, options: list[str], codes: set[str]) -> None:
    write("a.py", "BAD, LOOP, UGLY\n")
    found = json.loads(torchvet("check", "--output-format", "json", *options).out)
    assert {each["code"] for each in found} == codes


def test_unknown_rules_are_told(torchvet: CommandLine) -> None:
    done = torchvet("check", "--select", "TV3O1")
    assert done.status == 2
    assert "no rule has the code 'TV3O1'; did you mean 'TV301'?" in done.err
    assert torchvet("check", "--ignore", "E501").status == 2


def test_the_command_line_comes_after_the_configuration(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD, LOOP, UGLY\n")
    write("torchvet.toml", 'select = ["TV3"]\nignore = ["TV302"]\n')

    def codes(*options: str) -> set[str]:
        found = json.loads(torchvet("check", "--output-format", "json", *options).out)
        return {each["code"] for each in found}

    assert codes() == {"TV301"}
    assert codes("--ignore", "TV30") == set()
    assert codes("--select", "TV302,TV4") == {"TV302", "TV401"}


def test_each_file_has_the_nearest_configuration(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD, UGLY\n")
    write("inner/b.py", "BAD, UGLY\n")
    write("inner/pyproject.toml", '[tool.torchvet]\nselect = ["TV4"]\n[tool.other]\nx = 1\n')
    write("inner/deep/c.py", "BAD, UGLY\n")
    write("inner/deep/pyproject.toml", "[tool.other]\nx = 1\n")
    found = json.loads(torchvet("check", "--output-format", "json").out)
    assert [(Path(each["filename"]).name, each["code"]) for each in found] == [
        ("a.py", "TV301"),
        ("a.py", "TV401"),
        ("b.py", "TV401"),
        ("c.py", "TV401"),
    ]


def test_files_can_be_left_out(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    write("old/b.py", "BAD\n")
    write("tests/c.py", "BAD\n")
    write("pyproject.toml", '[tool.torchvet]\nexclude = ["old/"]\nper-file-ignores = {"tests/*" = ["TV3"]}\n')
    done = torchvet("check", "-q", "--output-format", "concise")
    assert done.out == "a.py:1:1: warning TV301 [*] BAD is wrong here.\n"
    assert torchvet("check", "old/b.py").status == 1, "a file that is named is checked"


def test_a_bad_configuration_is_told_and_nothing_is_checked(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    path = write("torchvet.toml", 'selct = ["TV3"]\n')
    done = torchvet("check")
    assert (done.status, done.out) == (2, "")
    assert done.err == f"torchvet: {path}: unknown key 'selct'; did you mean 'select'?\n"


# --- what cannot be read ------------------------------------------------------------------


def test_a_path_that_is_missing(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    done = torchvet("check", "gone.py")
    assert (done.status, done.out, done.err) == (2, "", "torchvet: gone.py: no such file or folder.\n")
    done = torchvet("check", "gone.py", "a.py", "-q", "--output-format", "concise")
    assert done.status == 2
    assert done.out == "a.py:1:1: warning TV301 [*] BAD is wrong here.\n"


def test_what_cannot_be_read_is_told_and_the_rest_is_checked(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    write("b.py", b"x = '\xe9'\n")
    write("c.py", "def f(:\n    BAD\n")
    write("d.ipynb", "{")
    write("e.py", "CRASH\n")
    Path("f.py").symlink_to("f.py")
    done = torchvet("check", "-q", "--output-format", "concise")
    assert done.status == 2
    assert [line.partition(" ")[0] for line in done.out.splitlines()] == ["a.py:1:1:", "c.py:2:5:"]
    sentences = done.err.splitlines()
    assert len(sentences) == 5
    for name, sentence in zip(("b.py", "c.py:1:7", "d.ipynb", "e.py", "f.py"), sentences, strict=True):
        assert sentence.startswith("torchvet: ") and name in sentence
    assert "Traceback" not in done.err


def test_a_broken_notebook_cell_is_told_by_its_number(torchvet: CommandLine, write: Write) -> None:
    cells = [
        {"cell_type": "markdown", "source": "#"},
        {"cell_type": "code", "source": ["x = 1\n", "y = = 2"]},
    ]
    write("a.ipynb", json.dumps({"cells": cells}))
    assert "a.ipynb:cell 2:2:5: Python cannot parse this" in torchvet("check").err


def test_a_file_that_goes_away_while_files_are_checked(
    torchvet: CommandLine, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.py", "BAD\n")
    gone = write("b.py", "BAD\n")
    from torchvet import discovery

    discover = discovery.discover

    def discover_and_remove(*arguments: object) -> object:
        found = discover(*arguments)  # type: ignore[arg-type]
        gone.unlink()
        return found

    monkeypatch.setattr("torchvet.cli.check_run.discover", discover_and_remove)
    done = torchvet("check", "-q", "--output-format", "concise")
    assert (done.status, done.out.count("\n")) == (2, 1)
    assert "b.py does not exist (any more)." in done.err


def test_a_folder_without_python(torchvet: CommandLine, write: Write) -> None:
    write("a.txt")
    done = torchvet("check")
    assert done.status == 0
    assert done.err == "torchvet: there are no Python files in what was given.\n"


def test_an_interpreter_that_is_missing(torchvet: CommandLine, write: Write) -> None:
    write("a.py")
    done = torchvet("check", "--python", "nowhere/python")
    assert done.status == 2
    assert "nowhere/python" in done.err


# --- standard input -----------------------------------------------------------------------


def test_standard_input(torchvet: CommandLine) -> None:
    done = torchvet("check", "-", "-q", "--output-format", "concise", stdin=b"x = BAD\n")
    assert (done.status, done.out) == (1, "-:1:5: warning TV301 [*] BAD is wrong here.\n")
    found = json.loads(torchvet("check", "-", "--output-format", "json", stdin=b"BAD").out)
    assert found[0]["filename"] == "-"


def test_standard_input_can_have_a_name(torchvet: CommandLine, write: Write) -> None:
    write("torchvet.toml", 'per-file-ignores = {"a.py" = ["TV3"]}\n')
    assert torchvet("check", "-", "--stdin-filename", "a.py", stdin=b"BAD").status == 0
    done = torchvet("check", "-", "--stdin-filename", "b.py", "--output-format", "json", stdin=b"BAD")
    assert json.loads(done.out)[0]["filename"] == str(Path("b.py").absolute())
    cells = {"cells": [{"cell_type": "code", "source": "BAD"}]}
    done = torchvet("check", "-", "--stdin-filename", "c.ipynb", "-q", stdin=json.dumps(cells).encode())
    assert done.out.startswith("c.ipynb:cell 1:1:1:")


def test_standard_input_stands_alone(torchvet: CommandLine) -> None:
    done = torchvet("check", "-", "a.py")
    assert done.status == 2
    assert "cannot be combined" in done.err


def test_standard_input_that_is_not_text(torchvet: CommandLine) -> None:
    done = torchvet("check", "-", stdin=b"'\xe9'")
    assert (done.status, done.out) == (2, "")
    assert "not written in UTF-8" in done.err


# --- one file once ------------------------------------------------------------------------


def test_a_file_is_checked_once(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    done = torchvet("check", "a.py", ".", Path.cwd(), "./a.py", "-q", "--output-format", "concise")
    assert done.out.count("\n") == 1
    assert torchvet.checked == ["a.py"]
