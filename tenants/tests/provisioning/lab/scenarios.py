"""What a process of its own does with a laboratory's database; each returns JSON."""

import hashlib
import os
import random
import time
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from tenants import directory
from tenants.context import use_workspace
from tenants.models import ModuleSwitch, Workspace
from tenants.modules import is_on
from tenants.provisioning import jobs, levels, migrator, plans, pool
from tenants.provisioning.actions import (
    found_workspace,
    preview_purge,
    purge,
    switch_off,
    switch_on,
)
from tenants.provisioning.drift import check_drift
from tenants.provisioning.exports import existing_tables, export_module
from tenants.provisioning.plans import plan
from tenants.provisioning.registry import behind
from tenants.provisioning.replay import failing_statement
from tenants.provisioning.shapes import fingerprint, shape_of

from .forking import at_once, fork, under_kills


def work_on(database: str) -> None:
    """Turn to another database; one process serves the tests of one level of the code."""
    if connection.settings_dict["NAME"] != database:
        leave()
        connection.settings_dict["NAME"] = database


def leave() -> None:
    """Let go of the database and forget what is known of it."""
    connection.close()
    plans.forget()
    directory.directory.clear()


def command(arguments: list[str]) -> tuple[int, str, str]:
    """Run a management command; return its exit code and what it said."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err, skip_checks=True)
    except CommandError as refusal:
        return 1, out.getvalue(), f"{err.getvalue()}{refusal}"
    return 0, out.getvalue(), err.getvalue()


def prepare(workspaces: int = 2, prefix: str = "one", with_lab: bool = True) -> list[str]:
    """Found workspaces with an owner, with the lab module on; return their schemas."""
    owner, _ = User.objects.get_or_create(email="owner@example.com")
    made = []
    for number in range(workspaces):
        workspace = found_workspace(
            name=f"{prefix} {number}", slug=f"{prefix}-{number}", owner=owner, at=now()
        )
        if with_lab:
            switch_on(workspace=workspace, label="lab", by=owner, at=now())
        made.append(workspace.schema_name)
    return made


def toggle_at_random(slug: str, times: int, seed: int = 11) -> list[str]:
    """Switch the lab module on and off at random; return its content before and after."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    workspace = Workspace.objects.get(slug=slug)
    before = content(slug)
    for _ in range(times):
        change = chance.choice((switch_on, switch_off))
        change(workspace=workspace, label="lab", by=None, at=now())
    return [before, content(slug)]


def content(slug: str) -> str:
    """Return a hash over every row of every table of a workspace's lab module."""
    digest = hashlib.sha256()
    with use_workspace(Workspace.objects.get(slug=slug)), connection.cursor() as cursor:
        for table in existing_tables("lab"):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608
            digest.update(f"{table}{cursor.fetchall()}".encode())
    return digest.hexdigest()


def state(slug: str) -> dict[str, Any]:
    """Return the lab module's row in the registry, and its tables."""
    with use_workspace(Workspace.objects.get(slug=slug)):
        tables = existing_tables("lab")
    row = ModuleSwitch.objects.filter(workspace__slug=slug, module="lab").values().first()
    return {"tables": tables, **(row or {})}


def purge_lab(slug: str, without_export: bool = False) -> None:
    """Purge the lab module."""
    workspace = Workspace.objects.get(slug=slug)
    purge(workspace=workspace, label="lab", by=None, at=now(), without_export=without_export)


def preview(slug: str) -> dict[str, int]:
    """Return what a purge would delete."""
    counts = preview_purge(workspace=Workspace.objects.get(slug=slug), label="lab")
    return {each.table: each.rows for each in counts}


def switch_seconds(slug: str, times: int) -> list[float]:
    """Switch the lab module on from nothing, again and again; return how long each took."""
    workspace, seconds = Workspace.objects.get(slug=slug), []
    for _ in range(times):
        switch_off(workspace=workspace, label="lab", by=None, at=now())
        purge_lab(slug, without_export=True)
        started = time.perf_counter()
        switch_on(workspace=workspace, label="lab", by=None, at=now())
        seconds.append(time.perf_counter() - started)
    return seconds


