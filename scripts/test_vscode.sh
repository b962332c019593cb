#!/usr/bin/env bash
# Runs the packaged extension in a real VS Code: code-server and headless Chromium, installed on the first run.
# Needs dist/torchvet-VERSION.vsix (make package); pictures of what was seen are left in test-output/vscode/.
# Arguments name test files: scripts/test_vscode.sh tests/vscode/demo.test.ts
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_vscode.sh
node=${TORCHVET_CACHE:-.cache}/vscode/bin/node
rm -rf test-output/vscode
tests=("$@")
((${#tests[@]})) || tests=(tests/vscode/*.test.ts)
exec "$node" --test --test-concurrency=1 --test-reporter=spec "${tests[@]}"
