PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=

help:
	@echo 'make run            serve the portal at http://localhost:$(PORT)/ (PORT=8001 HOST=0.0.0.0 to change that)'
	@echo 'make dev            the same with DEBUG, reloading changed code'
	@echo 'make test           all tests on SQLite, browser tests included (ARGS="-k words" for some)'
	@echo 'make test-postgres  the same tests on a PostgreSQL started for them'
	@echo 'make check          formatting, types, layers, migrations, settings, translations'
	@echo 'make messages       update the catalogues of translations'
	@echo 'make lock           pin the packages of requirements/*.in anew (ARGS=--upgrade for newer ones)'

run:
	@scripts/setup.sh
	@.venv/bin/python manage.py start --host '$(HOST)' --port '$(PORT)'

dev:
	@scripts/setup.sh
	@.venv/bin/python manage.py start --host '$(HOST)' --port '$(PORT)' --reload

test: test-tools
	@env -u DATABASE_URL scripts/test.sh $(ARGS)

test-postgres: test-tools
	@scripts/postgres.sh scripts/test.sh $(ARGS)

test-tools:
	@scripts/setup.sh dev
	@scripts/chromium.sh

check:
	@scripts/setup.sh dev
	@scripts/check.sh

messages:
	@scripts/setup.sh dev
	@.venv/bin/python manage.py update_catalogues

LOCK = .venv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(ARGS)

lock:
	@scripts/setup.sh dev
	@$(LOCK) requirements/run.in --output-file requirements.txt
	@$(LOCK) requirements/dev.in --output-file requirements/dev.txt

.PHONY: help run dev test test-postgres test-tools check messages lock