def switch(slug: str, on: bool) -> str:
    """Switch the lab module of a workspace; return its level."""
    workspace = Workspace.objects.get(slug=slug)
    change = switch_on if on else switch_off
    change(workspace=workspace, label="lab", by=None, at=now())
    return workspace.switches.get(module="lab").migration


def fresh_and_kept(slug: str) -> dict[str, Any]:
    """Return the fingerprint of a workspace's schema and of all plans' shapes together."""
    wanted = {**plan("kernel").shape, **plan("lab").shape}
    found = shape_of(Workspace.objects.get(slug=slug).schema_name)
    return {"found": fingerprint(found), "wanted": fingerprint(wanted), "tables": sorted(found)}


def units(source: str = "") -> list[dict[str, Any]]:
    """Return the lab module's plan from `source`."""
    return plan("lab", source).as_json()


def compile_lab(worker: int = 0) -> str:
    """Compile the lab module's fresh plan; return the fingerprint of its shape."""
    plans.forget()
    return fingerprint(plan("lab").shape)


def drifting() -> dict[str, list[str]]:
    """Return the drift of every workspace that has any."""
    return {found.slug: list(found.lines) for found in check_drift() if found}


def add_rows(slug: str, tag: str = "good") -> int:
    """Put one row into each of several tables."""
    from uuid import uuid4

    with use_workspace(Workspace.objects.get(slug=slug)), connection.cursor() as cursor:
        author, article = uuid4(), uuid4()
        cursor.execute("SELECT id FROM public.identity_user LIMIT 1")
        user = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO lab_author (id, user_id, bio) VALUES (%s, %s, '')", [author, user]
        )
        cursor.execute(
            "INSERT INTO lab_article (id, author_id, title, slug, data)"
            " VALUES (%s, %s, 'A', %s, '{}')",
            [article, author, article.hex],
        )
        cursor.execute("INSERT INTO lab_tag (id, name) VALUES (%s, %s)", [uuid4(), tag])
        cursor.execute(
            "INSERT INTO lab_revision (article_id, body) VALUES (%s, 'é\n,\"')", [article]
        )
    return 4


def claim_under_kills(workers: int, kills: int, every: float = 0.15) -> None:
    """Let `workers` found workspaces for ever while `kills` of them are killed."""
    under_kills(claim_for_ever, workers, kills, every=every)


def claim_for_ever(worker: int) -> None:
    """Found workspaces until killed."""
    owner, _ = User.objects.get_or_create(email=f"owner{worker}@example.com")
    for number in range(1_000_000):
        slug = f"k{worker}-{number}"
        found_workspace(name=slug, slug=slug, owner=owner, at=now())


def migrate_under_kills(kills: int, every: float = 0.05) -> list[int]:
    """Migrate, and kill the migrator in the middle, again and again; return how many are behind.

    Each dies at a random moment within `every` seconds after the first workspace it brought
    up. Once nothing is behind, there is nothing left to kill.
    """
    chance, left = random.Random(5), [len(behind())]  # noqa: S311 - repeatable
    while len(left) <= kills and left[-1]:
        ours, theirs = os.pipe()
        child = fork(partial(_migrate_and_tell, theirs))
        os.close(theirs)
        os.read(ours, 1)
        os.close(ours)
        time.sleep(chance.uniform(0, every))
        child.kill()
        left.append(len(behind()))
    return left


def _migrate_and_tell(pipe: int) -> int:
    def tell(_done: int) -> None:
        os.write(pipe, b".")

    return len(migrator.migrate_workspaces(migrator.Options(), tell).failures)


def together(what: str, count: int, **arguments: Any) -> list[Any]:
    """Run one scenario in several children at once; each is told its number."""
    work = globals()[what]
    return at_once(lambda number: work(**arguments, worker=number), count)


def fill_pool(size: int, worker: int = 0) -> int:
    """Fill the pool; return how many schemas this call made."""
    pool.drop_stale()
    return pool.refill_pool(size=size)


