#!/bin/sh
# Runs the whole test suite on embedded servers below var/test and stops them afterwards.
# Arguments go to pytest. The last line printed is pytest's own.
set -u
cd "$(dirname "$0")/.."
export ATRIUM_ENV=test

stop_servers() {
    .venv/bin/python -m config.services stop-if-idle --var-dir var/test >/dev/null 2>&1
}
trap 'stop_servers; exit 130' INT TERM

sh scripts/debian.sh
.venv/bin/python -m pytest -n "${ATRIUM_TEST_PROCESSES:-2}" --dist loadgroup "$@"
code=$?
stop_servers
exit "$code"
