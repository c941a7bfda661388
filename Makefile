# Every target works on a clean clone: whatever needs the environment makes it first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Processes that share the tests, a file of tests at a time.
WORKERS ?= 2

.PHONY: setup run test test-slow check format docs bench lock

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: $(READY)
	$(BIN)/anlan project china
	$(BIN)/anlan dashboard

test: $(READY)
	$(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist loadfile

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy core rules simulation dashboards cli benchmarks datapool casework training federated serving edge_workers docs/generate.py
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m pytest tests/architecture

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)
	$(BIN)/python docs/generate.py

bench: $(READY)
	$(BIN)/python -m benchmarks.projection
	$(BIN)/python -m benchmarks.stochastic
	$(BIN)/python -m benchmarks.pool --quick
	# Asks for an older pandas than ours and works with ours, so it stands in no lock.
	$(BIN)/python -m pip install --quiet --no-deps recordlinkage==0.16 jellyfish==1.3.0
	$(BIN)/python -m benchmarks.linkage --quick
	$(BIN)/python -m benchmarks.scoring --quick
	$(BIN)/python -m pip install --quiet --no-deps litserve==0.2.19 pyzmq==27.3.0
	$(BIN)/python -m benchmarks.serving --quick
	$(BIN)/python -m benchmarks.overload --quick

lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet -r requirements.in
	build/lock/bin/python -m pip freeze --all --exclude pip --exclude wheel | sed 's/^torch==.*/torch==2.13.0/' | grep -v -i -E '^(nvidia|cuda|triton)' > requirements.lock
