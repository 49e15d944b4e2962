# The two commands: make run, make test. Each does all its own set-up.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run demo test check crash faults format lock clean

run: $(VENV)/.run
	@$(BIN)/python -m bot

demo: $(VENV)/.run
	@$(BIN)/python -m bot demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 4 --dist worksteal

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python -m pytest tests/test_texts.py tests/test_migrations.py

# Minutes, not seconds: the program is killed two hundred times.
crash: $(VENV)/.dev
	$(BIN)/python -m tests.crash

# Every call with every fault; `make test` tries one of each kind.
faults: $(VENV)/.dev
	FAULTS=all $(BIN)/python -m pytest -n 4 --dist worksteal tests/faults

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Versions and hashes only: a lock file names no server.
lock: $(VENV)/.dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url pyproject.toml --group dev -o requirements-dev.lock

$(VENV)/.run: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
