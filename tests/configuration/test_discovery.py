"""Which files are checked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from torchvet.discovery import discover

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Makes files; names that end with a slash are folders, "name: text" files with a text."""

    def make(*names: str) -> Path:
        for name in names:
            path, _, text = name.partition(": ")
            if path.endswith("/"):
                (tmp_path / path).mkdir(parents=True, exist_ok=True)
            else:
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / path).write_text(text.replace("|", "\n"))
        return tmp_path

    return make


def found(root: Path, *paths: str, **how: Callable[[Path], bool]) -> list[str]:
    result = discover([root / path for path in paths] or [root], **how)
    assert result.problems == []
    return [path.relative_to(root).as_posix() for path in result.files]


def test_python_files_and_notebooks(tree: Tree) -> None:
    root = tree("b.py", "a.py", "c.ipynb", "d.txt", "e.pyc", "sub/f.py", "sub/.hidden.py", ".dot/g.py")
    assert found(root) == ["a.py", "b.py", "c.ipynb", ".dot/g.py", "sub/.hidden.py", "sub/f.py"]


def test_named_files_are_always_checked(tree: Tree) -> None:
    root = tree("a.txt", ".gitignore: *.py", "b.py", ".venv/c.py")
    assert found(root, "a.txt", "b.py", ".venv/c.py") == ["a.txt", "b.py", ".venv/c.py"]
    assert found(root, "b.py", is_excluded=lambda _: True) == ["b.py"]


def test_a_file_is_found_once(tree: Tree) -> None:
    root = tree("a.py", "sub/b.py")
    (root / "link.py").symlink_to("a.py")
    (root / "again").symlink_to("sub")
    assert found(root, "sub/b.py", ".", "sub", "a.py") == ["sub/b.py", "a.py"]


def test_folders_that_nobody_writes_in(tree: Tree) -> None:
    names = [".git", ".venv", "venv", "node_modules", "__pycache__", "build", "dist", "site-packages", ".tox"]
    root = tree("a.py", *(f"{name}/b.py" for name in names), "sub/build/c.py")
    assert found(root) == ["a.py"]


def test_environments_under_other_names(tree: Tree) -> None:
    root = tree("a.py", "my-env/pyvenv.cfg", "my-env/lib/b.py", "conda/conda-meta/", "conda/c.py")
    assert found(root) == ["a.py"]
    assert found(root, "my-env/lib") == ["my-env/lib/b.py"]


def test_gitignore(tree: Tree) -> None:
    root = tree(
        ".gitignore: data/|*.gen.py|!keep.gen.py|/only_here.py|# comment||*.ipynb",
        "a.py",
        "b.gen.py",
        "keep.gen.py",
        "only_here.py",
        "note.ipynb",
        "data/c.py",
        "sub/only_here.py",
        "sub/data/d.py",
        "sub/.gitignore: !note.ipynb|e.py",
        "sub/note.ipynb",
        "sub/e.py",
        "sub/deep/e.py",
    )
    assert found(root) == ["a.py", "keep.gen.py", "sub/note.ipynb", "sub/only_here.py"]


def test_gitignore_above_the_folder(tree: Tree) -> None:
    root = tree(
        ".git/",
        ".gitignore: *.gen.py",
        "sub/deep/a.py",
        "sub/deep/b.gen.py",
        "sub/.gitignore: c.py",
        "sub/deep/c.py",
    )
    assert found(root, "sub/deep") == ["sub/deep/a.py"]


def test_gitignore_above_the_repository_does_not_hold(tree: Tree) -> None:
    root = tree(".gitignore: *.py", "repository/.git/", "repository/a.py")
    assert found(root, "repository") == ["repository/a.py"]
    assert found(root) == ["repository/a.py"]


def test_the_repository_s_own_exclude_file(tree: Tree) -> None:
    root = tree(
        ".git/info/exclude: secret.py|sub/", "a.py", "secret.py", "sub/b.py", ".gitignore: !secret.py"
    )
    assert found(root) == ["a.py", "secret.py"]


def test_an_ignored_folder_that_is_named_is_checked(tree: Tree) -> None:
    root = tree(".git/", ".gitignore: old/", "old/a.py", "old/sub/b.py")
    assert found(root) == []
    assert found(root, "old") == ["old/a.py", "old/sub/b.py"]


def test_bad_ignore_files_ignore_nothing(tree: Tree) -> None:
    root = tree("a.py")
    (root / ".gitignore").write_bytes(b"\xff\xfe\n!\n")
    assert found(root) == ["a.py"]
    (root / ".gitignore").unlink()
    (root / ".gitignore").mkdir()
    assert found(root) == ["a.py"]


def test_excluded_by_the_configuration(tree: Tree) -> None:
    root = tree("a.py", "old/b.py", "sub/c.py")
    asked: list[str] = []

    def is_excluded(path: Path) -> bool:
        asked.append(path.name)
        return path.name in ("old", "c.py")

    assert found(root, is_excluded=is_excluded) == ["a.py"]
    assert "b.py" not in asked


def test_circles_are_named_and_left(tree: Tree) -> None:
    root = tree("a.py", "sub/b.py")
    (root / "sub" / "up").symlink_to("..")
    (root / "self").symlink_to("self")
    (root / "here").symlink_to(".")
    result = discover([root])
    assert [path.name for path in result.files] == ["a.py", "b.py"]
    assert result.problems == []
    named = sorted(Path(remark.split(" is a symbolic link")[0]).name for remark in result.remarks)
    assert named == ["here", "self", "up"]


def test_a_link_in_a_circle_with_a_file_s_name_is_for_the_reader(tree: Tree) -> None:
    root = tree("a.py")
    (root / "b.py").symlink_to("b.py")
    assert [path.name for path in discover([root]).files] == ["a.py", "b.py"]


def test_what_is_missing(tree: Tree) -> None:
    root = tree("a.py")
    result = discover([root / "gone", root / "a.py", root / "nul\0"])
    assert [path.name for path in result.files] == ["a.py"]
    assert len(result.problems) == 2
    assert result.problems[0] == f"{root / 'gone'}: no such file or folder."
    assert result.is_missing_arguments


def test_folders_that_cannot_be_read(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree("a.py", "locked/b.py", "sub/c.py")
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = discover([root])
    assert [path.name for path in result.files] == ["a.py", "c.py"]
    assert result.problems == [f"{root / 'locked'} may not be read: check its permissions."]
    assert not result.is_missing_arguments


def test_deep_folders(tree: Tree) -> None:
    root = tree("/".join(["d"] * 300) + "/a.py")
    assert len(found(root)) == 1
