PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=

help:
	@echo 'make run            serve the portal at http://localhost:$(PORT)/ (PORT=8001 HOST=0.0.0.0 to change that)'
	@echo 'make dev            the same with DEBUG, reloading changed code'
	@echo 'make test           all tests on SQLite, browser tests included (ARGS="-k words" for some)'
	@echo 'make test-postgres  those that ask a database, but not in a browser, on a PostgreSQL started for them'
	@echo 'make check          formatting, types, layers, migrations, settings, translations'
	@echo 'make bench          all measurements that need no data from elsewhere: bench-admin, bench-posting, bench-queue, bench-search, bench-triage'
	@echo 'make bench-admin    how the lists of the administration grow from 100 to 10,000 pages'
	@echo 'make bench-posting  what posting a comment costs beside a view that does nothing'
	@echo 'make bench-queue    how fast the moderation desk is with 100 and 10,000 comments that wait'
	@echo 'make bench-search   how fast the search is with 2,000 and 20,000 pages (DATABASE_URL for PostgreSQL too, DATABASE=sqlite for one)'
	@echo 'make messages       update the catalogues of translations'
	@echo 'make screenshots    take the pictures of docs/screenshots anew (ARGS=home for one)'
	@echo 'make bench-lighthouse  what Lighthouse says of the pages on a phone (needs npm)'
	@echo 'make bench-weave    how well and how fast terms are linked (DATA=FOLDER)'
	@echo 'make bench-triage   how well and how fast comments are sorted, on the labelled ones'
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
	@scripts/postgres.sh scripts/test.sh -m 'not browser' $(ARGS)

test-tools:
	@scripts/setup.sh dev
	@scripts/chromium.sh

check:
	@scripts/setup.sh dev
	@scripts/check.sh

messages:
	@scripts/setup.sh dev
	@.venv/bin/python manage.py update_catalogues

bench: bench-admin bench-posting bench-queue bench-search bench-triage

bench-tools:
	@scripts/setup.sh dev
	@.venv/bin/python manage.py compile_catalogues

bench-admin: bench-tools
	@.venv/bin/python bench/admin_lists.py

bench-posting: bench-tools
	@.venv/bin/python bench/posting.py

bench-queue: bench-tools
	@.venv/bin/python bench/moderation_queue.py

bench-search: bench-tools
	@PYTHONPATH=. .venv/bin/python bench/search.py

bench-lighthouse: test-tools bench/node_modules/.package-lock.json
	@.venv/bin/python bench/lighthouse.py $(ARGS)

bench/node_modules/.package-lock.json: bench/package-lock.json
	@npm ci --prefix bench --ignore-scripts --no-audit --no-fund
	@touch $@

screenshots: test-tools
	@.venv/bin/python scripts/screenshots.py $(ARGS)

LOCK = .venv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(ARGS)

lock:
	@scripts/setup.sh dev
	@$(LOCK) requirements/run.in --output-file requirements.txt
	@$(LOCK) requirements/dev.in --output-file requirements/dev.txt

DATA ?= data

bench-weave: bench-tools
	@PYTHONPATH=. .venv/bin/python bench/weave.py '$(DATA)'

bench-triage: bench-tools
	@.venv/bin/python bench/triage.py $(ARGS)

.PHONY: help run dev test test-postgres test-tools check messages screenshots lock bench bench-admin bench-lighthouse bench-posting bench-queue bench-search bench-tools bench-triage bench-weave
