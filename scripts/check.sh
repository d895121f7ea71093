#!/bin/sh
# All checks but the tests; stops at the first that fails.
set -eu
cd "$(dirname "$0")/.."

PORTAL_DATA_DIR=$(mktemp -d "${TMPDIR:-/tmp}/portal-check.XXXXXX")
export PORTAL_DATA_DIR
trap 'rm -rf "$PORTAL_DATA_DIR"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
PATH=$PWD/.venv/bin:$PATH

step() {
    printf '== %s\n' "$1"
    shift
    "$@"
}

production() {
    python manage.py "$@" --settings tests.settings_production
}

templates() {
    find templates -name '*.html' -exec djade --check --target-version 5.2 {} +
}

step "ruff format" ruff format --check .
step "ruff check" ruff check .
step "djade" templates
step "mypy" mypy .
step "import-linter" lint-imports
step "translations are compiled" python manage.py compile_catalogues
step "migrations are made" production makemigrations --check --dry-run
# To add a constraint SQLite builds a table anew, which looks like new columns that must not be null. In these
# migrations every new column has a default in the database; read what PostgreSQL would do before adding a name.
rebuilding="0002_review 0004_review 0002_decisions 0003_weaving 0005_weaving 0006_woven_scope 0006_imported_unwoven 0005_moderation_desk 0007_look 0009_bans_closing_suspicion"
rebuilding="$rebuilding 0004_source_language 0007_source_and_synonym_language"
# These make a column unique that they add, so that nothing in it can clash.
rebuilding="$rebuilding 0007_imports_and_changes"
# shellcheck disable=SC2086
step "migrations are safe" production lintmigrations --no-cache --ignore-initial-migrations --quiet ok ignore \
    --ignore-name $rebuilding
step "Django's own checks" production check --deploy --fail-level WARNING
step "translations are complete" python manage.py update_catalogues --check
