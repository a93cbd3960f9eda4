"""Writes a module's data out whole: one CSV per table and a manifest, in one zip."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import connection, transaction

from tenants.context import no_workspace, use_workspace
from tenants.models import ModuleSwitch, Workspace

from .plans import tables_ever

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ExportedTable:
    """One table in the zip; `sha256` is over its CSV, `rows` does not count the header."""

    table: str
    file: str
    rows: int
    sha256: str


def export_module(*, workspace: Workspace, label: str, to: Path, at: datetime) -> Path:
    """Write all rows of a module's tables to the zip `to`, as of one moment; return it.

    The CSV has a header and is what PostgreSQL's COPY reads. The zip appears under its name
    only when it is whole. The registry then notes the export, which a purge asks for.
    Uploaded files are not in it. Raises OSError where `to` cannot be written.
    """
    part = to.with_name(f".{to.name}.part")
    with _one_moment(workspace), ZipFile(part, "w", ZIP_DEFLATED) as archive:
        tables = [_written(archive, table) for table in existing_tables(label)]
        archive.writestr(MANIFEST, json.dumps(_manifest(workspace, label, tables, at), indent=1))
    with part.open("rb") as whole:
        os.fsync(whole.fileno())
    part.replace(to)
    with no_workspace():
        ModuleSwitch.objects.filter(workspace=workspace, module=label).update(exported_at=at)
    return to


@contextmanager
def _one_moment(workspace: Workspace) -> Iterator[None]:
    """Read everything from one snapshot, unless the caller's transaction has its own."""
    is_own = not connection.in_atomic_block
    with use_workspace(workspace), transaction.atomic():
        if is_own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def existing_tables(label: str) -> list[str]:
    """Return the module's tables that the current workspace has, of whatever level."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            " AND tablename = ANY(%s) ORDER BY 1",
            [sorted(tables_ever(label))],
        )
        return [row[0] for row in cursor.fetchall()]


def _written(archive: ZipFile, table: str) -> ExportedTable:
    file, digest = f"{table}.csv", hashlib.sha256()
    rows_of = f'SELECT * FROM "{table}" ORDER BY 1'  # noqa: S608 - a name from the catalogue
    statement = f"COPY ({rows_of}) TO STDOUT (FORMAT csv, HEADER true)"
    with connection.cursor() as cursor:
        with (
            archive.open(file, "w", force_zip64=True) as member,
            cursor.copy(statement) as rows,
        ):
            for chunk in rows:
                digest.update(chunk)
                member.write(chunk)
        count = max(cursor.rowcount, 0)
    return ExportedTable(table, file, count, digest.hexdigest())


def _manifest(
    workspace: Workspace, label: str, tables: list[ExportedTable], at: datetime
) -> dict[str, object]:
    with no_workspace():
        level = ModuleSwitch.objects.filter(workspace_id=workspace.pk, module=label).first()
    return {
        "format": FORMAT,
        "workspace": str(workspace.pk),
        "slug": workspace.slug,
        "module": label,
        "migration": level.migration if level else "",
        "exported_at": at.isoformat(),
        "tables": [asdict(table) for table in tables],
    }
