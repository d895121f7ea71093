#!/bin/sh
# Sees to it that the browser tests find a Chromium.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit; fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    printf 'The browser tests need Chromium (Debian: apt install chromium).\n' >&2
    exit 1
fi
printf 'Installing Chromium ...\n'
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --no-install-recommends chromium >/dev/null
