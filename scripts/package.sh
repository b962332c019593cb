#!/usr/bin/env bash
# Writes dist/torchvet-VERSION.vsix, the extension with its language server, and prints its size and contents;
# then the wheel beside it. Needs node_modules (npm ci) and a Python 3.10 or newer with pip, named by PYTHON
# where it isn't .venv's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python=${PYTHON:-.venv/bin/python}
[[ -x $python ]] || python=$(command -v "$python" || command -v python3)

version=$(node -p 'require("./package.json").version')
package_version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' server/torchvet/__init__.py)
if [[ $version != "$package_version" ]]; then
  echo "package: package.json says version $version, server/torchvet/__init__.py says $package_version; make them equal" >&2
  exit 1
fi

vsix=dist/torchvet-$version.vsix
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mkdir -p dist
"$python" scripts/bundle_python.py
rm -f "$vsix"
node_modules/.bin/vsce package --no-dependencies --allow-missing-repository --no-rewrite-relative-links --out "$vsix" >"$log" 2>&1 ||
  { cat "$log" >&2; exit 1; }
"$python" scripts/list_vsix.py "$vsix"
