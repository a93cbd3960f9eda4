# Atrium. Needs make and Python 3.11 or newer; everything else is installed below this folder.
#   make up      run everything        make test   lint, then all tests
#   make lint    all static checks     make bench  all benchmarks, quick
.PHONY: up venv assets services test lint bench clean distclean help
.DEFAULT_GOAL := help
SHELL := /bin/sh
export PYTHON

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|' 2>/dev/null || true

up: venv assets ## Run Atrium on this machine until Ctrl-C
	@exec .venv/bin/python manage.py up $(ARGS)

venv: ## Install the locked Python packages into .venv
	@sh scripts/bootstrap.sh

assets: venv ## Build styles, scripts, fonts and icons into static/dist
	@.venv/bin/python scripts/assets.py

services: venv ## Start only PostgreSQL and Valkey, for commands and an editor
	@.venv/bin/python -m config.services start

lint: venv ## Check style, types, floors and migrations
	@sh scripts/lint.sh

test: venv assets lint ## Lint, then run every test
	@sh scripts/test.sh $(ARGS)

bench: venv assets ## Run every benchmark in its quick form
	@sh scripts/bench.sh

clean: ## Remove what was built; keep .venv and the data below var
	@[ ! -x .venv/bin/python ] || .venv/bin/python -m config.services stop --var-dir var/test >/dev/null 2>&1 || true
	@rm -rf build static/dist node_modules var/test .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## Remove also .venv and all data
	@[ ! -x .venv/bin/python ] || .venv/bin/python -m config.services stop >/dev/null 2>&1 || true
	@rm -rf .venv var
