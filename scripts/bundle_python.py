"""Fills bundled/ with what the extension runs: the torchvet package, its libraries and the bootstrap.

    python scripts/bundle_python.py

The libraries come from bundled-requirements.txt as pure-Python wheels, so that one extension serves
every platform; what the server never reads (tests, metadata, stubs that nobody here asks for) is left out.
They are fetched anew only when the list changes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:
    from pip._vendor import tomli as tomllib

REPOSITORY = Path(__file__).resolve().parent.parent
REQUIREMENTS = REPOSITORY / "scripts" / "bundled-requirements.txt"
BUNDLE = REPOSITORY / "bundled"
LIBRARIES = BUNDLE / "libs"
STAMP = BUNDLE / ".libraries"

OLDEST_PYTHON = "3.10"
ONLY_FOR_TERMINALS = ("rich", "pygments", "markdown_it", "mdurl")
"""What draws the command line's pages; the server never imports it."""
UNUSED = (
    "bin",
    *ONLY_FOR_TERMINALS,
    "jedi/third_party/django-stubs",
    "jedi/third_party/typeshed/stubs",
    *(
        f"jedi/third_party/typeshed/stdlib/{module}"
        for module in ("curses", "distutils", "encodings", "ensurepip", "lib2to3", "msilib", "pydoc_data")
    ),
)
UNUSED_NAMES = {"__pycache__", "tests", "test", "py.typed"}


class BundleError(Exception):
    """Says in one sentence why the bundle can't be made."""


def main() -> int:
    """Makes the bundle, or says why not."""
    try:
        if not STAMP.exists() or STAMP.read_text() != fingerprint():
            install_libraries()
        install_torchvet()
        remove_compiled()
    except BundleError as error:
        print(f"bundle_python: {error}", file=sys.stderr)
        return 1
    files = [file for file in BUNDLE.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    print(f"bundle_python: {len(files)} files, {size / 1e6:.1f} MB in {BUNDLE.relative_to(REPOSITORY)}/")
    return 0


def fingerprint() -> str:
    """Changes with the list of libraries and with what this script does to them."""
    return hashlib.sha256(REQUIREMENTS.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def install_libraries() -> None:
    """Downloads the pinned wheels into bundled/libs and prunes them."""
    shutil.rmtree(BUNDLE, ignore_errors=True)
    run_pip(["-r", str(REQUIREMENTS), *project_dependencies()])
    refuse_what_is_not_pinned()
    prune()
    write_notices()
    for folder in LIBRARIES.glob("*.dist-info"):
        shutil.rmtree(folder)
    STAMP.write_text(fingerprint())


def project_dependencies() -> list[str]:
    """What pyproject.toml asks for; pip refuses pins that contradict it."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return project["project"]["dependencies"]


def run_pip(requirements: list[str]) -> None:
    """Installs wheels that run on any platform and on the oldest supported Python."""
    # fmt: off
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile",
        "--target", str(LIBRARIES), "--only-binary=:all:", "--platform", "any", "--implementation", "py",
        "--abi", "none", "--python-version", OLDEST_PYTHON, *requirements,
    ]
    # fmt: on
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise BundleError(f"pip could not install the libraries:\n{done.stdout.strip()}")


def refuse_what_is_not_pinned() -> None:
    """A library that pip added by itself would differ from one build to the next."""
    pinned = set(re.findall(r"^([\w.-]+)==", REQUIREMENTS.read_text(), re.MULTILINE))
    installed = {metadata.parent.name.rsplit("-", 2)[0] for metadata in metadata_files()}
    missing = {normal(name) for name in installed} - {normal(name) for name in pinned}
    if missing:
        raise BundleError(f"add these to {REQUIREMENTS.name}: {', '.join(sorted(missing))}.")
    compiled = [file for file in LIBRARIES.rglob("*") if file.suffix in {".so", ".pyd", ".dll", ".dylib"}]
    if compiled:
        raise BundleError(f"{compiled[0].name} is compiled; the bundle must run on every platform.")


def metadata_files() -> list[Path]:
    """One METADATA file for each installed library."""
    return sorted(LIBRARIES.glob("*.dist-info/METADATA"))


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def write_notices() -> None:
    """Keeps the licence of every library that is bundled, as each of them asks."""
    parts: list[str] = []
    for metadata in filter(is_bundled, metadata_files()):
        title = metadata.parent.name.removesuffix(".dist-info")
        licences = sorted(licence_files(metadata.parent))
        if not licences:
            raise BundleError(f"{title} carries no licence.")
        texts = "\n".join(file.read_text(encoding="utf-8").strip() for file in licences)
        parts.append(f"{'=' * 80}\n{title}\n{'=' * 80}\n{texts}\n")
    (BUNDLE / "ThirdPartyNotices.txt").write_text("\n".join(parts), encoding="utf-8")


def is_bundled(metadata: Path) -> bool:
    """Whether something of a library is left after pruning."""
    files = [line.split(",")[0] for line in (metadata.parent / "RECORD").read_text().splitlines()]
    return any((LIBRARIES / file).exists() for file in files if ".dist-info/" not in file)


def licence_files(folder: Path) -> Iterator[Path]:
    """The licence, notice and authors files of a library's metadata folder."""
    for file in folder.rglob("*"):
        if file.is_file() and re.match(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", file.name, re.IGNORECASE):
            yield file


def prune() -> None:
    """Removes what the server never reads."""
    for unused in UNUSED:
        shutil.rmtree(LIBRARIES / unused, ignore_errors=True)
    for file in sorted(LIBRARIES.rglob("*")):
        if file.name in UNUSED_NAMES:
            remove(file)


def remove(file: Path) -> None:
    """Removes a file or a folder that may be gone with its parent already."""
    if file.is_dir():
        shutil.rmtree(file)
    else:
        file.unlink(missing_ok=True)


def install_torchvet() -> None:
    """Copies the working tree's own package and the bootstrap."""
    package = LIBRARIES / "torchvet"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(
        REPOSITORY / "server" / "torchvet", package, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    shutil.copytree(REPOSITORY / "docs" / "rules", package / "rules" / "pages", dirs_exist_ok=True)
    shutil.copy2(REPOSITORY / "client" / "bootstrap.py", BUNDLE / "bootstrap.py")


def remove_compiled() -> None:
    """Removes what running the bundle has left in it."""
    for folder in sorted(BUNDLE.rglob("__pycache__")):
        remove(folder)


if __name__ == "__main__":
    sys.exit(main())
