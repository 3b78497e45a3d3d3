# The commands of a checkout. Each makes and uses .venv by itself; `make clean` takes it away.
#
#   make demo        four programs on every backend and device found here
#   make test        lint, types and tests: what CI runs
#   make test-deep   the tests, with those that take long
#   make lint        ruff, the layers of imports, mypy and pyright
#   make reports     run the whole conformance suite on NumPy and torch, and remake the support tables in the docs
#   make hardware-check   suite, tests, waits and speed on every accelerator found here, recorded for docs/hardware.md
#   make foreign     suite on libraries and devices without code of ours, each in an environment of its own
#   make docs        the documentation site, into build/site; make docs ARGS=serve shows it at http://127.0.0.1:8000
#   make bench       speed against the raw libraries and against other wrappers
#
# ARGS is passed on: make test ARGS="-k info", make demo ARGS="--help".

PYTHON ?= python3
ARGS ?=

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --constraint tests/constraints.txt
INPUTS := pyproject.toml tests/constraints.txt

# Tests start hundreds of processes. Without compiled files each would compile our sources again.
export PYTHONDONTWRITEBYTECODE :=

.DELETE_ON_ERROR:
.PHONY: demo test pytest test-deep lint reports hardware-check foreign docs bench clean

# torch is wanted, not needed: without it the programs run on NumPy alone, and the table says so.
demo: .venv/.demo
	@test -e .venv/.torch || $(MAKE) --no-print-directory .venv/.torch || \
		echo "torch cannot be installed here (the lines above say why): the demo runs without it."
	$(PY) -m unifyarray demo $(ARGS)

# Lint runs beside the tests, whose last minutes leave a core idle.
test: .venv/.dev
	$(MAKE) --no-print-directory --jobs 2 lint pytest

pytest: .venv/.dev
	$(PY) -m pytest --numprocesses auto --maxprocesses 4 $(ARGS)

test-deep: .venv/.dev
	$(PY) -m pytest --numprocesses auto --maxprocesses 4 -m "deep or not deep" $(ARGS)

lint: .venv/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports --no-cache
	$(PY) -m mypy
	$(PY) -m pyright --pythonpath $(PY)

reports: .venv/.dev
	$(PY) -m unifyarray_conformance run --backend numpy --device cpu --out conformance/reports/numpy-cpu.json $(ARGS)
	$(PY) -m unifyarray_conformance run --backend torch --device cpu --out conformance/reports/torch-cpu.json $(ARGS)
	$(PY) -m docs._generate.support_tables
	$(PY) -m docs._generate.verified

hardware-check: .venv/.dev
	$(PY) -m tests.hardware $(ARGS)

foreign: .venv/.dev
	$(PY) -m tests.foreign $(ARGS)

docs: .venv/.docs
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs $(or $(ARGS),build --strict)

bench: .venv/.bench
	$(PY) -m tests.benchmarks $(ARGS)

clean:
	rm -rf .venv .foreign .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist

# The files .venv/.* are stamps: what they name is installed.
# Dependency groups need pip 25.1, newer than what many a Python brings.
.venv/.pip:
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	touch $@

# First and by itself, so that nothing else decides which build of torch it is.
.venv/.torch: tests/constraints.txt | .venv/.pip
	$(PIP) torch
	touch $@

.venv/.demo: $(INPUTS) | .venv/.pip
	$(PIP) --editable ".[cli]" --group docs
	touch $@

.venv/.dev: $(INPUTS) .venv/.torch | .venv/.pip
	$(PIP) --editable ".[demo,conformance]" --group test --group ecosystem --group lint --group docs
	touch $@

.venv/.docs: .venv/.dev
	$(PIP) --group docs-site
	touch $@

.venv/.bench: .venv/.dev
	$(PIP) --group bench
	touch $@
