# Two commands do everything: `make serve` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DEALGRAPH_STORE ?= $(CURDIR)/build/store
FRONTEND := service/frontend
PACKED := service/dealservice/static/packed/licences.txt
BESIDE := --jobs=$(shell nproc 2>/dev/null || echo 2) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
TOGETHER := --numprocesses=logical --maxprocesses=8 --dist=loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help serve build frontend scripts screenshots test clients lint types mypy pyright package check-ontology bench \
  bench-quick bench-scale format clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

serve: $(VENV)/.installed scripts ## Build the graph if needed and serve it on http://127.0.0.1:8000
	@$(BIN)/dealgraph build
	@$(BIN)/dealgraph serve

build: $(VENV)/.installed ## Build and validate the graph
	@$(BIN)/dealgraph build

frontend: $(PACKED) ## Pack the query editor and the graph to explore (needs npm)

$(PACKED): $(wildcard $(FRONTEND)/*.js $(FRONTEND)/*.mjs $(FRONTEND)/*.css) $(FRONTEND)/package-lock.json
	@echo "Packing the scripts of the pages ..."
	@cd $(FRONTEND) && npm ci --silent && npm run --silent pack

# The pages work without scripts, so neither a missing npm nor a missing network stops anything.
scripts:
	@command -v npm >/dev/null \
	  && npm_config_fetch_retries=0 npm_config_fetch_timeout=20000 $(MAKE) --no-print-directory --silent frontend \
	  || echo "The pages do without scripts, as npm is missing or cannot fetch; make frontend packs them."

screenshots: $(VENV)/.dev scripts ## Draw every page, wide and narrow, light and dark, into build/screenshots (needs Chromium)
	@$(BIN)/dealgraph build
	$(BIN)/python tests/browser/screenshots.py build/screenshots

# The checks run beside each other, and so do most tests: a process of them for each processor. Those that can fail where
# the machine has something else to do run afterwards. It is no fault if PYTEST_ARGS choose none of the one or the other.
test: $(VENV)/.dev ## Run every check and every test
	@$(MAKE) --no-print-directory $(BESIDE) scripts clients lint mypy pyright package
	@together=0; alone=0; \
	  $(BIN)/pytest -m 'not alone' $(TOGETHER) $(PYTEST_ARGS) || together=$$?; \
	  $(BIN)/pytest -m alone $(PYTEST_ARGS) || alone=$$?; \
	  case $$together,$$alone in 0,0 | 0,5 | 5,0) ;; *) exit 1 ;; esac

# Installing these takes a minute, mostly of waiting, so it goes on while the checks run; a test waits for its end.
clients: $(VENV)/.dev
	@$(BIN)/python tests/clients/install.py >/dev/null 2>&1 &

lint: $(VENV)/.dev ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: mypy pyright ## Check types with mypy and pyright

mypy: $(VENV)/.dev
	$(BIN)/mypy

pyright: $(VENV)/.dev
	$(BIN)/pyright --pythonpath $(BIN)/python

package: $(VENV)/.dev ## Check pyproject.toml
	$(BIN)/validate-pyproject pyproject.toml

check-ontology: $(VENV)/.dev ## Prove the ontology and the graph in Protégé's own library (needs a Java runtime)
	@$(BIN)/dealgraph build
	@$(BIN)/python tests/ontology/prove.py $(DEALGRAPH_STORE)

bench: $(VENV)/.dev ## Measure speed, as ratios to peers in the same run
	$(BIN)/python bench/run.py

bench-quick: $(VENV)/.dev ## The same, less of everything: under three minutes
	$(BIN)/python bench/run.py --quick

bench-scale: $(VENV)/.dev ## Measure growth up to ten million quads (an hour, 6 GB)
	$(BIN)/python bench/scale.py

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what was built
	rm -rf build dist $(dir $(PACKED)) $(FRONTEND)/node_modules $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

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
