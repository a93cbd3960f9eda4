"""Runs the real supervisor over toy parts: `python -m tests.runtime.toy_stack DIR PART...`.

Parts: sleeper (ends when asked), stubborn (ignores SIGTERM), parent (has a child of its own),
broken (ends at once), server:PORT (a server that hands its workers over).
"""

import sys
from functools import partial
from pathlib import Path

from config.services import Layout, ServiceError
from config.supervisor import groups
from config.supervisor.part import Part
from config.supervisor.supervisor import Interrupted, Supervisor
from config.supervisor.terminal import Terminal

CODE = {
    "sleeper": "import time; print('awake', flush=True); time.sleep(600)",
    "stubborn": (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('awake', flush=True); time.sleep(600)"
    ),
    "parent": (
        "import subprocess, sys, time;"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "print('awake', flush=True); time.sleep(600)"
    ),
    "broken": "raise SystemExit('the disk is full of holes')",
    "server": (
        "import os, socket, sys, time\n"
        "time.sleep(1)\n"  # what loading an application takes
        "door = socket.socket()\n"
        "door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)\n"
        "door.bind(('127.0.0.1', int(sys.argv[1]))); door.listen()\n"
        "if os.fork():\n"
        "    time.sleep(600)\n"
        "while True:\n"
        "    visitor, _ = door.accept()\n"
        "    visitor.sendall(str(os.getppid()).encode()); visitor.close()\n"
    ),
}


def part(word: str) -> Part:
    kind, _, argument = word.partition(":")
    command = [sys.executable, "-c", CODE[kind], *filter(None, [argument])]
    return Part(
        name=kind,
        title=f"The {kind}",
        command=partial(list, command),
        colour=32,
        hands_over=kind == "server",
        environment={"TOY": str(sys.argv[1])},
    )


def main() -> int:
    layout = Layout(Path(sys.argv[1]))
    layout.make()
    terminal = Terminal()
    for name in groups.end_leftovers(layout):
        terminal.say(f"Ended {name}, left behind.")
    with Supervisor(layout, terminal) as supervisor:
        try:
            for word in sys.argv[2:]:
                supervisor.start(part(word))
            supervisor.run_forever()
        except Interrupted:
            return 0
        except ServiceError as error:
            print(error, flush=True)  # noqa: T201 - what the test reads
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
