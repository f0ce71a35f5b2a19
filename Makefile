# Each command does its own set-up: see docs/operations.md.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: run test check bench messages
run test check bench messages:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: as root, apt-get install python3 python3-venv"; exit 1; }
	@exec $(PYTHON) -m config.local $@ $(ARGS)
