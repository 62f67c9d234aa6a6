# Thin: every target calls `unrolled` or a well-known tool. `make` alone lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(CURDIR)/$(VENV)/bin
READY  := $(VENV)/.ready
NB     ?= 01_rnn_lstm
export PATH := $(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lab release grade lint bench clean

help:  ## List the targets.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

setup: $(READY)  ## Create the environment in .venv.

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: $(PYTHON) is older than Python 3.11. Name a newer one: make PYTHON=python3.12 setup"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --progress-bar on --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

demo: $(READY)  ## Build, release, grade and report notebook 01 with a small made-up class (about 4 minutes).
	unrolled demo

test: $(READY)  ## Run all the tests.
	OMP_NUM_THREADS=1 pytest --numprocesses auto --dist worksteal --cov --cov-report term $(or $(ARGS),--cov-fail-under=90)

lab: $(READY)  ## Open JupyterLab on the student's view.
	cd notebooks && jupyter lab

release: $(READY)  ## Write notebooks/$(NB) from solutions/, if the gate allows (NB=01_rnn_lstm).
	unrolled release $(NB)

grade: $(READY)  ## Grade submitted/*/$(NB).
	unrolled grade $(NB)

bench: $(READY)  ## Run every script in benchmarks/.
	@set -e; for script in benchmarks/*.py; do [ -e "$$script" ] || { echo "no benchmarks yet"; exit 0; }; python "$$script"; done

lint: $(READY)  ## Check style and types.
	ruff check .
	ruff format --check .
	pyright

clean:  ## Remove what builds and demos made; submissions, grades and the environment stay.
	rm -rf build demo dist .pytest_cache .ruff_cache .hypothesis .coverage*
