"""Categories, tags and authors."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.foundation.paging import keyset_page
from tenant_apps.blog import permissions
from tenant_apps.blog.actions.terms import create_term, delete_term, edit_term
from tenant_apps.blog.api import shapes
from tenant_apps.blog.models import Author, Category, Tag
from tenant_apps.blog.queries import terms
from tenants.access import Access
from tenants.api.base import ApiViewSet

PUBLIC = Access("public", module="blog")
ACCESS: dict[str, str | Access] = {
    "list": PUBLIC,
    "retrieve": PUBLIC,
    "create": permissions.WRITE,
    "partial_update": permissions.WRITE,
    "destroy": permissions.WRITE,
}


def slice_of(model: Any, request: Request, shape: type[shapes.Shape]) -> Response:
    """Answer with a slice of all rows of a model, those made last first."""
    asked = shapes.read_query(shapes.CursorQuery, request)
    page = keyset_page(
        model._default_manager.all(),
        moment="created_at",
        cursor=asked.get("cursor"),
        size=asked["limit"],
    )
    return Response(shape({"results": page.rows, "next": page.next_cursor}).data)


class CategoryViewSet(ApiViewSet):
    """Categories."""

    access: ClassVar[dict[str, str | Access]] = ACCESS

    @extend_schema(
        operation_id="blog_categories",
        parameters=[shapes.CursorQuery],
        responses=shapes.CategoryPageShape,
    )
    def list(self, request: Request) -> Response:
        """Return the categories, those made last first."""
        return slice_of(Category, request, shapes.CategoryPageShape)

    @extend_schema(operation_id="blog_category", responses=shapes.CategoryShape)
    def retrieve(self, request: Request, term_id: UUID) -> Response:
        """Return a category."""
        return Response(shapes.CategoryShape(terms.by_id(Category, term_id)).data)

    @extend_schema(
        operation_id="blog_category_create",
        request=shapes.WriteCategoryShape,
        responses={201: shapes.CategoryShape},
    )
    def create(self, request: Request) -> Response:
        """Make a category."""
        made = create_term(Category, shapes.read(shapes.WriteCategoryShape, request.data))
        return Response(shapes.CategoryShape(made).data, status=201)

    @extend_schema(
        operation_id="blog_category_change",
        request=shapes.WriteCategoryShape(partial=True),
        responses=shapes.CategoryShape,
    )
    def partial_update(self, request: Request, term_id: UUID) -> Response:
        """Rename, move or describe a category."""
        fields = shapes.read(shapes.WriteCategoryShape, request.data, partial=True)
        return Response(
            shapes.CategoryShape(edit_term(terms.by_id(Category, term_id), fields)).data
        )

    @extend_schema(operation_id="blog_category_delete", responses={204: None})
    def destroy(self, request: Request, term_id: UUID) -> Response:
        """Delete a category; its posts stay, its subcategories move up."""
        delete_term(terms.by_id(Category, term_id))
        return Response(status=204)


class TagViewSet(ApiViewSet):
    """Tags."""

    access: ClassVar[dict[str, str | Access]] = ACCESS

    @extend_schema(
        operation_id="blog_tags", parameters=[shapes.CursorQuery], responses=shapes.TagPageShape
    )
    def list(self, request: Request) -> Response:
        """Return the tags, those made last first."""
        return slice_of(Tag, request, shapes.TagPageShape)

    @extend_schema(operation_id="blog_tag", responses=shapes.TagShape)
    def retrieve(self, request: Request, term_id: UUID) -> Response:
        """Return a tag."""
        return Response(shapes.TagShape(terms.by_id(Tag, term_id)).data)

    @extend_schema(
        operation_id="blog_tag_create",
        request=shapes.WriteTagShape,
        responses={201: shapes.TagShape},
    )
    def create(self, request: Request) -> Response:
        """Make a tag."""
        made = create_term(Tag, shapes.read(shapes.WriteTagShape, request.data))
        return Response(shapes.TagShape(made).data, status=201)

    @extend_schema(
        operation_id="blog_tag_change",
        request=shapes.WriteTagShape(partial=True),
        responses=shapes.TagShape,
    )
    def partial_update(self, request: Request, term_id: UUID) -> Response:
        """Rename or describe a tag."""
        fields = shapes.read(shapes.WriteTagShape, request.data, partial=True)
        return Response(shapes.TagShape(edit_term(terms.by_id(Tag, term_id), fields)).data)

    @extend_schema(operation_id="blog_tag_delete", responses={204: None})
    def destroy(self, request: Request, term_id: UUID) -> Response:
        """Delete a tag; its posts stay."""
        delete_term(terms.by_id(Tag, term_id))
        return Response(status=204)


class AuthorViewSet(ApiViewSet):
    """Bylines."""

    access: ClassVar[dict[str, str | Access]] = {"list": PUBLIC, "retrieve": PUBLIC}

    @extend_schema(
        operation_id="blog_authors",
        parameters=[shapes.CursorQuery],
        responses=shapes.AuthorPageShape,
    )
    def list(self, request: Request) -> Response:
        """Return the authors, those made last first."""
        return slice_of(Author, request, shapes.AuthorPageShape)

    @extend_schema(operation_id="blog_author", responses=shapes.AuthorShape)
    def retrieve(self, request: Request, term_id: UUID) -> Response:
        """Return an author."""
        return Response(shapes.AuthorShape(terms.by_id(Author, term_id)).data)
