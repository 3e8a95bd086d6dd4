# The one command runner. `make` alone explains every target.

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint fix bench docs lock samples clean

RUN := .venv/bin
LOCK := uv pip compile pyproject.toml --quiet --upgrade --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock'

help: ## Show what there is to run
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Set up .venv (uv when present, else pip); a second run does nothing
	@scripts/setup.sh run

demo: setup ## Start the whole system and hand it the documents in samples/
	@$(RUN)/assay demo

test: ## Set up for development, then run every test
	@scripts/setup.sh dev
	@$(RUN)/python -m pytest --numprocesses auto --dist worksteal

lint: ## Check style, types and import contracts
	@scripts/setup.sh dev
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/mypy
	$(RUN)/lint-imports

fix: ## Correct style where a program can
	@scripts/setup.sh dev
	$(RUN)/ruff check --fix
	$(RUN)/ruff format

bench: ## Run the benchmarks; SET=folder SCORER=program adds accuracy, ODD=folder odd files, SCANS=folder text recognition, PEER=folder invoice2data
	@scripts/setup.sh dev
	$(RUN)/python benchmarks/startup.py
	$(RUN)/python benchmarks/words.py
	$(RUN)/python benchmarks/sandbox.py
	$(RUN)/python benchmarks/word.py
	$(RUN)/python benchmarks/web.py
	$(RUN)/python benchmarks/mail.py
	$(RUN)/python benchmarks/belt.py
	$(RUN)/python benchmarks/review.py
	$(RUN)/python benchmarks/rules.py
	$(RUN)/python benchmarks/asking_speed.py
	$(RUN)/python benchmarks/asking_cost.py
	$(if $(ODD),$(RUN)/python benchmarks/bad_inputs.py $(ODD) --ocr)
	$(if $(SCANS),$(RUN)/python benchmarks/ocr.py $(SCANS))
	$(if $(PEER),$(RUN)/python benchmarks/peer.py $(PEER))
	$(if $(SET),$(RUN)/python benchmarks/accuracy.py $(SET) --scorer $(SCORER))

docs: ## Write the generated reference pages anew
	@scripts/setup.sh dev
	$(RUN)/python scripts/reference.py

lock: ## Resolve the locked requirements anew (needs uv)
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --extra ocr --extra msg --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock

samples: ## Make our own sample documents anew
	@scripts/setup.sh dev
	$(RUN)/python samples/make.py

clean: ## Remove the environment, caches and data of this checkout
	rm -rf .venv .cache .assay *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
