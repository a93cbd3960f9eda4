"""Posts and pages, over the same actions as the editor."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from shared_apps.foundation.clock import now
from shared_apps.foundation.paging import keyset_page
from tenant_apps.blog import permissions
from tenant_apps.blog.actions import posts, publishing
from tenant_apps.blog.actions.terms import tags_named
from tenant_apps.blog.api import shapes
from tenant_apps.blog.models import Author, Category, Post, Tag
from tenant_apps.blog.queries import reading, search, terms, writing
from tenants.access import Access
from tenants.api.base import ApiViewSet

PUBLIC = Access("public", module="blog")
WRITE = permissions.WRITE


class _Texts(ApiViewSet):
    """What posts and pages share; `kind` tells them apart."""

    kind: str
    query_shape: type[shapes.Shape]
    write_shape: type[shapes.Shape]
    access: ClassVar[dict[str, str | Access]] = {
        "list": PUBLIC,
        "retrieve": PUBLIC,
        "create": WRITE,
        "partial_update": WRITE,
        "destroy": WRITE,
        "publish": WRITE,
        "unpublish": WRITE,
    }

    def _list(self, request: Request) -> Response:
        asked = shapes.read_query(self.query_shape, request)
        rows = self._rows(asked, now()).annotate(moment=Coalesce("published_at", F("created_at")))
        page = keyset_page(rows, moment="moment", cursor=asked.get("cursor"), size=asked["limit"])
        shown = {"results": page.rows, "next": page.next_cursor}
        return Response(shapes.PostPageShape(shown).data)

    def _rows(self, asked: dict[str, Any], at: datetime) -> QuerySet[Post]:
        rows = Post.objects.visible_to(self.member, at).filter(kind=self.kind)
        rows = reading.for_list(rows)
        status = asked.get("status")
        rows = rows.filter(status=status) if status else rows.exclude(status=Post.Status.TRASH)
        if "category" in asked:
            rows = reading.in_category(rows, terms.by_slug(Category, asked["category"]))
        if "tag" in asked:
            rows = reading.with_tag(rows, terms.by_slug(Tag, asked["tag"]))
        if "author" in asked:
            rows = rows.filter(author=terms.by_slug(Author, asked["author"]))
        return rows

    def _answer(self, post_id: UUID, status: int = 200) -> Response:
        post = reading.of_kind(self.member, self.kind, post_id, now())
        context = {"can_write": self.member.can(WRITE)}
        return Response(shapes.WholePostShape(post, context=context).data, status=status)

    def _create(self, request: Request) -> Response:
        fields = self._fields(shapes.read(self.write_shape, request.data))
        fields.pop("version", None)
        made = posts.create_post(kind=self.kind, fields=fields, by=self.member.person, at=now())
        return self._answer(made.pk, 201)

    def _change(self, request: Request, post_id: UUID) -> Response:
        fields = self._fields(shapes.read(self.write_shape, request.data, partial=True))
        version = fields.pop("version", None)
        posts.edit_post(
            post=self._own(post_id), fields=fields, by=self.member.person, version=version
        )
        return self._answer(post_id)

    def _own(self, post_id: UUID) -> Post:
        return writing.editable(self.member, post_id, self.kind)

    def _fields(self, given: dict[str, Any]) -> Any:
        """Return the fields with rows in place of ids and names."""
        if "categories" in given:
            given["categories"] = _categories(given["categories"])
        if "tags" in given:
            given["tags"] = tags_named(given["tags"])
        if given.get("parent"):
            given["parent"] = _parent(given["parent"])
        return given

    def _destroy(self, post_id: UUID) -> Response:
        post = self._own(post_id)
        if post.status == Post.Status.TRASH:
            posts.delete_post(post=post, by=self.member.person)
        else:
            posts.trash_post(post=post, by=self.member.person, at=now())
        return Response(status=204)

    def _publish(self, request: Request, post_id: UUID) -> Response:
        post, at = self._own(post_id), now()
        moment = shapes.read(shapes.PublishShape, request.data).get("at")
        by = self.member.person
        if moment is None:
            publishing.publish_post(post=post, by=by, at=at)
        else:
            publishing.schedule_post(post=post, by=by, publish_at=moment, at=at)
        return self._answer(post_id)

    def _unpublish(self, post_id: UUID) -> Response:
        publishing.unpublish_post(post=self._own(post_id), by=self.member.person, at=now())
        return self._answer(post_id)


def _categories(ids: list[UUID]) -> list[Category]:
    found = list(Category.objects.filter(pk__in=ids))
    if len(found) != len(set(ids)):
        raise ValidationError({"categories": ["There is no such category."]})
    return found


def _parent(page_id: UUID) -> Post:
    found = Post.objects.filter(pk=page_id, kind=Post.Kind.PAGE).first()
    if found is None:
        raise ValidationError({"parent": ["There is no such page."]})
    return found


def _described(name: str, **more: Any) -> Any:
    return extend_schema(operation_id=f"blog_{name}", **more)


class PostViewSet(_Texts):
    """Posts."""

    kind = Post.Kind.POST
    query_shape = shapes.PostQuery
    write_shape = shapes.WritePostShape

    @_described("posts", parameters=[shapes.PostQuery], responses=shapes.PostPageShape)
    def list(self, request: Request) -> Response:
        """Return posts, newest first; drafts and the like for writers only."""
        return self._list(request)

    @_described("post", responses=shapes.WholePostShape)
    def retrieve(self, request: Request, post_id: UUID) -> Response:
        """Return a post with its text."""
        return self._answer(post_id)

    @_described(
        "post_create", request=shapes.WritePostShape, responses={201: shapes.WholePostShape}
    )
    def create(self, request: Request) -> Response:
        """Make a draft."""
        return self._create(request)

    @_described(
        "post_change",
        request=shapes.WritePostShape(partial=True),
        responses=shapes.WholePostShape,
    )
    def partial_update(self, request: Request, post_id: UUID) -> Response:
        """Change a post; with `version`, only if nobody has changed it since."""
        return self._change(request, post_id)

    @_described("post_delete", responses={204: None})
    def destroy(self, request: Request, post_id: UUID) -> Response:
        """Move a post to the trash; delete it for good where it is there already."""
        return self._destroy(post_id)

    @_described("post_publish", request=shapes.PublishShape, responses={200: shapes.WholePostShape})
    def publish(self, request: Request, post_id: UUID) -> Response:
        """Publish a post now, or at a moment ahead."""
        return self._publish(request, post_id)

    @_described("post_unpublish", request=None, responses={200: shapes.WholePostShape})
    def unpublish(self, request: Request, post_id: UUID) -> Response:
        """Make a post a draft again."""
        return self._unpublish(post_id)


class PageViewSet(_Texts):
    """Pages."""

    kind = Post.Kind.PAGE
    query_shape = shapes.PageQuery
    write_shape = shapes.WritePageShape

    @_described("pages", parameters=[shapes.PageQuery], responses=shapes.PostPageShape)
    def list(self, request: Request) -> Response:
        """Return pages, newest first; drafts and the like for writers only."""
        return self._list(request)

    @_described("page", responses=shapes.WholePostShape)
    def retrieve(self, request: Request, post_id: UUID) -> Response:
        """Return a page with its text."""
        return self._answer(post_id)

    @_described(
        "page_create", request=shapes.WritePageShape, responses={201: shapes.WholePostShape}
    )
    def create(self, request: Request) -> Response:
        """Make a draft."""
        return self._create(request)

    @_described(
        "page_change",
        request=shapes.WritePageShape(partial=True),
        responses=shapes.WholePostShape,
    )
    def partial_update(self, request: Request, post_id: UUID) -> Response:
        """Change a page; with `version`, only if nobody has changed it since."""
        return self._change(request, post_id)

    @_described("page_delete", responses={204: None})
    def destroy(self, request: Request, post_id: UUID) -> Response:
        """Move a page to the trash; delete it for good where it is there already."""
        return self._destroy(post_id)

    @_described("page_publish", request=shapes.PublishShape, responses={200: shapes.WholePostShape})
    def publish(self, request: Request, post_id: UUID) -> Response:
        """Publish a page now, or at a moment ahead."""
        return self._publish(request, post_id)

    @_described("page_unpublish", request=None, responses={200: shapes.WholePostShape})
    def unpublish(self, request: Request, post_id: UUID) -> Response:
        """Make a page a draft again."""
        return self._unpublish(post_id)


class SearchViewSet(ApiViewSet):
    """Full-text search."""

    access: ClassVar[dict[str, str | Access]] = {"list": PUBLIC}

    @_described("search", parameters=[shapes.SearchQuery], responses=shapes.FoundShape)
    def list(self, request: Request) -> Response:
        """Return public posts and pages that hold the words, best first."""
        asked = shapes.read_query(shapes.SearchQuery, request)
        found = search.find(asked["q"], now())
        shown = {"results": found.posts[: asked["limit"]], "by_likeness": found.by_likeness}
        return Response(shapes.FoundShape(shown).data)
