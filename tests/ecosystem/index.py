"""Files of the package index that pip is set up to use, fetched without installing or building anything."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

_ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
_SECONDS = 60


class IndexUnreachable(Exception):
    """The index doesn't answer, or hasn't got the file; the message is a part of a sentence."""


def fetch(name: str, file: str) -> bytes:
    """The content of a package's file.

    Args:
        name: the package.
        file: the file's name.
    """
    page = f"{_index()}/{re.sub(r'[-_.]+', '-', name).lower()}/"
    content, kind = _read(page)
    links = _links_of_json(content) if "json" in kind else _links_of_html(content)
    if file not in links:
        raise IndexUnreachable(f"the index has no such file of {name}")
    return _read(urljoin(page, links[file]))[0]


@cache
def _index() -> str:
    """The index's address: pip's help names the one that its configuration and environment lead to."""
    command = [sys.executable, "-m", "pip", "download", "--help"]
    # The help breaks its lines to the terminal's width.
    shown = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "999"})
    address = os.environ.get("PIP_INDEX_URL") or re.search(r"--index-url .*\(default (\S+)\)", shown.stdout)
    if not address:
        raise IndexUnreachable(f"pip of {sys.executable} doesn't say which index it uses")
    return (address if isinstance(address, str) else address[1]).rstrip("/")


def _read(address: str) -> tuple[bytes, str]:
    """What is at the address, and its content type."""
    request = urllib.request.Request(address, headers={"Accept": _ACCEPT})
    trusted = ssl.create_default_context(cafile=os.environ.get("PIP_CERT") or None)
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS, context=trusted) as answer:
            return answer.read(), answer.headers.get("Content-Type", "")
    except urllib.error.HTTPError as problem:
        raise IndexUnreachable(f"the package index answers {problem.code} {problem.reason}") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "reason", problem)
        raise IndexUnreachable(f"{urlsplit(address).hostname} can't be reached ({reason})") from None


def _links_of_json(content: bytes) -> dict[str, str]:
    return {file["filename"]: file["url"] for file in json.loads(content)["files"]}


def _links_of_html(content: bytes) -> dict[str, str]:
    page = _Anchors()
    page.feed(content.decode("utf-8", "replace"))
    return {urlsplit(link).path.rpartition("/")[2]: link for link in page.links}


class _Anchors(HTMLParser):
    """The targets of a page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if tag == "a" and target:
            self.links.append(urldefrag(target).url)
