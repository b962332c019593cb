"""Messages over standard input and output, on descriptors that nobody else can touch.

Two threads of their own read and write, so that neither a slow client nor a long analysis ever keeps
the other direction waiting; both are daemons, so that neither keeps the process alive.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

CHUNK = 65536
HEADER_END = b"\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d+)[ \t]*$", re.IGNORECASE | re.MULTILINE)
FLUSH_SECONDS = 2.0


class MessageBuffer:
    """Cuts a stream of bytes into the bodies of messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._length: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Adds bytes as they arrive, and yields each body that is complete.

        A header without a length is dropped: where its body would end, nobody can know.
        """
        self._bytes += data
        while True:
            if self._length is None and not self._read_header():
                return
            if self._length is None:
                continue
            if len(self._bytes) < self._length:
                return
            body = bytes(self._bytes[: self._length])
            del self._bytes[: self._length]
            self._length = None
            yield body

    def _read_header(self) -> bool:
        """Takes one header off the bytes; False where it isn't complete yet."""
        end = self._bytes.find(HEADER_END)
        if end < 0:
            return False
        header = bytes(self._bytes[:end]).replace(b"\r\n", b"\n")
        del self._bytes[: end + len(HEADER_END)]
        match = CONTENT_LENGTH.search(header)
        self._length = int(match.group(1)) if match else None
        return True


class StandardStreams:
    """The connection to the client that started the process.

    Whatever else in the process prints goes to standard error from here on, and whoever reads
    standard input finds it empty: neither can break the protocol.
    """

    def __init__(self) -> None:
        self._input = os.dup(0)
        self._output = os.dup(1)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_all, name="torchvet-writer", daemon=True)
        self._on_broken: Callable[[], object] = lambda: None
        _divert_standard_streams()
        if sys.platform == "win32":
            import msvcrt

            for descriptor in (self._input, self._output):
                msvcrt.setmode(descriptor, os.O_BINARY)

    def start(self, on_message: Callable[[bytes], object], on_end: Callable[[], object]) -> None:
        """Starts to read and write.

        Args:
            on_message: called with each message's body, in the reading thread.
            on_end: called when the client has closed its side of either stream, in any thread.
        """
        self._on_broken = on_end
        self._writer.start()
        threading.Thread(
            target=self._read_all, args=(on_message, on_end), name="torchvet-reader", daemon=True
        ).start()

    def write(self, data: bytes) -> None:
        """Sends bytes to the client, at once and without waiting."""
        self._outbox.put(data)

    def close(self) -> None:
        """Waits until what was written is sent, for a moment at most."""
        self._outbox.put(None)
        if self._writer.is_alive():
            self._writer.join(FLUSH_SECONDS)

    def _read_all(self, on_message: Callable[[bytes], object], on_end: Callable[[], object]) -> None:
        messages = MessageBuffer()
        # The loop may be closed already while the last bytes arrive.
        with contextlib.suppress(OSError, RuntimeError):
            while data := os.read(self._input, CHUNK):
                for body in messages.feed(data):
                    on_message(body)
        with contextlib.suppress(RuntimeError):
            on_end()

    def _write_all(self) -> None:
        while (data := self._outbox.get()) is not None:
            try:
                _write_fully(self._output, data)
            except OSError:
                with contextlib.suppress(RuntimeError):
                    self._on_broken()
                return


def _write_fully(descriptor: int, data: bytes) -> None:
    remaining = memoryview(data)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


def _divert_standard_streams() -> None:
    """Points descriptor 1 at standard error and 0 at nothing, for this process and its children."""
    with Path(os.devnull).open("r+b", buffering=0) as nothing:
        os.dup2(nothing.fileno(), 0)
        try:
            os.dup2(2, 1)
        except OSError:
            os.dup2(nothing.fileno(), 1)
    sys.stdout = sys.stderr
