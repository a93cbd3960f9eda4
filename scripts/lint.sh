#!/bin/sh
# Every check that needs no test run, each with its time; all of them run, one verdict.
set -u
cd "$(dirname "$0")/.."
export ATRIUM_ENV=test
bin=.venv/bin
failed=""

check() {
    name=$1
    shift
    begun=$(date +%s)
    if output=$("$@" 2>&1); then
        printf 'lint: %-24s ok      %3ds\n' "$name" "$(($(date +%s) - begun))"
    else
        printf 'lint: %-24s FAILED  %3ds\n%s\n' "$name" "$(($(date +%s) - begun))" "$output"
        failed="$failed $name"
    fi
}

check "ruff check" $bin/ruff check --output-format concise .
check "ruff format" $bin/ruff format --check .
check "import floors" $bin/lint-imports
if $bin/python -m config.services start --var-dir var/test >/dev/null; then
    check "django checks" $bin/python manage.py check --fail-level WARNING
    check "migrations complete" $bin/python manage.py makemigrations --check --dry-run
    check "migrations safe" $bin/python manage.py lintmigrations
    .venv/bin/python -m config.services stop-if-idle --var-dir var/test >/dev/null 2>&1
else
    failed="$failed servers"
fi
check "mypy" $bin/mypy

if [ -n "$failed" ]; then
    echo "lint: failed:$failed" >&2
    exit 1
fi
