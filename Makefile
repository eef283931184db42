# Everything sets itself up: `make demo` on a clean Debian with Python 3.11 is enough. Stamps of what is done lie in .make/.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
DEMO_DIR := var/demo
DEMO_SIZE ?= small
WORKERS ?= 2
# Tests start the product a dozen times over; without its byte code each start compiles all of it again.
unexport PYTHONDONTWRITEBYTECODE

PDF_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
TEST_PACKAGES := chromium
VENV_PROBE := $(PYTHON) -c 'import ensurepip, venv'
PDF_PROBE := $(PYTHON) -c 'import ctypes; [ctypes.CDLL(f"{name}.so.0") for name in ("libpango-1.0", "libpangoft2-1.0", "libharfbuzz-subset")]'
BROWSER_PROBE := command -v chromium || command -v chromium-browser || command -v google-chrome
# What mypy reads strictly: the rules of the field and the verbs over them.
TYPED := $(wildcard app/*/rules.py app/*/operations.py app/core/*.py)

.PHONY: help run demo test check bench mutants migration clean

help: ## List the targets.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(STAMPS)/runtime ## Serve; an empty database prints a one-time set-up link.
	@exec $(BIN)/python run.py serve

demo: $(STAMPS)/runtime ## Serve a synthetic college (made once, in var/demo); prints the logins.
	@export DATA_DIR="$${DATA_DIR:-$(CURDIR)/$(DEMO_DIR)}" TOTP_REQUIRED=0
	exec $(BIN)/python run.py demo --size $(DEMO_SIZE) --serve

test: $(STAMPS)/development ## Run all tests on both engines.
	@$(BIN)/pytest -n 3 --dist worksteal -q

check: $(STAMPS)/development ## Lint, types, import directions, translations.
	@echo "ruff";        $(BIN)/ruff check .
	echo "mypy";         $(BIN)/mypy $(TYPED)
	echo "imports";      $(BIN)/lint-imports --no-cache
	echo "translations"; $(BIN)/python run.py translations --check
	echo "migrations";   $(BIN)/pytest -q tests/architecture/test_migrations.py

bench: $(STAMPS)/runtime ## Measure the main pages as ratios to their limits.
	@$(BIN)/python run.py bench

mutants: $(STAMPS)/development ## Break the guards one by one; every break must fail a test.
	@$(BIN)/python -m tests.architecture.mutants

migration: $(STAMPS)/development ## Write a migration from the models: make migration MESSAGE="add x".
	@test -n "$(MESSAGE)" || { echo 'usage: make migration MESSAGE="what changes"'; exit 2; }
	$(BIN)/python -c 'import sys; from app.factory import create_app; from app import schema; from app.extensions import db; app = create_app(); app.app_context().push(); schema.revise(db.engine, sys.argv[1])' "$(MESSAGE)"

clean: ## Remove the virtual environment and the stamps; data in var/ stay.
	rm -rf $(VENV) $(STAMPS)

# System packages come by apt where we may; otherwise the command is printed, and only what needs them is missing.
# $(1): packages, $(2): a command that succeeds when they are there.
define install_packages
	if ! { $(2); } >/dev/null 2>&1; then
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
			echo "Installing $(1)"
			export DEBIAN_FRONTEND=noninteractive
			apt-get install -y -qq --no-install-recommends $(1) >/dev/null 2>&1 \
				|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends $(1) >/dev/null; } \
				|| echo "Could not install them. Run: sudo apt-get install $(1)"
		else
			echo "System packages are missing. Run: sudo apt-get install $(1)"
		fi
	fi
endef

$(STAMPS):
	@mkdir -p $@

$(STAMPS)/venv: | $(STAMPS)
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed: sudo apt-get install python3.11"; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $(PYTHON) is older"; exit 1; }
	$(call install_packages,python3-venv,$(VENV_PROBE))
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	touch $@

$(STAMPS)/pdf: | $(STAMPS)
	@$(call install_packages,$(PDF_PACKAGES),$(PDF_PROBE))
	touch $@

$(STAMPS)/browser: | $(STAMPS)
	@$(call install_packages,$(TEST_PACKAGES),$(BROWSER_PROBE))
	touch $@

$(STAMPS)/runtime: requirements.txt $(STAMPS)/venv $(STAMPS)/pdf
	@echo "Installing Python packages"
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(STAMPS)/development: requirements-dev.txt $(STAMPS)/runtime $(STAMPS)/browser
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@
