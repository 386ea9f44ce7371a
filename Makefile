# Everything starts here: `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
INSTANCE ?= instance
DEMO ?= 1
BIN := .venv/bin
MO := translations/en/LC_MESSAGES/messages.mo
STATIC := $(shell find static -type f \( -name '*.css' -o -name '*.js' -o -name '*.svg' \))
unexport PYTHONDONTWRITEBYTECODE # compiled once, the second start is quicker
PO_KEYWORDS := -k counted:1,1 -k lazy_gettext

.PHONY: help setup run test test-fast lint format types bench screenshots translate lock db-new adr-index check clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(MO): translations/en/LC_MESSAGES/messages.po .venv/runtime
	@$(BIN)/pybabel --quiet compile --directory translations

.venv/static: $(STATIC) .venv/runtime
	@$(BIN)/python -m whitenoise.compress --quiet --no-brotli static
	@touch $@

setup: .venv/runtime $(MO) .venv/static ## Create .venv, install, compile translations, compress static files

run: export PORTAL_INSTANCE = $(INSTANCE)
run: setup ## Serve with demo content: make run PORT=8123 INSTANCE=/some/dir DEMO=0
	@exec $(BIN)/flask --app app serve --port $(PORT) $(if $(filter 0,$(DEMO)),--no-demo,--demo)

test: setup .venv/dev ## Run every test, on SQLite, PostgreSQL and in Chromium
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

test-fast: setup .venv/dev ## Run the pure rules and the queries only
	$(BIN)/pytest tests/domain tests/queries

lint: setup .venv/dev ## ruff, mypy --strict, djlint; no warnings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

format: .venv/dev ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup .venv/dev ## Only mypy
	$(BIN)/mypy

bench: setup .venv/dev ## CPU ms per request beside a bare Flask page, at 1,000 and 100,000 comments
	$(BIN)/python -m bench

screenshots: setup .venv/dev ## Make docs/screenshots afresh, in Chromium
	$(BIN)/python docs/make_screenshots.py

translate: .venv/dev ## Collect new sentences into translations/en; then write their English
	$(BIN)/pybabel --quiet extract -F translations/babel.cfg $(PO_KEYWORDS) --no-location --sort-output --omit-header -o translations/messages.pot .
	$(BIN)/pybabel --quiet update -i translations/messages.pot -d translations -l en --no-fuzzy-matching --ignore-pot-creation-date --no-wrap
	sed -i -E '/^"(Report-Msgid|POT-Creation|PO-Revision|Last-Tr|Language-Team|Generated-By)/d' translations/en/LC_MESSAGES/messages.po
	rm translations/messages.pot

lock: ## Pin requirements*.in with hashes (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

db-new: setup ## Write a migration: make db-new ID=0002 m="what it does"
	$(BIN)/flask --app app db revision --autogenerate --rev-id $(ID) -m "$(m)"

adr-index: .venv/runtime ## Write docs/adr/README.md from the decisions' titles
	$(BIN)/python docs/adr/make_index.py

check: lint test ## What CI runs

clean: ## Remove what setup made (the instance stays)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache $(MO)
	find static -name '*.gz' -delete
