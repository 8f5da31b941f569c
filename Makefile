# What a newcomer types. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
TEST_ARGS ?=
SEEDS ?= 30
IDEA_SEEDS ?= 30
LIVE_SEEDS ?= 3

BIN := .venv/bin
STAMPS := .venv/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
LOCK := $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-config \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install install-dev demo demo-reset test check bench-routing bench-ideas bench-report bench-live spectral openapi format lock

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: $(STAMPS)/project ## install what running needs
	@$(BIN)/python tools/vendor.py
	@$(BIN)/python tools/messages.py compile

install-dev: install $(STAMPS)/requirements-dev ## install what testing needs, Chromium included
	@$(BIN)/python -m tools.chromium

demo: install ## fill a community with invented people and serve it (PORT=8000)
	@$(BIN)/koppen demo --port $(PORT) --data var

demo-reset: ## throw the demo's data away, so that the next demo starts afresh
	@rm -rf var

test: install-dev ## run every test, on SQLite and on PostgreSQL
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(TEST_ARGS)

check: install $(STAMPS)/requirements-dev ## lint, format, types, import contracts, drift of generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/koppen openapi --check
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/forbidden.py

bench-routing: install $(STAMPS)/requirements-dev ## replay real conversations with every router and write bench/routing/RESULTS.md (SEEDS=30)
	@nice -n 19 $(BIN)/python -m bench.routing --write --seeds $(SEEDS) --processes $(WORKERS)

bench-report: install $(STAMPS)/requirements-dev ## time the close of a dialogue of 300 people and 1,000 statements, and its report
	@$(BIN)/python -m bench.report

bench-live: install $(STAMPS)/requirements-dev ## replay two conversations on the real application with the engine and with fewest first, and write bench/live/RESULTS.md (LIVE_SEEDS=3)
	@nice -n 19 $(BIN)/python -m bench.live --write twelve --ratings-per-person 12 --people 200 --seeds $(LIVE_SEEDS)
	@nice -n 19 $(BIN)/python -m bench.live --write real --people 200 --seeds 1

bench-ideas: install $(STAMPS)/requirements-dev ## try every idea about routing, and conversations of other shapes, and write them into RESULTS.md (IDEA_SEEDS=30)
	@nice -n 19 $(BIN)/python -m bench.routing.ideas --write --seeds $(IDEA_SEEDS) --processes $(WORKERS)
	@nice -n 19 $(BIN)/python -m bench.routing.robust --write --processes $(WORKERS)

spectral: install $(STAMPS)/requirements-dev ## lint openapi.yaml with the government's API design rules
	@$(BIN)/python -m tools.spectral.run

openapi: install ## write openapi.yaml from the code
	@$(BIN)/koppen openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

format: $(STAMPS)/requirements-dev ## repair what the linter and the formatter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(STAMPS)/requirements-dev ## resolve the Python requirements anew
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --all-build-deps --output-file requirements.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --all-build-deps --all-extras --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --output-file tools/node.txt tools/node.in

$(BIN)/python:
	@sh tools/need-python $(PYTHON)
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(STAMPS)/requirements: requirements.txt | $(BIN)/python
	@echo "Installing the Python packages into .venv (about a minute the first time)"
	@$(PIP) install --require-hashes -r requirements.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/requirements-dev: requirements-dev.txt | $(STAMPS)/requirements
	@echo "Installing the test tools into .venv"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/project: pyproject.toml | $(STAMPS)/requirements
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
