"""Configuration files and editors' settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from torchvet.configuration import Configuration, Selection, load_configuration
from torchvet.finding import Severity
from torchvet.settings import VerifySettings


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_is_as_by_default(tmp_path: Path) -> None:
    configuration, problems = load_configuration(tmp_path / "a.py")
    assert (configuration, problems) == (Configuration(), [])
    assert configuration.is_enabled("TV301", str(tmp_path / "a.py"))
    assert configuration.severity_of("TV301", Severity.WARNING) is Severity.WARNING
    assert not configuration.excludes(tmp_path / "a.py")


def test_everything_that_can_be_configured(tmp_path: Path) -> None:
    file = write(
        tmp_path / "pyproject.toml",
        """
        [tool.torchvet]
        select = ["TV3", "TV401"]
        ignore = ["TV305"]
        severity = { TV301 = "error", TV4 = "hint" }
        exclude = ["old/", "*_generated.py"]

        [tool.torchvet.per-file-ignores]
        "tests/*" = ["TV3"]

        [tool.torchvet.verify]
        script = "train.py"
        args = ["--epochs", "1"]
        entry = "main"
        device = "cuda:1"
        steps = 100
        timeout = 30
        env = { WANDB_MODE = "disabled" }
        """,
    )
    configuration, problems = load_configuration(tmp_path / "deep" / "down" / "a.py")
    assert problems == []
    assert (configuration.file, configuration.root) == (file, tmp_path)
    assert configuration.selections == (Selection(("TV3", "TV401"), ("TV305",)),)
    assert configuration.severity == {"TV301": Severity.ERROR, "TV4": Severity.HINT}
    assert configuration.verify == VerifySettings(
        "train.py", ("--epochs", "1"), "main", "cuda:1", 100, 30.0, {"WANDB_MODE": "disabled"}
    )
    name = str(tmp_path / "a.py")
    enabled = [code for code in ("TV201", "TV301", "TV305", "TV401") if configuration.is_enabled(code, name)]
    assert enabled == ["TV301", "TV401"]
    assert not configuration.is_enabled("TV301", str(tmp_path / "tests" / "a.py"))
    assert configuration.is_enabled("TV401", str(tmp_path / "tests" / "a.py"))
    assert configuration.severity_of("TV402", Severity.WARNING) is Severity.HINT
    assert configuration.excludes(tmp_path / "x_generated.py")
    assert configuration.excludes(str(tmp_path / "deep" / "old" / "a.py"))
    assert not configuration.excludes(tmp_path / "a.py")
    assert not configuration.excludes(tmp_path.parent / "elsewhere_generated.py")


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.torchvet]\nselect = ["TV3"]\n')
    write(tmp_path / "a" / "pyproject.toml", "[tool.ruff]\nline-length = 100\n")
    write(tmp_path / "a" / "b" / "torchvet.toml", 'select = ["TV4"]\n')
    write(tmp_path / "a" / "b" / "pyproject.toml", '[tool.torchvet]\nselect = ["TV2"]\n')
    write(tmp_path / "a" / "b" / "c" / "pyproject.toml", "[tool.torchvet]\n")

    def selected(folder: Path) -> tuple[str, ...] | None:
        return load_configuration(folder)[0].selections[0].select

    assert selected(tmp_path / "a") == ("TV3",)
    assert selected(tmp_path / "a" / "b") == ("TV4",)
    assert selected(tmp_path / "a" / "b" / "c") is None


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = write(tmp_path / "torchvet.toml", 'select = ["TV3"]\n')
    load_configuration(tmp_path)
    write(file, 'select = ["TV4"]\n')
    os.utime(file, ns=(1, 1))
    assert load_configuration(tmp_path)[0].selections[0].select == ("TV4",)
    file.unlink()
    assert load_configuration(tmp_path)[0] == Configuration()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("selct = []", "unknown key 'selct'; did you mean 'select'?"),
        (
            "colour = 1",
            "unknown key 'colour'; the known keys are "
            "select, ignore, severity, exclude, per-file-ignores, verify.",
        ),
        ("per_file_ignores = {}", "unknown key 'per_file_ignores'; did you mean 'per-file-ignores'?"),
        ('select = "TV301"', "'select' must be a list of strings, not \"TV301\"."),
        ("select = [1]", "'select' must be a list of strings, not [1]."),
        (
            'ignore = ["TV3O1"]',
            "'ignore' must be a list of rule codes or prefixes (no rule has the code 'TV3O1'; "
            "did you mean 'TV301'?), not [\"TV3O1\"].",
        ),
        ('severity = "error"', "'severity' must be a table of rule codes and severities"),
        (
            'severity = { TV301 = "warn" }',
            "'severity' must be a table in which each severity is one of hint, information, warning, error",
        ),
        ('severity = { E501 = "error" }', "no rule has the code 'E501'"),
        ("exclude = true", "'exclude' must be a list of strings, not true."),
        ('per-file-ignores = { a = "TV3" }', "'per-file-ignores' must be a list of strings"),
        ("verify = 3", "'verify' must be a table, not 3."),
        ("[verify]\nstep = 3", "unknown key 'verify.step'; did you mean 'steps'?"),
        ("[verify]\nsteps = 0", "'verify.steps' must be a whole number of at least 1, not 0."),
        ("[verify]\nsteps = true", "'verify.steps' must be a whole number of at least 1, not true."),
        ("[verify]\ntimeout = inf", "'verify.timeout' must be a number of seconds above 0"),
        ("[verify]\ntimeout = -1.5", "'verify.timeout' must be a number of seconds above 0, not -1.5."),
        ('[verify]\ndevice = "gpu"', '\'verify.device\' must be "auto", "cpu"'),
        ("[verify]\nscript = 1", "'verify.script' must be a string, not 1."),
        ('[verify]\nscript = ""', "'verify.script' must be a string"),
        ("[verify]\nenv = { A = 1 }", "'verify.env' must be a table of strings, not a table."),
        ("select = [", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    file = write(tmp_path / "torchvet.toml", text)
    _, problems = load_configuration(tmp_path)
    assert len(problems) == 1
    assert problems[0].file == file
    assert problems[0].message.startswith(str(file))
    assert sentence in problems[0].message
    assert problems[0].message.endswith((".", "?"))
    assert "\n" not in problems[0].message


def test_the_rest_of_a_bad_configuration_stands(tmp_path: Path) -> None:
    write(
        tmp_path / "torchvet.toml",
        'select = ["TV3"]\nignor = []\nexclude = 3\n[verify]\nsteps = 5\ntimeout = "long"\n',
    )
    configuration, problems = load_configuration(tmp_path)
    assert len(problems) == 3
    assert configuration.selections[0].select == ("TV3",)
    assert configuration.exclude == ()
    assert configuration.verify == VerifySettings(steps=5)


@pytest.mark.parametrize(
    ("name", "content", "count"),
    [
        ("torchvet.toml", b"\xff", 1),
        ("pyproject.toml", b"[tool.torchvet]\nselect = [", 1),
        ("pyproject.toml", b"[tool.black]\nx = [", 0),
        ("pyproject.toml", b"\xff", 0),
        ("pyproject.toml", b"[tool]\ntorchvet = 3\n", 1),
        ("pyproject.toml", b"tool = 3\n# torchvet\n", 0),
        ("torchvet.toml", b"\xef\xbb\xbfselect = []\n", 0),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, count: int) -> None:
    (tmp_path / name).write_bytes(content)
    _, problems = load_configuration(tmp_path)
    assert len(problems) == count
    assert all(str(tmp_path / name) in problem.message for problem in problems)


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "torchvet.toml").mkdir()
    _, problems = load_configuration(tmp_path)
    assert len(problems) == 1
    assert "cannot be read" in problems[0].message


def settings(**table: Any) -> Configuration:
    configuration, problems = Configuration().with_table(
        {key.replace("_", "-"): value for key, value in table.items()}, "settings"
    )
    assert problems == []
    return configuration


@pytest.mark.parametrize(
    ("layers", "enabled"),
    [
        ([], {"TV301", "TV302", "TV401"}),
        ([{"select": ["TV3"]}], {"TV301", "TV302"}),
        ([{"select": ["TV"]}], {"TV301", "TV302", "TV401"}),
        ([{"select": []}], set()),
        ([{"ignore": ["TV3"]}], {"TV401"}),
        ([{"select": ["TV3"], "ignore": ["TV301"]}], {"TV302"}),
        ([{"select": ["TV301"], "ignore": ["TV3"]}], {"TV301"}),
        ([{"select": ["TV301"], "ignore": ["TV301"]}], set()),
        ([{"select": ["TV3"]}, {"ignore": ["TV301"]}], {"TV302"}),
        ([{"select": ["TV301"]}, {"ignore": ["TV3"]}], set()),
        ([{"ignore": ["TV301"]}, {"select": ["TV301"]}], {"TV301"}),
        ([{"ignore": ["TV301"]}, {"severity": {}}], {"TV302", "TV401"}),
    ],
)
def test_layers_of_choosing_rules(layers: list[dict[str, Any]], enabled: set[str]) -> None:
    configuration = Configuration()
    for layer in layers:
        configuration, problems = configuration.with_table(layer, "settings")
        assert problems == []
    assert {code for code in ("TV301", "TV302", "TV401") if configuration.is_enabled(code)} == enabled


def test_later_settings_come_after_earlier_ones() -> None:
    first = settings(
        severity={"TV3": "error", "TV4": "hint"}, exclude=["a"], verify={"steps": 3, "device": "cpu"}
    )
    second, _ = first.with_table(
        {"severity": {"TV4": "error"}, "exclude": ["b"], "verify": {"steps": 4}}, "settings"
    )
    assert second.severity == {"TV3": Severity.ERROR, "TV4": Severity.ERROR}
    assert second.exclude == ("b",)
    assert second.verify == VerifySettings(steps=4, device="cpu")


def test_problems_in_settings_name_their_origin() -> None:
    _, problems = Configuration().with_table({"selekt": []}, "the editor's settings")
    assert [problem.message for problem in problems] == [
        "the editor's settings: unknown key 'selekt'; did you mean 'select'?"
    ]
    assert problems[0].file is None


def test_the_longest_prefix_decides_the_severity() -> None:
    configuration = settings(severity={"TV3": "error", "TV301": "hint"})
    assert configuration.severity_of("TV301", Severity.WARNING) is Severity.HINT
    assert configuration.severity_of("TV302", Severity.WARNING) is Severity.ERROR
    assert configuration.severity_of("TV401", Severity.WARNING) is Severity.WARNING
