"""Prints what a VSIX holds: its size, the number of its files, and the size of each part.

python scripts/list_vsix.py dist/torchvet-0.1.0.vsix [--all]
"""

from __future__ import annotations

import sys
import zipfile
from collections import defaultdict
from pathlib import Path, PurePosixPath


def main(arguments: list[str]) -> int:
    """Lists the parts, or with --all every file."""
    archive = Path(arguments[0])
    with zipfile.ZipFile(archive) as opened:
        entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    groups: defaultdict[str, list[zipfile.ZipInfo]] = defaultdict(list)
    for entry in entries:
        groups[entry.filename if "--all" in arguments else part(entry.filename)].append(entry)
    for name, members in sorted(groups.items()):
        packed = sum(member.compress_size for member in members)
        count = f"{len(members):4d} files" if len(members) > 1 else ""
        print(f"  {packed / 1000:8.1f} kB  {name:<44}{count}".rstrip())
    print(f"{archive}: {archive.stat().st_size / 1e6:.2f} MB, {len(entries)} files")
    return 0


def part(name: str) -> str:
    """The library that a file belongs to, or the file itself."""
    path = PurePosixPath(name)
    if path.parts[:3] == ("extension", "bundled", "libs"):
        return "/".join(path.parts[:4])
    return name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
