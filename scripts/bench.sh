#!/bin/sh
# Runs every benchmarks/*.py in its quick form; one that fails does not hide the others.
set -u
cd "$(dirname "$0")/.."
failed=""
for file in benchmarks/*.py; do
    case "$(basename "$file")" in _* | '*.py') continue ;; esac
    printf '\n==> %s\n' "$file"
    .venv/bin/python "$file" --quick || failed="$failed $(basename "$file")"
done
if [ -n "$failed" ]; then
    echo "bench: failed:$failed" >&2
    exit 1
fi