def run_refill_job(size: int) -> int:
    """Run the job once, as a worker would, for a pool of `size`; return how many are ready."""
    with override_settings(POOL_SIZE=size):
        jobs.refill_pool()
    return pool.ready_count()


def stale_and_ready() -> list[int]:
    """Drop stale pool entries; return how many, and how many are ready."""
    return [pool.drop_stale(), pool.ready_count()]


def seen_elsewhere(slug: str, on: bool) -> float:
    """Switch the lab module; return the seconds until another process serves it so."""
    watcher = fork(lambda: _watched(slug, wanted=on, seconds=5))
    time.sleep(0.7)
    switch(slug, on)
    switched = time.time()
    return float(watcher.answer()) - switched


def _watched(slug: str, *, wanted: bool, seconds: float) -> float:
    """Ask every 20 ms, as requests would, until the module is as wanted; return the moment."""
    for _ in range(int(seconds / 0.02)):
        entry = directory.entry_for_host(f"{slug}.localhost")
        if entry is not None and is_on("lab", entry) == wanted:
            return time.time()
        time.sleep(0.02)
    raise RuntimeError("It was never seen.")


def export(slug: str, to: str) -> str:
    """Export the lab module's data."""
    workspace = Workspace.objects.get(slug=slug)
    return str(export_module(workspace=workspace, label="lab", to=Path(to), at=now()))


def migrate(jobs: int = 1, worker: int = 0) -> int:
    """Migrate every workspace; return how many failed."""
    return len(migrator.migrate_workspaces(migrator.Options(jobs=jobs)).failures)


def how_far() -> dict[str, Any]:
    """Return what is behind, and at which statement the first of it would fail."""
    rows = behind()
    failing = failing_statement(rows[0]) if rows else ""
    return {"behind": [f"{r.slug}:{r.label}:{r.position}" for r in rows], "failing": failing}


def found_many(count: int, prefix: str) -> list[list[float]]:
    """Found workspaces on an empty pool; return seconds to found and to switch lab on, each."""
    owner, _ = User.objects.get_or_create(email="owner@example.com")
    seconds = []
    for number in range(count):
        slug, started = f"{prefix}-{number}", time.perf_counter()
        workspace = found_workspace(name=slug, slug=slug, owner=owner, at=now())
        founded = time.perf_counter()
        switch_on(workspace=workspace, label="lab", by=owner, at=now())
        seconds.append([founded - started, time.perf_counter() - founded])
    return seconds


def claim_seconds(count: int) -> list[float]:
    """Found workspaces out of a filled pool; return the seconds each took."""
    pool.refill_pool(size=count)
    owner, _ = User.objects.get_or_create(email="owner@example.com")
    seconds = []
    for number in range(count):
        started = time.perf_counter()
        found_workspace(name="c", slug=f"claimed-{number}", owner=owner, at=now())
        seconds.append(time.perf_counter() - started)
    return seconds


def migrate_seconds(jobs: int) -> list[float]:
    """Migrate everything; return seconds to compile and to replay."""
    started = time.perf_counter()
    migrator.compile_all()
    compiled = time.perf_counter()
    failures = migrate(jobs)
    if failures:
        raise RuntimeError(f"{failures} workspaces failed.")
    return [compiled - started, time.perf_counter() - compiled]


def sign_up_in_open_transaction(worker: int, rounds: int) -> int:
    """Insert a person and found their workspace in one transaction, pool empty or not."""
    for number in range(rounds):
        pool.make_sure_one_is_ready()
        with transaction.atomic():
            owner = User.objects.create(email=f"new{worker}-{number}@example.com")
            slug = f"new{worker}-{number}"
            found_workspace(name=slug, slug=slug, owner=owner, at=now())
    return rounds


def check_seconds() -> list[float]:
    """Return how long the check whether anything is behind takes: first, and best after."""
    times = []
    for _ in range(5):
        levels.forget()
        started = time.perf_counter()
        behind()
        times.append(time.perf_counter() - started)
    return [times[0], min(times)]
