# Everything runs in .venv, which the targets set up for themselves; Python 3.11 or later is all they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What pytest makes of the tests is kept from run to run, which halves the start.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n auto
BENCHMARKS := $(patsubst bench/%.py,bench.%,$(wildcard bench/[a-z]*.py))

.PHONY: help demo test test-all lint format docs docs-check constraints bench clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed  ## Gate an example whose mail breaks and its fixed twin, without network or credentials
	@$(BIN)/python -m examples.demo

test: lint  ## Everything fast: format, lint, types, import contracts, generated documents, tests
	$(PYTEST) --dist worksteal -m "not slow"  # only slow ones have groups, and to deal out groups takes its time

test-all: $(VENV)/installed-dev  ## All tests, also those that need terraform, BIND or unbound (skipped where missing)
	IACMX_TESTS=all $(PYTEST) --dist loadgroup -m "slow or not slow" -rs

lint: $(VENV)/installed-dev docs-check  ## Format, lint, types, import contracts and generated documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python  # not the one on PATH
	$(BIN)/lint-imports

format: $(VENV)/installed-dev  ## Format the code and apply the safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/installed-dev  ## Write the generated documents and the reports in the examples
	$(BIN)/python -m docs.generate
	$(BIN)/python -m examples.regenerate --reports

docs-check: $(VENV)/installed-dev  ## Fail where a generated document differs from the code
	$(BIN)/python -m docs.generate --check

constraints:  ## Write the versions that the Dockerfile installs, after a dependency has changed
	@rm -rf $(VENV)-constraints && $(PYTHON) -m venv $(VENV)-constraints
	$(VENV)-constraints/bin/pip install --quiet --upgrade --upgrade-strategy eager '.[serve]'
	{ echo '# Written by `make constraints`.'; \
	  $(VENV)-constraints/bin/pip freeze --exclude iacmx --exclude setuptools; } >constraints.txt
	@rm -rf $(VENV)-constraints

bench: $(VENV)/installed-dev  ## All benchmarks (bench/README.md says what each needs)
	@for module in $(BENCHMARKS); do echo "== $$module"; $(BIN)/python -m "$$module" || failed=1; done; exit $${failed:-0}

clean:  ## Remove the virtual environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

$(VENV)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "iacmx needs Python 3.11 or later; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'  # dependency groups
	@touch $@

$(VENV)/installed: pyproject.toml | $(VENV)/pip
	$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/pip
	$(BIN)/pip install --quiet --editable . --group dev
	@touch $@ $(VENV)/installed
