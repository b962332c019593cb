from __future__ import annotations

import os

import pytest

from torchvet.lsp.uris import filename_of, path_of, scheme_of, uri_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the paths here are POSIX paths")


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/me/train.py", "/home/me/train.py"),
        ("file:///home/me/my%20model.py", "/home/me/my model.py"),
        ("file:///home/me/my model.py", "/home/me/my model.py"),
        ("file:///home/me/%E6%BC%A2%F0%9F%94%A5.py", "/home/me/漢🔥.py"),
        ("file:///home/me/a%23b%3Fc%25d;e.py", "/home/me/a#b?c%d;e.py"),
        ("file:///home/me/what?.py", "/home/me/what?.py"),
        ("FILE:///home/me/train.py", "/home/me/train.py"),
        ("file://localhost/home/me/train.py", "/home/me/train.py"),
        ("file://server/share/train.py", "//server/share/train.py"),
        ("file:///c%3A/me/train.py", "c:/me/train.py"),
        ("file:///home/me/%FF.py", "/home/me/\udcff.py"),
        ("file:///home/me/%00.py", None),
        ("file://[broken", None),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell:/home/me/a.ipynb#W0sZmlsZQ%3D%3D", None),
        ("", None),
        ("no uri at all", None),
    ],
)
def test_paths_of_uris(uri: str, path: str | None):
    assert path_of(uri) == path


@pytest.mark.parametrize("path", ["/home/me/my model.py", "/a/漢🔥.py", "/a/#?%;.py", "/a/\udcff.py"])
def test_a_path_survives_the_way_to_a_uri_and_back(path: str):
    assert path_of(uri_of(path)) == path


def test_what_has_no_path_goes_by_its_uri():
    assert filename_of("untitled:My%20model") == "untitled:My model"
    assert uri_of("untitled:My model") == "untitled:My model"


def test_schemes():
    assert scheme_of("vscode-notebook-cell:/a.ipynb#x") == "vscode-notebook-cell"
    assert scheme_of("plain") == ""
