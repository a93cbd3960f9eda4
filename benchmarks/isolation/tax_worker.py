"""One Django in a process of its own: answers requests in rounds, and says how long each took.

Reads lines "<queries> <requests>" and answers each with a JSON list of nanoseconds.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
HOST = os.environ["TAX_HOST"]


def main() -> None:
    """Serve rounds until the input ends."""
    application = get_wsgi_application()
    for line in sys.stdin:
        queries, requests = map(int, line.split())
        print(json.dumps([timed(application, queries) for _ in range(requests)]), flush=True)


def timed(application: Application, queries: int) -> int:
    """Return how many nanoseconds one request takes, from the environ to the closed answer."""
    environ = environ_for(f"/{queries}/")
    answered: list[str] = []
    begun = time.perf_counter_ns()
    response = application(environ, lambda status, headers: answered.append(status))
    for _ in response:
        pass
    response.close()  # type: ignore[attr-defined]
    taken = time.perf_counter_ns() - begun
    if answered != ["200 OK"]:
        raise RuntimeError(f"The page answered {answered}.")
    return taken


def environ_for(path: str) -> dict[str, Any]:
    """Return what a WSGI server hands over for a GET."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": HOST,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }


if __name__ == "__main__":
    main()
