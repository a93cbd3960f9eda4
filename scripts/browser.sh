#!/bin/sh
# The browser tests need Chromium. Installs Debian's where we may; says so where we may not.
set -u
if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "==> Installing Chromium for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } </dev/null >/dev/null 2>&1 && exit 0
fi
echo "!!! NO CHROMIUM HERE: the browser tests will be SKIPPED. Install chromium to run them. !!!"
