# shellcheck shell=sh
# Sourced: supervise COMMAND runs it to its end, and ends it when this script is asked to end.
# The caller cleans up by a trap on EXIT.

supervise() {
    asked=
    # A shell makes what it starts in the background deaf to Ctrl-C; this gives it its hearing back.
    .venv/bin/python -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$@" &
    child=$!
    trap 'asked=130' INT
    trap 'asked=143; kill -TERM "$child" 2>/dev/null' TERM HUP
    status=0
    while kill -0 "$child" 2>/dev/null; do
        status=0
        wait "$child" || status=$?
    done
    exit "${asked:-$status}"
}
