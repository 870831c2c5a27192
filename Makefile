# One list of commands. `make run` and `make test` need only Python 3.11 or later; they set up the rest.
# The environment is .venv; the tool that fills it (uv) lives apart, in .tools.

UV := .tools/bin/uv
BIN := .venv/bin
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help run test setup setup-dev browser lint types imports catalogue docs docs-check check bench format clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Set up, build the barometer from the bundled open data, and serve it at http://localhost:8000
	$(BIN)/barometre build
	$(BIN)/barometre publish
	@exec $(BIN)/barometre serve

test: setup-dev browser check ## Set up and pass every check
	$(BIN)/pytest -n 2

check: lint types imports catalogue docs-check ## Every check but the tests

lint: setup-dev ## Style and common mistakes
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup-dev ## Types
	$(BIN)/mypy

imports: setup-dev ## Imports go one way
	$(BIN)/lint-imports

catalogue: setup-dev ## The content
	$(BIN)/barometre catalogue check

docs: setup-dev ## Write the generated documents again
	$(BIN)/python tools/generate_docs.py

docs-check: setup-dev ## The generated documents are those of the code
	$(BIN)/python tools/generate_docs.py --check

bench: setup-dev ## Measure the hot paths
	@for file in bench/*.py; do echo "$$file"; $(BIN)/python $$file || exit 1; done

format: setup-dev ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## Delete the environment and caches (var/, which holds data, stays)
	rm -rf .venv .tools .ruff_cache .mypy_cache .hypothesis .import_linter_cache

setup: .venv/.run ## Install what running needs
setup-dev: .venv/.dev ## Install what developing needs

.venv/.run: $(UV) pyproject.toml uv.lock
	@test -e .venv/.dev || $(UV) sync --quiet --frozen --no-dev
	@touch $@

.venv/.dev: $(UV) pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen
	@touch .venv/.run $@

$(UV):
	@python=$$(command -v python3 || true); \
	test -n "$$python" || { echo "Python 3.11 or later is needed: apt-get install python3 python3-venv" >&2; exit 1; }; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $$python is $$("$$python" -V)" >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }; \
	rm -rf .tools; "$$python" -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv

browser: setup-dev
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else $(BIN)/playwright install chromium; fi
