"""Runs a peer over texts, and keeps on the disk what it says of each: a run of hours may be interrupted."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.accuracy.peers import Output, Peer, Report

TOGETHER = 200_000
"""So many bytes of text are handed to one run of a peer: its start costs little then, and what it has said
is kept every few seconds."""
LONGEST = 600
"""Seconds that one run may take. What doesn't come to an end together is run file by file."""
UNFINISHED = f"not finished in {LONGEST} s"


@dataclass(frozen=True, slots=True)
class Text:
    """A file.

    Args:
        path: where it stands below its package's root: peers may tell tests by it.
    """

    path: str
    content: bytes

    @property
    def key(self) -> str:
        """What its answer is kept under."""
        return hashlib.sha256(self.path.encode() + b"\0" + self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer says of a text.

    Args:
        problem: why it says nothing, where it couldn't read the text or came to no end.
    """

    reports: tuple[Report, ...]
    problem: str | None = None


class PeerRuns:
    """A peer, with all that it has said before.

    Args:
        environment: where it is installed.
        folder: where its answers are kept.
    """

    def __init__(self, peer: Peer, environment: Path, folder: Path) -> None:
        self.peer = peer
        self._environment = environment
        self._file = folder / f"{peer.name}-{peer.version}.jsonl"
        self._known = dict(_read(self._file))

    def answers(self, texts: Sequence[Text]) -> list[Answer]:
        """What it says of each text."""
        missing = list({text.key: text for text in texts if text.key not in self._known}.values())
        done = len(texts) - len(missing)
        for part in _parts(missing):
            for text, answer in self._asked(part):
                self._keep(text, answer)
            done += len(part)
            print(f"{self.peer.name}: {done} of {len(texts)}", end="\r", file=sys.stderr, flush=True)
        return [self._known[text.key] for text in texts]

    def _asked(self, texts: Sequence[Text]) -> Iterator[tuple[Text, Answer]]:
        try:
            output = self._run(texts)
        except (subprocess.TimeoutExpired, ValueError) as problem:
            if len(texts) > 1:
                for text in texts:
                    yield from self._asked([text])
            else:
                ended = isinstance(problem, ValueError)
                yield texts[0], Answer((), "it failed" if ended else UNFINISHED)
            return
        for number, text in enumerate(texts):
            path = f"{number}/{text.path}"
            yield text, Answer(tuple(output.reports.get(path, ())), output.unreadable.get(path))

    def _run(self, texts: Sequence[Text]) -> Output:
        with tempfile.TemporaryDirectory() as folder:
            paths = [f"{number}/{text.path}" for number, text in enumerate(texts)]
            for path, text in zip(paths, texts, strict=True):
                file = Path(folder, path)
                file.parent.mkdir(parents=True)
                file.write_bytes(text.content)
            program = self._environment / "bin" / self.peer.command[0]
            run = subprocess.run(
                [program, *self.peer.command[1:], *paths],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                check=False,
                timeout=LONGEST,
            )
        return self.peer.read(run.stdout)

    def _keep(self, text: Text, answer: Answer) -> None:
        self._known[text.key] = answer
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"text": text.key, "path": text.path, **asdict(answer)}) + "\n")


def _read(file: Path) -> Iterator[tuple[str, Answer]]:
    """The kept answers; a line that was being written when a run was interrupted is no answer."""
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        yield said["text"], Answer(tuple(Report(**each) for each in said["reports"]), said["problem"])


def _parts(texts: Sequence[Text]) -> Iterator[list[Text]]:
    part: list[Text] = []
    for text in texts:
        if part and sum(len(each.content) for each in part) + len(text.content) > TOGETHER:
            yield part
            part = []
        part.append(text)
    if part:
        yield part
