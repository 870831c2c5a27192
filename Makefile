# One list of commands. `make run` and `make test` need only Python 3.11 or later; they set up the rest.
# The environment is .venv; the tool that fills it (uv) lives apart, in .tools. Neither touches the system's Python.

UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
SYNC := $(UV) sync --quiet --frozen --python .tools/bin/python

unexport VIRTUAL_ENV
# Compiled modules are kept: every command that a test starts would compile them again, three seconds each time.
unexport PYTHONDONTWRITEBYTECODE
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
# Certificates of the system where there are some: behind a company's proxy they are the only ones that work.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)

# An environment that was moved, or whose Python is gone, is set up again.
ifneq ($(shell cat .venv/.folder 2>/dev/null; test -x $(BIN)/python || echo gone),$(CURDIR))
$(shell rm -rf .venv/.run .venv/.dev .venv/.demo .venv/.folder .tools/bin)
endif

.DEFAULT_GOAL := help
.PHONY: help run demo test test-fast setup setup-dev browser check lint types imports catalogue docs docs-check site screens format hooks bench bench-check clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Set up, build the barometer from the bundled open data, and serve it at http://localhost:8000 (PORT=8100: another port)
	$(BIN)/barometre build
	$(BIN)/barometre publish
	@exec $(BIN)/barometre serve $(if $(PORT),--port $(PORT))

demo: .venv/.demo ## Make a demonstration, all of it made up and marked so, in var/demo, and serve it (PORT=8100: another port)
	@exec $(BIN)/barometre demo $(if $(PORT),--port $(PORT))

# The checks take one processor for half a minute: beside the tests they cost less than before them, and are told last.
# Those of the content and of the documents are tests too.
test: setup-dev browser ## Set up and pass every check: style, types, imports, content, documents, tests (TESTS_EFFORT=nightly: more examples)
	@$(MAKE) --no-print-directory lint types imports >.checks.log 2>&1 & checks=$$!; \
	$(BIN)/pytest -n 4; status=$$?; \
	wait $$checks || status=1; cat .checks.log; rm .checks.log; exit $$status

test-fast: setup-dev ## The tests that need neither an edition, PostgreSQL, a network, a browser nor many draws: under a minute
	$(BIN)/pytest -n 2 -m "not heavy"

setup: .venv/.run ## Install what running needs

setup-dev: .venv/.dev ## Install what developing needs

check: lint types imports catalogue docs-check ## Every check but the tests

lint: setup-dev ## Style and common mistakes
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup-dev ## Types
	$(BIN)/mypy

imports: setup-dev ## Imports go one way
	$(BIN)/lint-imports

catalogue: setup-dev ## The content of the catalogue
	$(BIN)/barometre catalogue check

docs: setup-dev ## Write the generated documents again
	$(BIN)/python tools/generate_docs.py

docs-check: setup-dev ## The generated documents are those of the code
	$(BIN)/python tools/generate_docs.py --check

site: setup-dev ## The documentation as a site, in site/: strictly, without network
	$(BIN)/python tools/build_site.py

screens: setup-dev browser ## Take the screens of the documentation again, from the demonstration
	$(BIN)/python tools/take_screens.py

format: setup-dev ## Format the code and mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

hooks: setup-dev ## Check each commit before it is made (pre-commit)
	$(BIN)/pre-commit install

bench: setup-dev ## Measure the hot paths, on an edition built and published first
	@$(BIN)/barometre build >/dev/null && $(BIN)/barometre publish >/dev/null
	@for file in bench/[a-z]*.py; do echo "$$file"; $(BIN)/python $$file || exit 1; done

bench-check: setup-dev ## Compare the ratios of the benchmarks with those written down (BENCH="visits api": those alone; BENCH=--write writes them)
	@$(BIN)/barometre build >/dev/null && $(BIN)/barometre publish >/dev/null
	@$(BIN)/python tools/bench_check.py $(BENCH)

clean: ## Delete the environment and caches (var/, which holds data, stays)
	rm -rf .venv .tools .ruff_cache .mypy_cache .hypothesis .import_linter_cache

# Running asks for fewer packages than developing, and never takes away those that developing has put there.
.venv/.run: $(UV) pyproject.toml uv.lock
	@$(SYNC) $$(test -e .venv/.dev || echo --no-dev)
	@echo "$(CURDIR)" > .venv/.folder
	@touch $@

# A demonstration shows the effect of the awards.
.venv/.demo: $(UV) pyproject.toml uv.lock
	@$(SYNC) $$(test -e .venv/.dev || echo --no-dev --extra effect)
	@echo "$(CURDIR)" > .venv/.folder
	@touch .venv/.run $@

.venv/.dev: $(UV) pyproject.toml uv.lock
	@$(SYNC)
	@echo "$(CURDIR)" > .venv/.folder
	@touch .venv/.run $@

$(UV):
	@for python in python3 python3.14 python3.13 python3.12 python3.11 none; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	test "$$python" != none || { echo "Python 3.11 or later is needed: apt-get install python3 python3-venv" >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv; ensurepip.version()' 2>/dev/null || \
		{ echo "The venv module of Python is missing: apt-get install $$python-venv" >&2; exit 1; }; \
	rm -rf .tools && "$$python" -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# Pages are tested in Chromium: best in its shell, which has no window to draw. Debian's package, what the system has, or
# Playwright's own build (Ubuntu's package is a snap).
browser: setup-dev
	@command -v chromium-headless-shell >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release && apt-get update -qq && \
		{ DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null || \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }; } || \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ]; then $(BIN)/playwright install --with-deps --only-shell chromium; \
	else $(BIN)/playwright install --only-shell chromium; fi
