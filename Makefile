# Everything is installed into .venv and nothing asks for root. Another Python: make run PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCALE := components/locale
# A file of tests stays in one process, as its tests share a server; in the order of names the long ones come early.
PARALLEL := --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# make bench-corpus PARAGRAPHS=40000 OUT=folder
PARAGRAPHS ?= 400000
OUT ?= build/corpus-$(PARAGRAPHS)

# A stamp is younger than what it was made from, so that a second `make run` starts at once.
MADE := $(VENV)/made.stamp
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp

# the address that this machine would send from; nothing is sent
define NETWORK_ADDRESS
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    probe.connect(("192.0.2.1", 9))
    print(probe.getsockname()[0])
endef
export NETWORK_ADDRESS

.DEFAULT_GOAL := help
.PHONY: help run room test lint check build evaluate audit bench bench-corpus load cloud screenshots font lexicon map messages clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## open the app on the committed data
	$(BIN)/python -m streamlit run app.py --server.address=localhost

room: $(RUNTIME) ## the same for everybody in the network, at the address that links and the code then have
	$(BIN)/python -m streamlit run app.py --server.address=0.0.0.0 --browser.serverAddress=$$($(BIN)/python -c "$$NETWORK_ADDRESS")

test: $(DEV) lint check ## lint, types, the data and every test, in a browser too where there is one
	$(BIN)/python -m pytest $(PARALLEL)

lint: $(DEV) ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: $(RUNTIME) ## compare data/ with a fresh build of seeds/
	$(BIN)/python -m corpus check

build: $(RUNTIME) ## build seeds/ into data/
	$(BIN)/python -m corpus build

evaluate: $(RUNTIME) ## measure the tags against the gold in tests/gold/
	$(BIN)/python -m corpus evaluate tests/gold/*.jsonl --errors 0

audit: $(DEV) ## look up the runtime's packages, and theirs, among known vulnerabilities (asks pypi.org)
	$(BIN)/pip-audit --strict --progress-spinner off -r requirements.txt

bench: $(DEV) ## measure clicks, builds, memory and load; ARGS=--write writes the tables, ARGS=--help says more
	$(BIN)/python -m tests.bench $(ARGS)

load: $(DEV) ## let 20 visitors click at random for three minutes; ARGS=FOLDER names the data
	$(BIN)/python -m tests.load $(ARGS)

cloud: $(DEV) ## deploy as Streamlit Community Cloud does, in 690 MB of memory, and say what it takes
	$(BIN)/python -m tests.cloud

bench-corpus: $(RUNTIME) ## write the sources of a corpus to measure on, of 400,000 paragraphs
	$(BIN)/python -m tests.bench_corpus --paragraphs $(PARAGRAPHS) --out $(OUT)

screenshots: $(DEV) ## take the pictures of README.md from the running app
	$(BIN)/python -m tests.screenshots

font: $(DEV) ## rebuild the font in static/ (Debian's fonts-noto-cjk and unicode-data)
	$(BIN)/python static/build_font.py

lexicon: $(DEV) ## rebuild the table of countries in corpus/lexicon/
	$(BIN)/python -m corpus.lexicon.countries

map: $(DEV) ## rebuild the outline of the land and the places of the countries (npm's world-atlas)
	$(BIN)/python -m static.build_map

messages: $(DEV) ## collect the interface's messages and compile its catalogues
	$(BIN)/pybabel -q extract --omit-header --no-location -o $(VENV)/messages.pot app.py components corpus/faults.py
	$(BIN)/pybabel -q update --omit-header --no-fuzzy-matching --ignore-obsolete -i $(VENV)/messages.pot -d $(LOCALE)
	$(BIN)/pybabel -q compile --use-fuzzy -d $(LOCALE)

clean: ## remove .venv and the caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(MADE):
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here: install Python 3.11, 3.12 or 3.13, or name one, as in make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) -V 2>&1), and Shuangbian needs 3.11, 3.12 or 3.13: name one, as in make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment: on Debian and Ubuntu install the package python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(RUNTIME): requirements.txt | $(MADE)
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(DEV): pyproject.toml $(RUNTIME)
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@
