"""A pytest plugin for the process that tests/isolation/test_guards.py starts.

Each named test runs once as it is and once per guard that it watches, with that guard taken
away for the length of the test's own call. What came of it is written to ATRIUM_GUARDS_OUT.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

OUTCOMES: dict[str, str] = {}


def key_of(item: pytest.Item) -> str:
    """Return the guard's name for a copy without it; the test's own for the plain run."""
    return str(getattr(item, "guard", item.nodeid.removeprefix("tests/isolation/")))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put one copy of a test behind it for every guard it watches."""
    from .guards import GUARDS

    watched: dict[str, list[str]] = {}
    for name, guard in GUARDS.items():
        watched.setdefault(guard.test, []).append(name)
    items[:] = [
        each
        for item in items
        if key_of(item) in watched
        for each in (item, *(copied(item, guard) for guard in watched[key_of(item)]))
    ]


def copied(item: Any, guard: str) -> pytest.Item:
    """Return the same test again, to run without the guard."""
    made: Any = pytest.Function.from_parent(
        item.parent,
        name=item.name,
        callspec=getattr(item, "callspec", None),
        fixtureinfo=item._fixtureinfo,
        originalname=item.originalname,
    )
    made.guard = guard
    made.own_markers = list(item.own_markers)
    return made  # type: ignore[no-any-return]


def close_what_failures_left_open() -> None:
    """Collect generators that a failed test left inside a workspace, before the next begins.

    The last failure's traceback keeps them alive; collected in the midst of a later test,
    their closing would take that test's workspace away.
    """
    for name in ("last_exc", "last_value", "last_traceback", "last_type"):
        if hasattr(sys, name):
            delattr(sys, name)
    gc.collect()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Take the guard away while the test itself runs; fixtures come and go with it in place."""
    from tenants.context import _current

    from .guards import GUARDS

    close_what_failures_left_open()
    _current.set(None)
    with pytest.MonkeyPatch.context() as patch:
        if hasattr(item, "guard"):
            GUARDS[item.guard].remove(patch)
        try:
            return (yield)
        finally:
            # Without its guard a test may leave a workspace set; the next must not find it.
            _current.set(None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Note the outcome of the call, or that the test never came so far."""
    report: Any = yield
    if report.when == "call" or (report.when == "setup" and not report.passed):
        OUTCOMES[key_of(item)] = report.outcome if report.when == "call" else "no setup"
    return report  # type: ignore[no-any-return]


def pytest_sessionfinish() -> None:
    """Write down what came of each."""
    Path(os.environ["ATRIUM_GUARDS_OUT"]).write_text(json.dumps(OUTCOMES))
