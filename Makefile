# Everything a fresh checkout needs on Debian or Ubuntu: `make demo` or `make test`.
# On other systems `pip install .` is enough to use the program.

PYTHON ?= python3
BIN := .venv/bin
export PYTHON

.DEFAULT_GOAL := help
.PHONY: bench diff fuzz help setup system validator demo macros templates test lint clean
# `test` needs the system packages before the virtual environment.
.NOTPARALLEL:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.installed-dev ## make .venv with the program and the development tools

system: ## install the system packages that the tests need
	@bash .ci/system-packages

validator: system ## fetch the validator of Office files into .tools
	@bash .ci/validator

demo: .venv/.installed ## work through a whole assessment with made-up data in ./demo
	@if [ -e demo ]; then \
	  if [ -e demo/.dangjian-xl.key ]; then rm -rf demo; \
	  else echo "./demo was not made by an earlier demo: move it away first." >&2; exit 1; fi; \
	fi
	$(BIN)/dangjian-xl demo ./demo

macros: system setup ## compile the macros anew from their text, with LibreOffice
	$(BIN)/python macros/build.py

templates: setup ## build the scheme workbooks and sample forms in workbook_templates from their texts
	$(BIN)/python -m dangjian_xl.templates workbook_templates

test: system setup validator ## run all tests (plain pytest leaves out those that take long or need a screen)
	$(BIN)/python -m pytest -n 3 -m ""

bench: system setup ## measure the program beside bare libraries, some 10 minutes; with LARGE=1 100,000 files too
	$(BIN)/python bench/run.py $(if $(LARGE),--large)

diff: system setup ## score N=2000 random schemes by the program and by the manual; RECALCULATE=50 has LibreOffice recalculate so many results
	$(BIN)/python -m tests.reference.run $(or $(N),2000) --seed $(or $(SEED),0) --recalculate $(or $(RECALCULATE),0)

fuzz: system setup ## give spoilt files to collect, for SECONDS=600 or as long as you like
	$(BIN)/python -m tests.fuzz $(or $(SECONDS),600)

lint: setup ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict

clean: ## remove what the other targets made, ./demo excepted
	rm -rf .venv .tools build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's python3 cannot make virtual environments until python3-venv is there.
.venv/bin/pip:
	@bash .ci/system-packages python3-venv
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/pip
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

.venv/.installed-dev: pyproject.toml | .venv/bin/pip
	$(BIN)/python -m pip install --quiet -e ".[dev]"
	@touch .venv/.installed $@
