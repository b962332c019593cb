#!/usr/bin/env bash
# Opens the demo in a VS Code in the browser, with the extension installed. TORCHVET_PORT names another port.
# The demo is a copy in build/, made anew each time, so that fixes may be tried.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_vscode.sh
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' server/torchvet/__init__.py)
vsix=dist/torchvet-$version.vsix
changed=$(find server/torchvet client package.json scripts/bundled-requirements.txt -newer "$vsix" -type f \
  -not -name '*.pyc' -not -path 'client/out/*' -print -quit 2>/dev/null || echo all)
[[ -z $changed ]] || scripts/package.sh >&2

folder=${TORCHVET_CACHE:-.cache}/vscode
demo=$PWD/build/vscode-demo
rm -rf "$demo" && mkdir -p "$demo" "$folder/demo-data/User"
cp demo/*.py "$demo"
settings=$folder/demo-data/User/settings.json
[[ -e $settings ]] || cat >"$settings" <<'SETTINGS'
{
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true
}
SETTINGS
code_server=("$folder/bin/node" "$folder/code-server/node_modules/code-server/out/node/entry.js"
  --user-data-dir "$folder/demo-data" --extensions-dir "$folder/demo-extensions")
"${code_server[@]}" --force --install-extension "$vsix" >/dev/null

address=127.0.0.1:${TORCHVET_PORT:-8093}
echo "Open http://$address/?folder=$demo (Ctrl+C ends it)"
exec "${code_server[@]}" --config "$folder/demo-config.yaml" --auth none --bind-addr "$address" --disable-telemetry \
  --disable-update-check --disable-getting-started-override --disable-workspace-trust "$demo"
