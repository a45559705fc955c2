# `make run` serves Andon, `make test` proves it. Both set up what they need first, and a second
# call starts at once. Another Python: make run PYTHON=/usr/bin/python3.12

PYTHON ?=
export PYTHON

# The interpreter that builds .venv; tools/python.sh says in a sentence why there is none.
FIND_PYTHON = python=$$(sh tools/python.sh)

.PHONY: run test setup bench screenshots

run:
	@$(FIND_PYTHON) && exec "$$python" -m tools.run

test:
	@$(FIND_PYTHON) && exec "$$python" -m tools.test

setup:
	@$(FIND_PYTHON) && exec "$$python" -m tools.setup

bench:
	@$(FIND_PYTHON) && "$$python" -m tools.setup && exec .venv/bin/python -m tools.bench

screenshots:
	@$(FIND_PYTHON) && "$$python" -m tools.setup && exec .venv/bin/python -m tools.screenshots
