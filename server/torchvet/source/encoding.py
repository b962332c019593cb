"""From a file's bytes to its text and back, without losing how it was written."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from torchvet.source.unreadable import UnreadableSource

CODING_LINE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
BLANK_LINE = re.compile(rb"^[ \t\f]*(?:#[^\r\n]*)?$")
BYTE_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's text is written as bytes.

    Args:
        name: a codec's name.
        has_bom: whether the file begins with UTF-8's byte order mark.
    """

    name: str = "utf-8"
    has_bom: bool = False

    def encode(self, text: str) -> bytes:
        """The bytes of a text; raises UnicodeEncodeError where the codec lacks a character."""
        return (codecs.BOM_UTF8 if self.has_bom else b"") + text.encode(self.name)


def decode(data: bytes, filename: str, declares_encoding: bool = True) -> tuple[str, Encoding]:
    """Reads Python source as Python does (PEP 263), with its line ends as they are.

    Args:
        data: the file's bytes.
        filename: the name for messages.
        declares_encoding: whether a comment in the first lines may name the encoding; it is UTF-8 otherwise.

    Raises:
        UnreadableSource: the bytes are not text in the file's encoding.
    """
    has_bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if has_bom else data
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableSource(
            f"{filename} is written in UTF-16, which Python cannot read: save it as UTF-8."
        )
    declared = declared_encoding(body) if declares_encoding and not has_bom else None
    encoding = Encoding(declared or "utf-8", has_bom)
    try:
        return body.decode(encoding.name), encoding
    except UnicodeDecodeError as error:
        raise UnreadableSource(_undecodable(body, error.start, filename, declared)) from None
    except (LookupError, ValueError):
        raise UnreadableSource(
            f"{filename} declares the encoding {encoding.name!r}, which Python does not know: "
            "save it as UTF-8 and remove the declaration."
        ) from None


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a coding comment in the first two lines names, if there is one."""
    for line in BYTE_LINE_END.split(data[:2048], maxsplit=2)[:2]:
        match = CODING_LINE.match(line)
        if match:
            return match.group(1).decode("ascii")
        if not BLANK_LINE.match(line):
            return None
    return None


def _undecodable(data: bytes, offset: int, filename: str, declared: str | None) -> str:
    """The sentence for a byte that doesn't belong to the encoding."""
    line = len(BYTE_LINE_END.findall(data[:offset])) + 1
    place = f"byte 0x{data[offset]:02x} at offset {offset}, line {line}"
    if declared:
        return f"{filename} is not written in {declared!r}, as it says ({place}): save it as UTF-8."
    return (
        f"{filename} is not written in UTF-8 ({place}): save it as UTF-8, "
        "or name its encoding in a first line such as '# -*- coding: latin-1 -*-'."
    )
