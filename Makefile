# make demo | make test | make check | make bench | make docs | make pictures | make eval | make links | make chaos | make fuzz | make audit | make lock
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
# In the order of the folders, but for three files (tests/conftest.py): the whole runs of tests/flows come first, and short files last.
AT_ONCE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
PACKAGES := sourcing spiders flows ranking warehouse tests benchmarks
# Of the hundreds of processes that tests start, each would compile what it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check format lint types imports bench docs pictures eval links chaos fuzz audit live lock install recordings clean

demo: install
	$(BIN)/sourcing demo

test: install recordings
	$(BIN)/python -m pytest $(AT_ONCE)

check: lint types imports recordings
	$(BIN)/python -m pytest $(AT_ONCE) --cov --cov-report=term:skip-covered

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	! test -x $(BIN)/hadolint || $(BIN)/hadolint Containerfile

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: install
	$(BIN)/python -m tests.fuzz

# Holds the lock against known holes. It asks an advisory service, so it needs the network; pip-audit has an environment of its own.
audit: requirements.lock
	test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit && \
		$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1; }
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

docs: install
	$(BIN)/python -m sourcing.signals > docs/signals.md

pictures: install
	$(BIN)/python -m tests.pictures

bench: install
	$(BIN)/python -m benchmarks

chaos: install
	$(BIN)/python -m pytest -m chaos -n auto --maxprocesses 2 --dist load tests

eval: install
	$(BIN)/python -m benchmarks ranking "$(DIR)" --mirrors "$(MIRRORS)"

links: install
	MIRRORS="$(MIRRORS)" $(BIN)/python -m pytest -m links -s tests/signals/test_links.py

live: install
	$(BIN)/python -m pytest -m live -s --allow-hosts=api.github.com,127.0.0.1 --force-enable-socket tests/github

install: $(VENV)/installed

recordings: $(VENV)/recordings/pygithub.tar.gz

# torch first and from its own pin: its CPU build has another hash than the registry's, so it cannot stand in the lock.
# A build of it that is in the environment already is kept. Everything else has its hash checked.
$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.11"; exit 3; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Answers of the real GitHub, recorded by others, for the tests. pip builds the archive's metadata before it hands it over: with the
# locked setuptools and setuptools-scm, not with whatever is newest. They name real people: fetched, never committed.
$(VENV)/recordings/pygithub.tar.gz: tests/github/recordings.txt | $(VENV)/installed
	rm -rf $(@D) && mkdir $(@D)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-binary pygithub \
		--require-hashes --dest $(@D) -r $<
	mv $(@D)/pygithub-*.tar.gz $@
	touch $@

NOT_LOCKED := torch triton cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc \
	nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse \
	nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx

# The lock leaves torch and its CUDA packages out (see above); the rest is pinned for every platform.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra scale --universal --python-version 3.11 --generate-hashes --quiet \
		--no-header --no-annotate --no-emit-index-url $(NOT_LOCKED:%=--no-emit-package %) -o requirements.lock

clean:
	rm -rf $(VENV) .sourcing-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
