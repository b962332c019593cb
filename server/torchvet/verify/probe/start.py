# pyright: basic
"""Starts the probe: ``python start.py FILE``, where FILE says as JSON what to run and where to report.

The probe's folder leaves ``sys.path`` before anything of the user's is imported, and its modules have a name
that no user's module has.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys

NAME = "_torchvet_probe"


def main() -> None:
    """Loads the probe under its own name, and lets it run what FILE says."""
    folder = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0] or ".") == folder:
        del sys.path[0]
    with open(sys.argv[1], encoding="utf-8") as file:
        wish = json.load(file)
    spec = importlib.util.spec_from_file_location(
        NAME, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)
    importlib.import_module(NAME + ".running").run(wish)


if __name__ == "__main__":
    main()
