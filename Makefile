# What a person can do here. `make` alone tells.
PYTHON ?= python3
BIN := .venv/bin/python
INSTALL := $(PYTHON) -I platform/hearth/local/install.py
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help install run dev test soak bench bench-growth bench-events lint format types openapi client screenshot migrations clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: ## Make .venv with what Hearth runs on
	@$(INSTALL) local

run: install ## Run everything on this machine; Ctrl-C stops it
	@$(BIN) manage.py run

dev: install ## The same, started anew whenever a Python file changes
	@$(BIN) manage.py run --reload

test: tools ## Run everything that guards a change: linters, types, migrations, tests
	@$(INSTALL) chromium
	@$(BIN) platform/hearth/local/verify.py

soak: tools ## Run the long versions of the tests
	@$(BIN) -m pytest -m soak
	@$(BIN) -m pytest -m soak tests/example --ds=tests.example.settings

bench: install ## Measure how fast it answers beside a bare floor (ten minutes)
	@$(BIN) platform/hearth/local/bench/run.py

bench-growth: install ## Measure what lists cost at 20 thousand, 200 thousand and a million pets
	@$(BIN) platform/hearth/local/bench/growth.py

bench-events: install ## Measure how fast workers drain ten thousand deliveries (one minute)
	@$(BIN) platform/hearth/local/bench/events.py

lint: tools ## Check style and imports
	@$(BIN) -m ruff check .
	@$(BIN) -m ruff format --check .

format: tools ## Put style and imports right
	@$(BIN) -m ruff check --fix .
	@$(BIN) -m ruff format .

types: tools ## Check types
	@$(BIN) -m mypy

openapi: tools ## Write openapi.json anew
	@$(BIN) manage.py spectacular --validate --fail-on-warn --format openapi-json --file openapi.json

client: tools ## Write the TypeScript types of openapi.json anew, and check that they fit
	@$(BIN) platform/hearth/local/client.py

screenshot: tools ## Draw docs/screenshot.png anew, from the site that runs or one of its own
	@$(INSTALL) chromium
	@$(BIN) manage.py screenshot

migrations: install ## Write migrations for changed models
	@$(BIN) manage.py makemigrations

clean: install ## Forget everything: the database, photos, mails and logs in .local
	@$(BIN) manage.py forget

.PHONY: tools
tools:
	@$(INSTALL) dev
