#!/bin/sh
# Sees to it that the browser tests find a Chromium, and Playwright what its own program needs.
set -eu
cd "$(dirname "$0")/.."

has_chromium() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then return; fi
    done
    return 1
}

packages=
has_chromium || packages=chromium
.venv/bin/python -m playwright --version >/dev/null 2>&1 || packages="$packages libatomic1"
[ "$packages" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    printf 'The browser tests need packages of the system (Debian: apt install %s).\n' "${packages# }" >&2
    exit 1
fi
printf 'Installing %s ...\n' "${packages# }"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086  # several words
apt-get -qq install --no-install-recommends $packages >/dev/null
