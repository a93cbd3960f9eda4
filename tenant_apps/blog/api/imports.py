"""Imports, over the same actions as the page."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.foundation.clock import now
from shared_apps.foundation.paging import keyset_page
from tenant_apps.blog import permissions
from tenant_apps.blog.actions.imports import LARGEST_BYTES, LIMIT_IN_WORDS, start_import
from tenant_apps.blog.api import shapes
from tenant_apps.blog.errors import ExportTooLarge
from tenant_apps.blog.models import ImportRun
from tenant_apps.blog.queries import importing
from tenants.access import Access
from tenants.api.base import ApiViewSet

ENVELOPE_BYTES = 64 * 1024


class ExportParser(MultiPartParser):
    """Takes a multipart body of at most one export; a larger one is not read at all."""

    def parse(self, stream, media_type=None, parser_context=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """Return the files; raise ExportTooLarge by the announced length."""
        length = str((parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0")
        if length.isdigit() and int(length) > LARGEST_BYTES + ENVELOPE_BYTES:
            raise ExportTooLarge(limit=LIMIT_IN_WORDS)
        return super().parse(stream, media_type, parser_context)


class ImportViewSet(ApiViewSet):
    """Imports of WordPress exports."""

    parser_classes = (ExportParser,)
    access: ClassVar[dict[str, str | Access]] = {
        "list": permissions.IMPORT,
        "retrieve": permissions.IMPORT,
        "create": permissions.IMPORT,
    }

    @extend_schema(
        operation_id="blog_imports",
        parameters=[shapes.CursorQuery],
        responses=shapes.ImportPageShape,
    )
    def list(self, request: Request) -> Response:
        """Return the imports, newest first."""
        asked = shapes.read_query(shapes.CursorQuery, request)
        page = keyset_page(
            importing.runs(self.member),
            moment="created_at",
            cursor=asked.get("cursor"),
            size=asked["limit"],
        )
        shown = {"results": page.rows, "next": page.next_cursor}
        return Response(shapes.ImportPageShape(shown).data)

    @extend_schema(operation_id="blog_import", responses=shapes.ImportReportShape)
    def retrieve(self, request: Request, run_id: UUID) -> Response:
        """Return an import with its report."""
        return self._answer(importing.run_of(self.member, run_id))

    @extend_schema(
        operation_id="blog_import_create",
        request={"multipart/form-data": shapes.ImportUpload},
        responses={202: shapes.ImportReportShape},
    )
    def create(self, request: Request) -> Response:
        """Check an export and begin its import; ask for its progress under its id."""
        upload = shapes.read(shapes.ImportUpload, request.data)["file"]
        name = upload.name.replace("\x00", "")
        run = start_import(upload=upload, name=name, by=self.member.person, at=now())
        return self._answer(run, 202)

    def _answer(self, run: ImportRun, status: int = 200) -> Response:
        report = importing.report(run)
        run.left_out, run.changed = report.left_out, report.changed  # type: ignore[attr-defined]
        return Response(shapes.ImportReportShape(run).data, status=status)
