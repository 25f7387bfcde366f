# Each target sets up .venv by itself. PYTHON=python3.13 make site  uses another Python.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NODE := node_modules/.ready

# The dates in what is built are the commit's, so that two builds of one commit are the same.
export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
# Material's notice of its own end of life; this project knows (see README.md).
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help site serve test quick check links external issue record workflows browser lighthouse scale \
  bench differential fuzz fix lock clean
.DEFAULT_GOAL := help

help: ## Show what make can do
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

site: $(READY) ## Build the site into site/
	@$(BIN)/mkdocs build --strict
	@echo "The site is in site/. To read it, run: make serve"

serve: $(READY) ## Build the site, show it on http://127.0.0.1:8000/, rebuild on every change
	@$(BIN)/mkdocs serve

test: $(READY) $(NODE) site ## Run every test
	@$(BIN)/pytest -n auto

lighthouse: $(READY) $(NODE) site ## Measure pages with Lighthouse, five times each (RUNS=1: once)
	@$(BIN)/python tests/browser/lighthouse.py $(RUNS)

check: $(READY) ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

quick: $(READY) ## Check entries, pages and data; with CI=true as notes in a pull request
	@$(BIN)/lexicon check --format $(if $(CI),github,text)

links: $(READY) ## Check every link inside the built site (make site comes first)
	@$(BIN)/python -m lexicon.links --format $(or $(FORMAT),text)

external: $(READY) ## Check every link to other hosts; the report is .cache/links.md
	@rm -f .cache/links.md
	@$(BIN)/python -m lexicon.links --external --report .cache/links.md --json .cache/verdicts.json \
	  || [ -f .cache/links.md ]

issue: ## Open or update the issue with the report of make external (needs gh)
	@tools/issue .cache/links.md

record: $(READY) ## Add the built site's new addresses to docs/data/addresses.txt
	@$(BIN)/python -m lexicon.links --record

workflows: $(READY) ## Check the workflows of .github
	@$(BIN)/zizmor --offline --quiet --persona=pedantic .github
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml

browser: $(READY) ## Fetch the browser for the tests, unless Chromium is installed
	@command -v chromium >/dev/null || $(BIN)/playwright install --with-deps chromium

scale: $(READY) ## Measure how the time for a page grows with the number of entries
	@$(BIN)/python benchmarks/scale.py

bench: $(READY) ## Time a build against plain MkDocs and other linkers (MINUTES=8)
	@PYTHONPATH=hooks $(BIN)/python benchmarks/bench.py --minutes $(or $(MINUTES),8)

differential: $(READY) ## Compare thousands of real documents with the engine and without
	@PYTHONPATH=hooks $(BIN)/python benchmarks/differential.py

fuzz: $(READY) ## Look for input that the engine does not bear (MINUTES=20)
	@PYTHONPATH=hooks $(BIN)/python benchmarks/fuzz.py --minutes $(or $(MINUTES),20)

fix: $(READY) ## Mend what the linters can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(READY) ## Pin the newest versions of all dependencies in requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --group site --group dev --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" --upgrade --quiet --output-file requirements.txt

clean: ## Delete what was built or installed
	rm -rf .venv node_modules site .cache

$(READY): requirements.txt pyproject.toml
	@tools/venv $(PYTHON)
	@touch $@

# For the browser tests alone. Without npm they say so, and in CI they fail.
$(NODE): package-lock.json
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --silent; \
	 else echo "There is no npm: the tests that need axe-core or Lighthouse will be skipped."; fi
	@mkdir -p $(@D) && touch $@
