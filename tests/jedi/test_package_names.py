"""Names are followed to where a thing is defined, through everything that packages do to re-export."""

from __future__ import annotations

import pytest
from conftest import FakeSite

from torchvet.program.package_facts import Kind
from torchvet.program.packages.explainer import Explainer
from torchvet.program.packages.modules import ModuleFinder

NET = "class Net: ..."


@pytest.mark.parametrize(
    ("files", "asked", "canonical"),
    [
        ({"pkg/__init__.py": "from .net import Net", "pkg/net.py": NET}, "pkg.Net", "pkg.net.Net"),
        ({"pkg/__init__.py": "from .net import Net as N", "pkg/net.py": NET}, "pkg.N", "pkg.net.Net"),
        ({"pkg/__init__.py": "import pkg.net as n", "pkg/net.py": NET}, "pkg.n.Net", "pkg.net.Net"),
        ({"pkg/__init__.py": "", "pkg/net.py": NET}, "pkg.net.Net", "pkg.net.Net"),
        ({"pkg/net.py": NET}, "pkg.net.Net", "pkg.net.Net"),
        ({"pkg.py": NET}, "pkg.Net", "pkg.Net"),
        ({"pkg/__init__.py": "from .net import *", "pkg/net.py": NET}, "pkg.Net", "pkg.net.Net"),
        (
            {"pkg/__init__.py": "from . import net\nNet = net.Net", "pkg/net.py": NET},
            "pkg.Net",
            "pkg.net.Net",
        ),
        (
            {
                "pkg/__init__.py": "from .a.b import Net",
                "pkg/a/__init__.py": "",
                "pkg/a/b.py": "from ..net import Net",
                "pkg/net.py": NET,
            },
            "pkg.Net",
            "pkg.net.Net",
        ),
        (
            {"pkg/__init__.py": "from pkg import net as net", "pkg/net.py": NET},
            "pkg.net.Net",
            "pkg.net.Net",
        ),
        (
            {"pkg/__init__.py": "from .net import *", "pkg/net.py": f"__all__ = []\n@register\n{NET}"},
            "pkg.Net",
            "pkg.net.Net",
        ),
        (
            {
                "pkg/__init__.py": """
                    import sys
                    from typing import TYPE_CHECKING
                    if TYPE_CHECKING:
                        from .net import Net
                    else:
                        sys.modules[__name__] = Lazy(__name__, {})
                    """,
                "pkg/net.py": NET,
            },
            "pkg.Net",
            "pkg.net.Net",
        ),
        (
            {
                "pkg/__init__.py": """
                    _import_structure = {"sub.net": ["Net"]}
                    _import_structure["sub.more"] = ["More"]
                    """,
                "pkg/sub/__init__.py": "",
                "pkg/sub/net.py": NET,
                "pkg/sub/more.py": "class More: ...",
            },
            "pkg.More",
            "pkg.sub.more.More",
        ),
        (
            {
                "pkg/__init__.py": """
                    import lazy_loader as lazy
                    __getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"net": ["Net"]})
                    """,
                "pkg/net.py": NET,
            },
            "pkg.Net",
            "pkg.net.Net",
        ),
        (
            {
                "pkg/__init__.py": """
                    try:
                        from faster import Net
                    except ImportError:
                        from .net import Net
                    """,
                "pkg/net.py": NET,
                "faster.py": NET,
            },
            "pkg.Net",
            "faster.Net",
        ),
        ({"pkg/__init__.py": f"{NET}\nNet = register(Net)"}, "pkg.Net", "pkg.Net"),
        (
            {"pkg/__init__.py": f"from functools import partial\n{NET}\nSmall = partial(Net, 3)"},
            "pkg.Small",
            "pkg.Net",
        ),
        ({"pkg/__init__.pyi": NET, "pkg/core.so": ""}, "pkg.Net", "pkg.Net"),
        ({"pkg/__init__.py": "class Outer:\n    class Net: ..."}, "pkg.Outer.Net", "pkg.Outer.Net"),
        (
            {"pkg/__init__.py": "class Base:\n    def make(self): ...\nclass Net(Base): ..."},
            "pkg.Net.make",
            "pkg.Base.make",
        ),
    ],
)
def test_canonical_names(site: FakeSite, files: dict[str, str], asked: str, canonical: str) -> None:
    site.write(files)
    assert site.explain(asked).name == canonical


def test_a_star_takes_what_all_lists_first(site: FakeSite) -> None:
    site.write(
        {
            "pkg/__init__.py": "from .a import *\nfrom .b import *",
            "pkg/a.py": f"__all__ = ['Net']\n{NET}",
            "pkg/b.py": f"__all__ = ['Other']\n{NET}\nclass Other: ...",
        }
    )
    assert site.explain("pkg.Net").name == "pkg.a.Net"


def test_both_sides_of_a_condition_are_told(site: FakeSite) -> None:
    site.write({"pkg/__init__.py": "if FAST:\n    from .a import Net\nelse:\n    from .b import Net"})
    site.write({"pkg/a.py": NET, "pkg/b.py": NET})
    fact = site.explain("pkg.Net")
    assert (fact.name, fact.alternatives) == ("pkg.a.Net", ("pkg.b.Net",))


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/__init__.py": "from .a import Net", "pkg/a.py": "from pkg import Net"},
        {"pkg/__init__.py": "from .a import *", "pkg/a.py": "from . import *"},
        {"pkg/__init__.py": "Net = Net"},
        {"pkg/__init__.py": "Net = Net.Net"},
        {"pkg/__init__.py": "def broken(:"},
        {"pkg/__init__.py": "Net: " + "(" * 500 + ")" * 500},
        {"pkg/__init__.py": "\x00class Net: ..."},
        {"pkg/__init__.py": "from ....... import Net"},
    ],
)
def test_circles_and_ruins_end(site: FakeSite, files: dict[str, str]) -> None:
    site.write(files)
    explanation = Explainer(ModuleFinder([str(site.folder)])).from_text("pkg.Net")
    assert explanation.fact is None or explanation.fact.kind is Kind.UNKNOWN


def test_a_class_that_inherits_from_itself_ends(site: FakeSite) -> None:
    site.write({"pkg.py": "from pkg import Net\nclass Net(Net): ...\nclass A(B): ...\nclass B(A): ..."})
    assert site.explain("pkg.Net").kind is Kind.CLASS
    assert site.explain("pkg.A").kind is Kind.CLASS


def test_letters_case_counts(site: FakeSite) -> None:
    site.write({"pkg/__init__.py": "", "pkg/Net.py": "class A: ..."})
    assert Explainer(ModuleFinder([str(site.folder)])).from_text("pkg.net.A").fact is None


def test_an_object_of_a_package(site: FakeSite) -> None:
    site.write({"pkg.py": f"{NET}\nnet = Net()\nother: Net = make()"})
    for name in ("net", "other"):
        fact = site.explain(f"pkg.{name}")
        assert (fact.kind, fact.returns) == (Kind.INSTANCE, ("pkg.Net",))


def test_texts_in_other_encodings(site: FakeSite) -> None:
    site.write({"pkg/__init__.py": ""})
    (site.folder / "pkg" / "__init__.py").write_bytes(b"# coding: latin-1\nname = '\xe9'\nclass Net: ...\n")
    assert site.explain("pkg.Net").kind is Kind.CLASS
    (site.folder / "pkg" / "__init__.py").write_bytes(b"\xef\xbb\xbfclass Net: ...\r\n")
    assert site.explain("pkg.Net").kind is Kind.CLASS
