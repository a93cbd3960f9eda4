#!/bin/sh
# Makes .venv and installs what requirements/dev.txt locks; does nothing where both are current.
# Needs Python 3.11 or newer and nothing else. PYTHON=... chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."

fail() {
    printf 'Atrium cannot be set up: %s\n' "$1" >&2
    exit 1
}

new_enough() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no python3")
    fail "it needs Python 3.11 or newer and found ${found}. Install one, or name it: make up PYTHON=/path/to/python3."
}

state() {
    cat requirements/dev.txt requirements/bootstrap.txt | cksum
}

if [ -x .venv/bin/python ] && [ "$(cat .venv/atrium-lock 2>/dev/null)" = "$(state)" ]; then
    exit 0
fi

if ! { [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; }; then
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$python has no venv module. On Debian and Ubuntu: apt-get install python3-venv."
    printf '==> Making .venv with %s\n' "$("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

printf '==> Installing the locked packages (once; later starts skip this)\n'
if ! .venv/bin/uv --version >/dev/null 2>&1; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r requirements/bootstrap.txt ||
        fail "uv could not be installed. Is a Python package index reachable?"
fi
.venv/bin/uv pip install --quiet --python .venv/bin/python --compile-bytecode \
    --require-hashes -r requirements/dev.txt ||
    fail "the packages of requirements/dev.txt could not be installed; see the lines above."
state >.venv/atrium-lock
