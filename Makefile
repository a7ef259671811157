# Two commands do everything, set-up included: `make site` builds the sample bureau's site, `make test` passes the tests.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# What `make bench` measures: make bench SIZES="10000 100000 1000000"
SIZES      ?= 10000 100000
BENCH_WORK ?= .bench
PEERS      ?= yes
CHANGES    ?= yes

.PHONY: site test serve docs bench clean

site: $(VENV)/.installed
	$(BIN)/gongshi build
	@echo
	@echo "打开网站 / open the site:  make serve  →  http://127.0.0.1:8000/"

serve: $(VENV)/.installed
	$(BIN)/gongshi serve

test: $(VENV)/.installed-test $(VENV)/.installed-npm
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

docs: $(VENV)/.installed
	$(BIN)/python -m generator.reference_docs

bench: $(VENV)/.installed-test
	$(BIN)/python -m bench.compare --households $(SIZES) --work $(BENCH_WORK) --peers $(PEERS) --changes $(CHANGES)
	$(BIN)/python -m bench.compare_documents --work $(BENCH_WORK) --peers $(PEERS)
	$(BIN)/python -m bench.report

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[posters]'
	touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

# For the tests: the types of the scripts and the rules of accessibility. The site itself needs no Node.js.
$(VENV)/.installed-npm: package.json | $(VENV)/bin/python
	if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund; fi
	touch $@

clean:
	rm -rf $(VENV) node_modules site site.builds $(BENCH_WORK)
