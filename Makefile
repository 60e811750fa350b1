# Two commands do everything on a machine with Python and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo test check lint types contracts docs format lock bench clean

help:  ## Show this list.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP)  ## Make .venv with everything pinned.

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 14) else f"AskFirst needs Python 3.11, 3.12 or 3.13; this is {v.major}.{v.minor}. Name another with: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) (a minute the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot webhook.py
	@touch $(STAMP)

demo: install  ## Run the bot with a simulated phone; prints the address.
	@$(BIN)/askfirst demo

test: install  ## Run the whole test suite.
	@$(BIN)/python -m pytest

check: lint types contracts test  ## Everything that CI checks, but the browser.

lint: install  ## Style and mistakes.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: install  ## Types, strictly.
	@$(BIN)/mypy

contracts: install  ## Who may import whom.
	@$(BIN)/lint-imports

docs: install  ## Write the generated parts of the docs again.
	@$(BIN)/python -m docs.generate

format: install  ## Format the code.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock:  ## Resolve the versions again (needs uv).
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade --output-file requirements.lock

bench: install  ## Measure; see bench/README.md.
	@$(BIN)/python -m bench

clean:  ## Remove what make install made.
	rm -rf $(VENV)
