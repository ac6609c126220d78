# Two commands do everything: `make demo` and `make test`.  Every target makes its own set-up;
# a second call finds it done and starts in seconds.  `make help` lists the targets.

SYSTEM_PYTHON ?= python3
PREPARE := $(SYSTEM_PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed")' \
    && $(SYSTEM_PYTHON) packaging/prepare.py
PYTHON := .venv/bin/python

.PHONY: help setup demo test check lint bench soak planted-bugs package forms translations assets clean
.DEFAULT_GOAL := help

help: ## what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## everything the program needs, nothing started
	@$(PREPARE) --for run

demo: ## a city, its data centre and the console; with no display also a tour in out/tour/
	@$(PREPARE) --for demo
	@sh packaging/demo.sh

test: ## the whole test suite on a virtual display  [ARGS="-k words"]
	@$(PREPARE) --for test
	@sh packaging/run_tests.sh $(ARGS)

check: ## style, types, contracts, generated files, the frozen program's self-test
	@$(PREPARE) --for package
	@sh packaging/check.sh

lint: ## as check, without freezing the program
	@$(PREPARE) --for run
	@IOC_CHECK_PACKAGE=no sh packaging/check.sh

bench: ## performance ratios into benchmarks/results.md  [ONLY=P3]
	@$(PREPARE) --for bench
	@sh packaging/on_display.sh $(PYTHON) -m benchmarks $(ONLY)

FACTOR ?= 50

soak: ## long runs of the fault laboratory and of property tests  [FACTOR=50] [PART=5] [ARGS="--sim-first 300000"]
	@$(PREPARE) --for test
	@sh packaging/run_tests.sh -m "soak or grows or hypothesis" --soak $(FACTOR) --timeout 0 \
	    $(if $(PART),--lab-part $(PART)) $(ARGS)

planted-bugs: ## find which schedule catches each bug planted in our own code; writes docs/planted-bugs.md
	@$(PREPARE) --for test
	@$(PYTHON) -m tests.faults.simulator $(ARGS)

package: ## the frozen program in dist/ioc-console and its self-test
	@$(PREPARE) --for package
	@$(PYTHON) packaging/freeze.py

forms: ## compile forms/*.ui
	@$(PREPARE) --only environment forms

translations: ## build the Vietnamese texts from resources/translations/vi/*.toml
	@$(PREPARE) --only environment translations

assets: ## web map files, fonts, icons
	@$(PREPARE) --only environment assets

clean: ## remove what make made (not the data folder of the program)
	rm -rf .venv .venv-tools .venv-package .setup-stamps build dist out packaging/web/node_modules \
	    resources/web resources/fonts resources/icons/line resources/translations/*.qm
