# Everything one does with a checkout. Needs Python 3.11 or newer, make, and the package registries.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run install develop test check lock audit wheel image bench doctor backup restore

BIN := .venv/bin
CONFIG := config.toml
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -lt 4 ] && echo $$n || echo 4)

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: install ## talk to it here, as spain in the demo network; or serve, where config.toml exists
	@if [ -f $(CONFIG) ]; then exec $(BIN)/liaison run --config $(CONFIG); \
	else exec $(BIN)/liaison chat --demo --as spain; fi

install: ## set up .venv for use, from requirements.lock (the others do it by themselves)
	@.ci/setup use

develop: ## the same with the tools of the tasks below, from requirements-dev.lock
	@.ci/setup dev

test: develop ## the whole suite
	@$(BIN)/python -m pytest -n $(WORKERS) --durations 10 $(ARGS)

check: develop ## format, lint, types, the import contract, sizes
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m bench.sizes

lock: develop ## take the newest versions into the locks
	@.ci/lock

audit: develop ## ask a database of advisories about everything that is locked
	@.ci/audit

wheel: develop ## build dist/liaison-….whl, its bill of materials inside
	@$(BIN)/python -m build --no-isolation --wheel

image: wheel ## build the image `liaison` (docker or podman), see bot/deploy
	@$$(command -v podman || echo docker) build -t liaison -f bot/deploy/Containerfile .

bench: develop ## measure, each figure beside its bare counterpart
	@$(BIN)/python -m bench

doctor: install ## check configuration and surroundings, say which line to mend
	@$(BIN)/liaison doctor --config $(CONFIG)

backup: install ## save everything: make backup FILE=liaison-backup
	@[ -n "$(FILE)" ] || { echo "Say where to: make backup FILE=liaison-backup" >&2; exit 2; }
	@$(BIN)/liaison backup --config $(CONFIG) "$(FILE)"

restore: install ## bring a backup back: make restore FILE=liaison-backup
	@[ -n "$(FILE)" ] || { echo "Say which one: make restore FILE=liaison-backup" >&2; exit 2; }
	@$(BIN)/liaison restore --config $(CONFIG) "$(FILE)"
