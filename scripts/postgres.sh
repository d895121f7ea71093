#!/bin/sh
# Runs a command with DATABASE_URL naming a PostgreSQL of its own, gone afterwards: scripts/postgres.sh COMMAND
set -eu
cd "$(dirname "$0")/.."
. scripts/supervise.sh

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The newest of Debian's, which are on nobody's PATH, or else what the PATH has.
find_programs() {
    programs=
    for folder in /usr/lib/postgresql/*/bin; do
        [ ! -x "$folder/initdb" ] || programs=$folder
    done
    [ "$programs" ] || programs=$(dirname "$(command -v initdb)")
    [ -x "$programs/initdb" ] && [ -x "$programs/pg_ctl" ]
}

# Without the cluster that Debian makes and starts with the package.
install_debian_package() {
    printf 'Installing PostgreSQL ...\n'
    export DEBIAN_FRONTEND=noninteractive
    quiet=/etc/postgresql-common/createcluster.d/portal-tests.conf
    mkdir -p "$(dirname "$quiet")"
    printf 'create_main_cluster = false\n' >"$quiet"
    status=0
    { apt-get -qq update && apt-get -qq install --no-install-recommends postgresql >/dev/null; } || status=$?
    rm -f "$quiet"
    return "$status"
}

# Called by the trap, which shellcheck does not see.
# shellcheck disable=SC2317
stop() {
    if [ -e "$folder/data/postmaster.pid" ]; then
        as_owner "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null || :
    fi
    rm -rf "$folder"
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then (cd / && exec setpriv --reuid postgres --regid postgres --init-groups "$@"); else "$@"; fi
}

if ! find_programs; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        fail "These tests need PostgreSQL (Debian: apt install postgresql)."
    fi
    install_debian_package
    find_programs || fail "PostgreSQL was installed, but its programs are not found."
fi
if [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; then
    fail "PostgreSQL does not run as root, and there is no user postgres to run it: use another account."
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/portal-postgres.XXXXXX")
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf '%s' "$password" >"$folder/password"
[ "$(id -u)" != 0 ] || chown -R postgres "$folder"
as_owner "$programs/initdb" -D "$folder/data" -U portal -A scram-sha-256 --pwfile "$folder/password" \
    -E UTF8 --locale C.UTF-8 --no-sync >"$folder/initdb.log" || fail "$(cat "$folder/initdb.log")"
as_owner "$programs/pg_ctl" -D "$folder/data" -l "$folder/data/log" -w start >/dev/null \
    -o "-h 127.0.0.1 -p $port -k $folder -F -c synchronous_commit=off -c full_page_writes=off" \
    || fail "PostgreSQL does not start: $(tail -n 3 "$folder/data/log")"

DATABASE_URL=postgres://portal:$password@127.0.0.1:$port/postgres
export DATABASE_URL
supervise "$@"
