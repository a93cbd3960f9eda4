"""Host to workspace, without a query per request.

Each process keeps all workspaces in memory and asks the database, at most every half
second and only while requests come, for what has changed since. Rows carry the
transaction that changed them (a trigger sets it), so that asking "everything from
transactions that were not yet finished last time" never misses a late commit.
With the database down, the process goes on answering from what it knows.
"""

import json
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

from .context import WorkspaceRef, current, no_workspace

logger = logging.getLogger("atrium.directory")
STALE_AFTER_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Branding:
    """How a workspace looks. `colour` is "#rrggbb"; `theme` is auto, light or dark."""

    colour: str
    theme: str
    logo: str
    tagline: str

    @property
    def logo_url(self) -> str:
        """Return the logo's address on the workspace's own host, or ""."""
        return f"/media/{self.logo}" if self.logo else ""


@dataclass(frozen=True, slots=True)
class WorkspaceEntry:
    """All that a request needs to know of a workspace before it asks its own tables."""

    ref: WorkspaceRef
    slug: str
    name: str
    status: str
    branding: Branding
    modules_on: frozenset[str]
    domains: tuple[str, ...]
    primary_domain: str | None
    settings: dict[str, Any] = field(hash=False)

    @property
    def id(self) -> UUID:
        """Return the workspace's id."""
        return self.ref.id

    @property
    def host(self) -> str:
        """Return the host name people are sent to, without a port."""
        return self.primary_domain or f"{self.slug}.{settings.ATRIUM_BASE_DOMAIN}"

    @property
    def url(self) -> str:
        """Return the address of the workspace's home page, with a slash at its end."""
        return f"{settings.ATRIUM_SCHEME}://{self.host}{settings.ATRIUM_PORT_SUFFIX}/"


CHANGES = """
SELECT w.id, w.schema_name, w.generation, w.slug, w.name, w.status, w.colour, w.theme,
       w.logo, w.tagline, w.settings,
       COALESCE((SELECT array_agg(s.module ORDER BY s.module) FROM public.tenants_moduleswitch s
                 WHERE s.workspace_id = w.id AND s.state = 'on'), '{}'),
       COALESCE((SELECT array_agg(lower(d.domain) ORDER BY d.is_primary DESC, d.domain)
                 FROM public.tenants_domain d
                 WHERE d.tenant_id = w.id AND d.verified_at IS NOT NULL), '{}'),
       (SELECT lower(d.domain) FROM public.tenants_domain d
        WHERE d.tenant_id = w.id AND d.is_primary AND d.verified_at IS NOT NULL)
FROM public.tenants_workspace w WHERE w.changed_xid >= %s
"""
GONE = "SELECT workspace_id FROM public.tenants_gone WHERE changed_xid >= %s"
HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


