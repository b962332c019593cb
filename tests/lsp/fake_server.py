"""The real server with a made-up analysis, so that its behaviour can be tested word by word.

In a text it looks for these words:

- ``bad``: a TV301 with a safe fix that writes ``good``, and a related place on the first line;
- ``worse``: a TV304 with a safe fix that writes ``bad``;
- ``doubtful``: a TV201 with an unsafe fix and a safe alternative;
- ``hopeless``: a TV105 without a fix; ``told``: a TV104 with a fix that is only for reading;
- ``shared``: a TV102 whose fix inserts a line at the very top, the same for each;
- ``elsewhere``: a TV303 that is related to the file ``other.py`` beside it, and changes it;
- ``crash``: an exception; ``limp``: one that is borne and logged;
- ``slow``: half a second; ``chatty``: prints on standard output;
- ``root``: a TV402 whose message names the project's root;
- ``learn``: a TV202, from when the environment has learnt something, a moment after it was asked first;
- ``imported``: a TV103 whose message quotes the file ``other.py`` beside it;
- ``loop``: a loop that trains, and a TV101.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "server"))

from torchvet.finding import Applicability, Edit, Finding, Fix, RelatedPlace, Severity
from torchvet.source.document import Document
from torchvet.source.position import Position, Range

WORD = re.compile(r"\b(bad|worse|doubtful|hopeless|told|shared|elsewhere|imported|learn|root|loop)\b")
START = Range(Position(0, 0), Position(0, 0))


class FakeProject:
    def __init__(self, root=None, configuration=None, environment=None, opened=None, passes=None) -> None:
        self.root, self.configuration, self.environment = root, configuration, environment
        self.opened = opened or (lambda path: None)
        self.is_abandoned = lambda: False

    @property
    def has_learnt(self) -> bool:
        return hasattr(self.environment, "has_learnt")

    def learn(self) -> None:
        self.environment.has_learnt = True
        for callback in self.environment._callbacks:
            callback()

    def look_again(self) -> None:
        pass

    def read(self, path: Path) -> str:
        document = self.opened(path)
        return document.text if document else path.read_text() if path.exists() else ""


def _fix(document: Document, place: Range, message: str, content: str, safe: bool = True) -> Fix:
    applicability = Applicability.SAFE if safe else Applicability.UNSAFE
    return Fix(message, applicability, (Edit(document.filename, place, content),))


def _finding(document: Document, project: FakeProject, word: str, place: Range) -> Finding:
    other = str(Path(document.filename).parent / "other.py")

    def make(code: str, severity: Severity, **more) -> Finding:
        message = f"this is {word}"
        if word == "root":
            message += f" in {project.root}"
        if word == "imported":
            message += f" with {project.read(Path(other))}"
        return Finding(code, f"rule-{code.lower()}", severity, message, document.filename, place, **more)

    if word == "bad":
        related = (RelatedPlace("it began here", document.filename, START),)
        return make(
            "TV301", Severity.WARNING, related=related, fix=_fix(document, place, "Write good", "good")
        )
    if word == "worse":
        return make("TV304", Severity.ERROR, fix=_fix(document, place, "Write bad", "bad"))
    if word == "doubtful":
        first = _fix(document, place, "Believe it", "believed", safe=False)
        return make(
            "TV201", Severity.ERROR, fix=first, alternatives=(_fix(document, place, "Drop it", "pass"),)
        )
    if word == "told":
        edits = (Edit(document.filename, place, "heard"),)
        return make("TV104", Severity.INFORMATION, fix=Fix("Listen", Applicability.DISPLAY, edits))
    if word == "shared":
        return make("TV102", Severity.ERROR, fix=_fix(document, START, "Add the line", "import line\n"))
    if word == "elsewhere":
        place_there = Range(Position(0, 4), Position(0, 5))
        return make(
            "TV303",
            Severity.WARNING,
            related=(RelatedPlace("there", other, place_there),),
            fix=Fix("Change it there", Applicability.SAFE, (Edit(other, place_there, "changed"),)),
        )
    codes = {"learn": "TV202", "root": "TV402", "imported": "TV103", "hopeless": "TV105", "loop": "TV101"}
    return make(codes[word], Severity.HINT)


def check(document: Document, project: FakeProject) -> list[Finding]:
    text = document.text
    if "chatty" in text:
        print("Content-Length: 5\r\n\r\nhello", flush=True)
        os.write(1, b"hello from below\n")
    if "slow" in text:
        time.sleep(0.5)
    if "crash" in text:
        raise ValueError("the analysis has a bug")
    if "limp" in text:
        try:
            raise ValueError("the rule has a bug")
        except ValueError:
            logging.getLogger("torchvet.check").exception("%s: a rule failed", document.filename)
    if "learn" in text and not project.has_learnt:
        threading.Timer(0.2, project.learn).start()
        return []
    found = [
        _finding(
            document,
            project,
            match.group(),
            Range(document.position_at(match.start()), document.position_at(match.end())),
        )
        for match in WORD.finditer(text)
    ]
    return [each for each in found if project.configuration.is_enabled(each.code, document.filename)]


def training_loops_in(document: Document, project: FakeProject) -> list[tuple[Range, str]]:
    places = [match.span() for match in re.finditer(r"\bloop\b", document.text)]
    return [
        (Range(document.position_at(start), document.position_at(end)), document.filename)
        for start, end in places
    ]


def install() -> None:
    """Puts the made-up analysis in the place of the real one."""
    for name, content in (
        ("check", {"check": check, "training_loops_in": training_loops_in}),
        ("project", {"Project": FakeProject}),
    ):
        module = types.ModuleType(f"torchvet.{name}")
        vars(module).update(content)
        sys.modules[f"torchvet.{name}"] = module


if __name__ == "__main__":
    install()
    from torchvet.lsp.server import main

    main()
