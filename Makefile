# Python 3.11 or later is all this needs: the rest is installed into .venv, as the lock files say.
#   make run     set up and serve the demo community    make test    set up and run the tests
#   make found   a community of your own        make serve   serve it
#   make check   all that a change must pass            make lock    choose package versions anew
#   make policy  write docs/policy.md anew: who may do what
#   make pictures  take the pictures of the guide anew, with a browser
#   make audit   compare the versions of requirements.lock with the known vulnerabilities

VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --root-user-action=ignore
PYTHONS ?= python3.14 python3.13 python3.12 python3.11 python3 python
# Tests often wait, so that one worker more than there are processors keeps those busy.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
ARGS    ?=

# Touched when what the lock names has been installed.
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev

# After an upgrade of the system its Python may be gone, and .venv is of no use.
GONE := $(shell test -x $(BIN)/python || rm -rf $(VENV))

.PHONY: run found serve test check bench format policy pictures lock audit clean

run: $(RUNTIME)
	@exec $(BIN)/chengyin demo $(ARGS)

found: $(RUNTIME)
	@exec $(BIN)/chengyin found $(ARGS)

serve: $(RUNTIME)
	@exec $(BIN)/chengyin serve

# Only `check` runs what takes long: walks through every page with a browser, power cuts, properties
# of whole histories.
test: $(DEV)
	@exec $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not whole" $(ARGS)

check: $(DEV)
	$(PIP) check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

bench: $(DEV)
	@exec $(BIN)/python -m benchmarks $(ARGS)

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

policy: $(DEV)
	@exec $(BIN)/python -m api.policy_table

pictures: $(DEV)
	@CHENGYIN_PICTURES=1 exec $(BIN)/pytest -q tests/browser/test_guide.py -k picture

define install
@echo '正在准备 $(VENV)，第一次约需一分钟 … Setting up $(VENV), about a minute the first time.'
@$(INSTALL) --require-hashes --requirement $<
@$(INSTALL) --no-deps --no-build-isolation --editable .
endef

$(RUNTIME): requirements.lock pyproject.toml $(BIN)/pip
	$(install)
	@touch $@

# The dev lock holds all that the runtime lock does.
$(DEV): requirements-dev.lock pyproject.toml $(BIN)/pip
	$(install)
	@touch $(RUNTIME) $@

$(BIN)/pip:
	@for python in $(PYTHONS); do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then exec $$python -m venv --clear $(VENV); fi; \
	done; \
	echo '没有找到 Python 3.11 或更高版本（需带 venv；Debian、Ubuntu 上请安装 python3-venv）。' >&2; \
	echo '也可以指定一个：make run PYTHONS=/path/to/python3' >&2; \
	echo 'No Python 3.11 or later with venv was found (on Debian and Ubuntu: install python3-venv).' >&2; \
	echo 'You can also name one: make run PYTHONS=/path/to/python3' >&2; \
	exit 1

# Versions stay as they are where they can; `make lock ARGS=--upgrade` takes the newest.
UV      := build/uv/bin
COMPILE := $(UV)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

lock: $(BIN)/pip
	@$(BIN)/python -m venv build/uv
	@$(UV)/python -m pip install --quiet --root-user-action=ignore uv
	$(COMPILE) $(ARGS) --output-file requirements.lock
	$(COMPILE) $(ARGS) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

# Fails also where PyPI does not say what is known of a version.
AUDIT := build/audit/bin

audit: $(BIN)/pip
	@$(BIN)/python -m venv build/audit
	@$(AUDIT)/python -m pip install --quiet --root-user-action=ignore pip-audit
	$(AUDIT)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --requirement requirements.lock

# The data in var/ is not ours to throw away.
clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