class Directory:
    """The workspaces this process knows. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._entries: dict[UUID, WorkspaceEntry] = {}
        self._by_slug: dict[str, UUID] = {}
        self._by_domain: dict[str, UUID] = {}
        self._horizon = -1
        self._asked_at = float("-inf")
        self._begun = 0
        self._lock = threading.Lock()

    def entry(self, workspace_id: UUID) -> WorkspaceEntry | None:
        """Return a workspace by id, asking the database where it is not known yet."""
        self._refresh_if_stale()
        found = self._entries.get(workspace_id)
        if found is None:
            self.refresh()
            found = self._entries.get(workspace_id)
        return found

    def for_host(self, host: str) -> WorkspaceEntry | None:
        """Return the workspace of a host name (lower case, no port), or None."""
        self._refresh_if_stale()
        found = self._lookup(host)
        if found is None:
            self.refresh()
            found = self._lookup(host)
        return found

    def refresh(self) -> None:
        """Take in all changes committed until now; keep what is known if that fails.

        Callers that wait at the same time share one question: what began after a caller came
        has seen all that this caller could know of.
        """
        begun = self._begun
        with self._lock:
            if self._begun > begun:
                return
            self._begun += 1
            try:
                self._take_in_changes()
            except DatabaseError:
                logger.warning("directory not refreshed: the database does not answer")
            self._asked_at = time.monotonic()

    def clear(self) -> None:
        """Forget everything; for tests that rewrite the tables."""
        with self._lock:
            self._entries, self._by_slug, self._by_domain = {}, {}, {}
            self._horizon, self._asked_at = -1, float("-inf")

    def all(self) -> Iterable[WorkspaceEntry]:
        """Return a snapshot of all workspaces known."""
        self._refresh_if_stale()
        return list(self._entries.values())

    def _refresh_if_stale(self) -> None:
        if time.monotonic() - self._asked_at > STALE_AFTER_SECONDS:
            self.refresh()

    def _lookup(self, host: str) -> WorkspaceEntry | None:
        suffix = f".{settings.ATRIUM_BASE_DOMAIN}"
        if host.endswith(suffix):
            found = self._by_slug.get(host.removesuffix(suffix))
        else:
            found = self._by_domain.get(host)
        return self._entries.get(found) if found else None

    def _take_in_changes(self) -> None:
        with no_workspace(), connection.cursor() as cursor:
            # The horizon is read first: what commits in between is simply read twice.
            cursor.execute(f"{HORIZON};{CHANGES};{GONE}", [self._horizon, self._horizon])
            horizon = cursor.fetchone()[0]
            cursor.nextset()
            changed = [_entry(row) for row in cursor.fetchall()]
            cursor.nextset()
            gone = [row[0] for row in cursor.fetchall()]
        for entry in changed:
            self._put(entry)
        for workspace_id in gone:
            self._drop(workspace_id)
        self._horizon = horizon

    def _put(self, entry: WorkspaceEntry) -> None:
        before = self._entries.get(entry.id)
        self._entries[entry.id] = entry
        self._by_slug[entry.slug] = entry.id
        self._by_domain.update(dict.fromkeys(entry.domains, entry.id))
        if before is not None:
            self._forget_names(before, kept=entry)

    def _drop(self, workspace_id: UUID) -> None:
        before = self._entries.pop(workspace_id, None)
        if before is not None:
            self._forget_names(before, kept=None)

    def _forget_names(self, before: WorkspaceEntry, kept: WorkspaceEntry | None) -> None:
        # A name that another workspace has taken over meanwhile stays with that one.
        slugs = {before.slug} - ({kept.slug} if kept else set())
        hosts = set(before.domains) - set(kept.domains if kept else ())
        for names, known in ((slugs, self._by_slug), (hosts, self._by_domain)):
            for name in names:
                if known.get(name) == before.id:
                    del known[name]


def _entry(row: tuple[Any, ...]) -> WorkspaceEntry:
    (
        pk,
        schema,
        generation,
        slug,
        name,
        status,
        *brand,
        own,
        modules,
        domains,
        primary,
    ) = row
    return WorkspaceEntry(
        ref=WorkspaceRef(pk, schema, generation),
        slug=slug,
        name=name,
        status=status,
        branding=Branding(*brand),
        modules_on=frozenset(modules),
        domains=tuple(domains),
        primary_domain=primary,
        settings=json.loads(own) if isinstance(own, str) else own,
    )


directory = Directory()


def entry(workspace_id: UUID) -> WorkspaceEntry | None:
    """Return a workspace by id, or None."""
    return directory.entry(workspace_id)


def entry_for_host(host: str) -> WorkspaceEntry | None:
    """Return the workspace that answers on a host name, or None."""
    return directory.for_host(host)


def current_entry() -> WorkspaceEntry | None:
    """Return the directory's entry of the current workspace, or None where none is set."""
    ref = current()
    return directory.entry(ref.id) if ref else None


def refresh() -> None:
    """Take in changes now: called after a commit that this process must see at once."""
    directory.refresh()


def known_domain(domain: str) -> bool:
    """Return whether a certificate may be had for this host name.

    True for the public site, the admin, slugs' subdomains and verified custom domains.
    """
    host = domain.strip().lower().rstrip(".")
    base = settings.ATRIUM_BASE_DOMAIN
    return host in {base, f"www.{base}", f"admin.{base}"} or directory.for_host(host) is not None
