#!/bin/sh
# What the tests take from Debian: Chromium for the browser tests, PgBouncer for isolation
# behind a pooler. Installs them where we may; says loudly where we may not.
set -u

need() { # need <command> <package> <what is skipped without it>
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "==> Installing $2 for the tests"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } \
            </dev/null >/dev/null 2>&1 && return 0
    fi
    echo "!!! NO $2 HERE: $3 will be SKIPPED. Install $2 to run them. !!!"
}

need chromium chromium "the browser tests"
need pgbouncer pgbouncer "the tests behind a pooler"
