# Everything Relto's developers and users run by hand. Each target works from any folder: make -C path/to/relto demo
ROOT := $(shell cd "$$(dirname '$(strip $(MAKEFILE_LIST))')" && pwd)
export PYTHON

.PHONY: demo test soak fuzz mutate bench pictures translations lock clean

demo: ## the main job on the examples, then three nodes that release to each other; KEEP=1 leaves them running
	@cd "$(ROOT)" && scripts/install requirements.lock && scripts/demo && .venv/bin/python scripts/demo-nodes $(if $(KEEP),--keep)

test: ## every check: format, lint, types, imports, tests
	@cd "$(ROOT)" && scripts/install requirements-test.lock && scripts/check

soak: ## the two engines on a million generated cases; generated cases by the thousand for the laws of labels, markings, approvals, proofs and changes; ten thousand simulated networks of nodes; a thousand nodes killed (hours)
	@cd "$(ROOT)" && scripts/install requirements-test.lock && RELTO_SOAK_FROM=1000 RELTO_SOAK_WORLDS=80 .venv/bin/python -m pytest -q -n 2 --timeout 0 tests/unit/release/test_engines_agree.py
	@cd "$(ROOT)" && RELTO_SOAK_EXAMPLES=50 .venv/bin/python -m pytest -q -n 2 --timeout 0 $$(grep -rl --include='test_*.py' 'examples(' tests/unit)
	@cd "$(ROOT)" && mkdir -p soak-output && .venv/bin/python -m tests.simulation --seeds 10000 --first 1000 --kept soak-output/simulation.jsonl
	@cd "$(ROOT)" && .venv/bin/python -m tests.faults --rounds 1000 --every 250 --backlog 100000

fuzz: ## every reader on generated bad input, and five million inputs guided by coverage (about an hour)
	@cd "$(ROOT)" && scripts/install requirements-test.lock && .venv/bin/python -m tests.fuzz --inputs 5000000

mutate: ## every clause of the library made wrong in turn: which of them the agreements' own cases catch
	@cd "$(ROOT)" && scripts/install requirements-test.lock && .venv/bin/python -m tests.mutation

bench: ## the figures, against peers in the same run
	@cd "$(ROOT)" && scripts/install requirements-test.lock && .venv/bin/python -m benchmarks

pictures: ## the README's pictures of the pages, taken with Chromium
	@cd "$(ROOT)" && scripts/install requirements-test.lock && scripts/browser && .venv/bin/python scripts/pictures && .venv/bin/python scripts/picture > docs/images/matrix.svg

translations: ## the catalogues of the pages, brought up to their templates
	@cd "$(ROOT)" && scripts/install requirements-test.lock && .venv/bin/python scripts/translations

lock: ## pin the dependencies anew
	@cd "$(ROOT)" && scripts/lock

clean: ## remove what the other targets made
	@cd "$(ROOT)" && rm -rf .venv demo-output .mypy_cache .pytest_cache .ruff_cache .hypothesis
