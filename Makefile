# Two commands do everything: `make serve` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKED := service/dealservice/static/packed/licences.txt
export DEALGRAPH_STORE ?= $(CURDIR)/build/store
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help serve frontend screenshots build test lint types package check-ontology bench format clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

serve: $(VENV)/.installed frontend ## Build the graph if needed and serve it on http://127.0.0.1:8000
	@$(BIN)/dealgraph build
	@$(BIN)/dealgraph serve

frontend: ## Pack the editor and the explorer of the picture, where npm is there; the pages do without
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(PACKED) || echo "npm could not pack the editor; the pages do without."; \
	else echo "npm is missing: the pages show a plain form and a drawing instead of editor and explorer."; fi

$(PACKED): $(addprefix service/web/,package.json package-lock.json pack.js editor.js editor.css explore.js explore.css)
	@echo "Packing what the pages load ..."
	@cd service/web && npm ci --silent && npm run --silent pack

screenshots: $(VENV)/.dev frontend ## Take a picture of every page in two widths into build/screenshots (needs Chromium)
	@$(BIN)/python tests/browser/screenshots.py build/screenshots

build: $(VENV)/.installed ## Build and validate the graph
	@$(BIN)/dealgraph build

test: $(VENV)/.dev frontend lint types package ## Run every check and every test
	$(BIN)/pytest $(PYTEST_ARGS)

lint: $(VENV)/.dev ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## Check types with mypy and pyright
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

package: $(VENV)/.dev ## Check pyproject.toml
	$(BIN)/validate-pyproject pyproject.toml

check-ontology: $(VENV)/.dev ## Prove the ontology and the graph in Protégé's own library (needs a Java runtime)
	@$(BIN)/dealgraph build
	@$(BIN)/python tests/ontology/prove.py $(DEALGRAPH_STORE)

bench: $(VENV)/.dev ## Measure speed, as ratios to peers in the same run
	$(BIN)/python bench/run.py
	@$(BIN)/dealgraph build
	$(BIN)/python bench/pages.py $(DEALGRAPH_STORE)

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what was built
	rm -rf build dist $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "dealgraph needs Python 3.11 or later; name one with: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv"; exit 2; }

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing dealgraph into $(VENV) ..."
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing dealgraph and its tools for development into $(VENV) ..."
	@$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $(VENV)/.installed $@
