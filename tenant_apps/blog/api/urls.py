"""The blog's API, below /api/v1/blog/."""

from typing import Any

from django.urls import URLPattern, path

from tenant_apps.blog.api.comments import CommentViewSet
from tenant_apps.blog.api.imports import ImportViewSet
from tenant_apps.blog.api.posts import PageViewSet, PostViewSet, SearchViewSet
from tenant_apps.blog.api.terms import AuthorViewSet, CategoryViewSet, TagViewSet

app_name = "blog_api"
LIST: dict[str, Any] = {"get": "list", "post": "create"}
ROW: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}


def _texts(name: str, views: Any) -> list[URLPattern]:
    one = f"{name}s/<uuid:post_id>/"
    return [
        path(f"{name}s/", views.as_view(LIST), name=f"{name}s"),
        path(one, views.as_view(ROW), name=name),
        path(f"{one}publish/", views.as_view({"post": "publish"}), name=f"{name}_publish"),
        path(f"{one}unpublish/", views.as_view({"post": "unpublish"}), name=f"{name}_unpublish"),
    ]


urlpatterns = [
    *_texts("post", PostViewSet),
    *_texts("page", PageViewSet),
    path("search/", SearchViewSet.as_view({"get": "list"}), name="search"),
    path("categories/", CategoryViewSet.as_view(LIST), name="categories"),
    path("categories/<uuid:term_id>/", CategoryViewSet.as_view(ROW), name="category"),
    path("tags/", TagViewSet.as_view(LIST), name="tags"),
    path("tags/<uuid:term_id>/", TagViewSet.as_view(ROW), name="tag"),
    path("authors/", AuthorViewSet.as_view({"get": "list"}), name="authors"),
    path("authors/<uuid:term_id>/", AuthorViewSet.as_view({"get": "retrieve"}), name="author"),
    path("comments/", CommentViewSet.as_view(LIST), name="comments"),
    path("comments/<uuid:comment_id>/", CommentViewSet.as_view(ROW), name="comment"),
    path("imports/", ImportViewSet.as_view(LIST), name="imports"),
    path("imports/<uuid:run_id>/", ImportViewSet.as_view({"get": "retrieve"}), name="import"),
]
