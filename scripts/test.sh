#!/bin/sh
# Runs the tests with a data folder of their own: scripts/test.sh [PYTEST ARGUMENTS]
set -eu
cd "$(dirname "$0")/.."
. scripts/supervise.sh

.venv/bin/python manage.py compile_catalogues
PORTAL_DATA_DIR=$(mktemp -d "${TMPDIR:-/tmp}/portal-tests.XXXXXX")
export PORTAL_DATA_DIR
trap 'rm -rf "$PORTAL_DATA_DIR"' EXIT
supervise .venv/bin/python -m pytest -n auto --maxprocesses 4 "$@"
