# What each target does: `make help`. Every target makes what it needs first, and only once.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_VERSION := 26.3
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-12s %s\n", $$1, $$2 }'

# --- to use ----------------------------------------------------------------------------------

.PHONY: demo
demo: $(VENV)/.package ## Check the demo's training scripts on the command line
	@$(BIN)/torchvet check --exit-zero demo

.PHONY: vscode
vscode: node_modules/.package-lock.json ## Open the demo in a VS Code in the browser, with the extension
	@scripts/vscode.sh

.PHONY: package
package: $(VENV)/.development node_modules/.package-lock.json ## Write the extension (VSIX) and the wheel to dist/
	@scripts/package.sh
	@$(PIP) wheel --no-deps --wheel-dir dist .
	@ls dist/*.whl

# --- to develop ------------------------------------------------------------------------------

.PHONY: test
test: test-python test-client test-vscode ## Run every test, the extension in a real VS Code included

.PHONY: test-python
test-python: $(VENV)/.development ## Run the tests of the analysis, the command line, the server and the demo
	@$(BIN)/python -m pytest

.PHONY: ecosystem
ecosystem: $(VENV)/.development ## Check real packages from PyPI, and print how much is right and what it costs
	@$(BIN)/python -m tests.ecosystem summary

.PHONY: test-client
test-client: node_modules/.package-lock.json ## Run the tests of the extension's TypeScript
	@npm test --silent

.PHONY: test-vscode
test-vscode: package ## Run the packaged extension in a real VS Code
	@scripts/test_vscode.sh

.PHONY: lint
lint: $(VENV)/.development node_modules/.package-lock.json ## Check style and formatting, Python and TypeScript
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@npm run --silent lint

.PHONY: types
types: $(VENV)/.development node_modules/.package-lock.json ## Check types, Python and TypeScript
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright
	@npm run --silent check-types

.PHONY: format
format: $(VENV)/.development node_modules/.package-lock.json ## Format the code and mend what linters can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@npx biome check --write

.PHONY: rules
rules: $(VENV)/.package ## Write the rules' pages and the README's table anew
	@$(BIN)/python scripts/generate_rule_pages.py

.PHONY: cases
cases: $(VENV)/.development ## Print which shapes of mistakes, and of what only looks like one, pass
	@$(BIN)/python scripts/case_table.py

.PHONY: clean
clean: ## Remove what builds and tests wrote
	@rm -rf build dist bundled client/out test-output .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -not -path './node_modules/*' -prune -exec rm -rf {} +

.PHONY: clean-all
clean-all: clean ## Remove the environments as well: .venv, node_modules and the VS Code for tests
	@rm -rf '$(VENV)' node_modules .cache

# --- environments ----------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "make: $(PYTHON) is not Python 3.10 or newer; name one that is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Making the environment $(VENV) ..." >&2
	@$(PYTHON) -m venv '$(VENV)' || \
	  { rm -rf '$(VENV)'; echo "make: $(PYTHON) can't make an environment; on Debian and Ubuntu install python3-venv" >&2; exit 1; }

$(VENV)/.package: pyproject.toml | $(BIN)/python
	@echo "Installing torchvet into $(VENV) ..." >&2
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.development: pyproject.toml $(VENV)/.package
	@echo "Installing what the tests need into $(VENV) (torch among it: some minutes) ..." >&2
	@$(PIP) install 'pip==$(PIP_VERSION)'
	@$(PIP) install --group dev
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@command -v npm >/dev/null || { echo "make: npm is not on PATH; install Node.js 20 or newer" >&2; exit 1; }
	@echo "Installing the packages of the extension ..." >&2
	@npm ci --silent
	@touch $@
