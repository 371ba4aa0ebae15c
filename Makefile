# The same commands for people and for CI. Each prepares what it needs.

PYTHON ?= python3
PORT ?= 8000
SCALE ?= small
export PYTHON PORT CHROMIUM

venv := .venv/bin
apps := navigator reporting enrollment certificates programs providers users reference

.PHONY: help run test check bench prepare lock messages diagrams demo-dates hammer faults restore-check mutants model clocks lighthouse

help:
	@echo "make run       the portal with the demo district at http://localhost:$(PORT)"
	@echo "make test      all tests"
	@echo "make check     format, lint, types, floors, migrations, translations"
	@echo "make bench     the engine beside its limits (SCALE=small, or full: up to a million certificates)"
	@echo "make prepare   the virtual environment and what documents need"
	@echo "make lock      requirements/*.txt from pyproject.toml"
	@echo "make messages  the words on screen into locale/"
	@echo "make demo-dates the demo district loaded on ten hard days of the year (slow)"
	@echo "make hammer    32 connections on few certificates and places for a minute (ARGS=--help)"
	@echo "make faults    worker and PostgreSQL killed 36 times in the middle of their work"
	@echo "make restore-check  dump, restore into a fresh cluster, compare"
	@echo "make model     ten thousand random steps against the plain model of the rules (slow)"
	@echo "make clocks    the tests of money on hard days and in far zones (slow)"
	@echo "make lighthouse marks of the catalogue, a card and a certificate on a phone (beside make run; needs Node.js)"
	@echo "make mutants   one constraint, trigger step or lock taken away at a time: a test must notice (slow)"
	@echo "make diagrams  docs/lifecycles.md from the tables of transitions"

prepare:
	@tools/prepare

run:
	@tools/prepare
	@exec $(venv)/python manage.py run

test:
	@tools/prepare browser
	$(venv)/pytest -n auto --maxprocesses 4 $(ARGS)

check:
	@tools/prepare
	$(venv)/python tools/lock.py --check
	$(venv)/ruff format --check .
	$(venv)/ruff check .
	find templates -name '*.html' -print0 | xargs -0 $(venv)/djade --check --target-version 5.2
	$(venv)/mypy
	$(venv)/lint-imports
	$(venv)/python manage.py check --fail-level WARNING
	$(venv)/python manage.py makemigrations --check --dry-run
	$(venv)/python manage.py messages --check

bench:
	@tools/prepare
	$(venv)/python -m bench --scale $(SCALE) $(ARGS)

lock:
	@tools/prepare
	$(venv)/python tools/lock.py

messages:
	@tools/prepare
	$(venv)/python manage.py messages

demo-dates:
	@tools/prepare
	DEMO_DATES=1 $(venv)/pytest -n 2 tests/navigator/test_demo.py -k same_on_every_day

diagrams:
	@tools/prepare
	$(venv)/python manage.py diagrams

# ---- The long trials of the funding engine: a cluster of their own, one table each ----------------

hammer:
	@tools/prepare
	$(venv)/python -m tools.proof.hammer $(ARGS)

faults:
	@tools/prepare
	$(venv)/python -m tools.proof.faults $(ARGS)

restore-check:
	@tools/prepare
	$(venv)/python -m tools.proof.restore $(ARGS)

mutants:
	@tools/prepare
	$(venv)/python -m tools.proof.mutants $(ARGS)

model:
	@tools/prepare
	MODEL_EXAMPLES=$${MODEL_EXAMPLES:-400} $(venv)/pytest tests/enrollment/test_model.py $(ARGS)

clocks:
	@tools/prepare
	$(venv)/python -m tools.proof.clocks $(ARGS)

lighthouse:
	@tools/prepare browser
	$(venv)/python -m tools.proof.lighthouse $(ARGS)
