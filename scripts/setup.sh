#!/bin/sh
# Makes .venv and installs the locked packages when the lock has changed: scripts/setup.sh [dev]
# An interrupted installation is thrown away and made anew.
set -eu
cd "$(dirname "$0")/.."

unfinished=.venv/.unfinished
log=.venv/install.log
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

find_python() {
    too_old=yes
    for python in python3 python3.11 python3.12 python3.13; do
        "$python" -c "$new_enough" 2>/dev/null || continue
        too_old=
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    done
    [ "$too_old" ] && fail "Python 3.11 or newer is needed (Debian: apt install python3 python3-venv)."
    fail "Python's venv module is missing (Debian: apt install python3-venv)."
}

make_environment() {
    if [ ! -w . ] || { [ -e .venv ] && [ ! -w .venv ]; }; then
        fail "Cannot write into $PWD: the packages cannot be installed."
    fi
    if [ -e "$unfinished" ] || ! .venv/bin/python -c "import pip; $new_enough" 2>/dev/null; then
        find_python
        printf 'Making the virtual environment ...\n'
        rm -rf .venv
        mkdir .venv
        : >"$unfinished"
        "$python" -m venv .venv >"$log" 2>&1 || fail "The virtual environment cannot be made: $(tail -n 1 "$log")"
    fi
    : >"$unfinished"
}

show_progress() {
    total=$1 count=0 tab=$(printf '\t')
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            Collecting* | "Requirement already"*)
                count=$((count + 1))
                if [ -t 1 ]; then
                    printf '\r  %s of %s packages fetched' "$count" "$total"
                elif [ $((count % 10)) = 0 ]; then
                    printf '  %s of %s packages fetched\n' "$count" "$total"
                fi
                ;;
            "Installing collected"*)
                [ ! -t 1 ] || printf '\n'
                printf '  unpacking them\n'
                ;;
            "$tab"failed)
                [ ! -t 1 ] || printf '\n'
                grep '^ERROR' "$log" | tail -n 5 >&2
                fail "The packages could not be installed: is the network reachable? All of it is in $log."
                ;;
        esac
    done
}

checksum() {
    cksum <"$1"
}

stamp() {
    printf '.venv/.installed-%s' "$(basename "$1")"
}

is_installed() {
    [ -x .venv/bin/python ] && [ ! -e "$unfinished" ] && [ "$(checksum "$1")" = "$(cat "$(stamp "$1")" 2>/dev/null)" ]
}

install() {
    printf 'Installing the packages of %s ...\n' "$1"
    : >"$log"
    {
        .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
            --require-hashes --no-deps -r "$1" 2>&1 || printf '\tfailed\n'
    } | show_progress "$(grep -c '^[a-z].*==' "$1")"
    checksum "$1" >"$(stamp "$1")"
}

# One installation at a time: what a killed one left running still holds the lock on this folder.
wait_for_turn() {
    command -v flock >/dev/null || return 0
    exec 9<.
    flock -n 9 && return
    printf 'Waiting for another installation to end ...\n'
    flock 9
}

wait_for_turn
locks=requirements.txt
[ "${1:-}" != dev ] || locks="$locks requirements/dev.txt"
for lock in $locks; do
    if ! is_installed "$lock"; then
        make_environment
        install "$lock"
        rm "$unfinished"
    fi
done
