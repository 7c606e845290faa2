# Everything runs in .venv, made from requirements.lock on first use.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
STAMP := $(VENV)/.installed

.PHONY: demo test packages accuracy soak bench simulate lint docs lock clean

demo: $(STAMP)
	$(VENV)/bin/nianbao demo

# The tests need a PostgreSQL server's programs: installed if they are missing (root or sudo).
test: packages $(STAMP)
	$(VENV)/bin/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

packages:
	.ci/packages

# A thousand documents of every layout and format against their truth: writes docs/accuracy.md.
accuracy: packages $(STAMP)
	$(VENV)/bin/python -m bench.accuracy

# The long runs: two hundred damaged copies of each format, and every property test with many more examples.
soak: packages $(STAMP)
	$(VENV)/bin/python -m bench.soak
	NIANBAO_SOAK=1 $(VENV)/bin/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# What it is compared with is installed beside the rest, by requirements-bench.lock.
bench: packages $(STAMP)
	$(VENV)/bin/pip install --quiet --no-deps --requirement requirements-bench.lock
	$(VENV)/bin/python -m bench.speed
	$(VENV)/bin/python -m bench.crawling
	$(VENV)/bin/python -m bench.archive

# A country of 2,900 simulated portals: how long a night takes, and what an outage leaves behind.
simulate: $(STAMP)
	$(VENV)/bin/python -m bench.simulate

lint: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# The pages of docs/ that are made from the code.
docs: $(STAMP)
	$(VENV)/bin/python docs/make_commands.py
	$(VENV)/bin/python docs/make_queries.py
	$(VENV)/bin/python docs/make_sql.py

# The newest versions that pyproject.toml allows, written down for everybody else.
lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet --editable '.[dev]'
	build/lock/bin/pip freeze --exclude-editable > requirements.lock
	build/lock/bin/pip install --quiet --editable '.[bench]'
	build/lock/bin/pip freeze --exclude-editable | grep -vxFf requirements.lock > requirements-bench.lock

clean:
	rm -rf $(VENV) build demo *.egg-info

$(STAMP): requirements.lock pyproject.toml
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement requirements.lock
	$(VENV)/bin/pip install --quiet --no-deps --editable .
	touch $@
