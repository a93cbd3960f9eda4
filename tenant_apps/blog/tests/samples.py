"""Real rows behind every route of the blog, for tests that walk all routes."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from shared_apps.foundation.clock import now
from shared_apps.registry.roles import Role
from tenant_apps.blog.actions.comments import Said, submit_comment
from tenant_apps.blog.actions.imports import start_import
from tenant_apps.blog.actions.posts import create_post
from tenant_apps.blog.actions.publishing import publish_post
from tenant_apps.blog.actions.terms import create_term
from tenant_apps.blog.models import Category, Post, Tag
from tenants.access import member_of
from tenants.context import use_workspace
from tenants.directory import entry
from tenants.models import Membership, Workspace

EMPTY_EXPORT = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<wp:wxr_version>1.2</wp:wxr_version></channel></rss>"""


def samples(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """Make one of everything; return the arguments of each route by its name."""
    owner = Membership.objects.select_related("user").get(workspace=workspace, role=Role.OWNER).user
    where = entry(workspace.pk)
    assert where is not None
    with use_workspace(workspace):
        at = now()
        category = create_term(Category, {"name": "Sample category"})
        tag = create_term(Tag, {"name": "Sample tag"})
        post, page = (
            publish_post(
                post=create_post(
                    kind=kind,
                    fields={"title": f"Sample {kind}", "body": "Words.", "comments_open": True},
                    by=owner,
                    at=at,
                ),
                by=owner,
                at=at,
            )
            for kind in Post.Kind.values
        )
        comment = submit_comment(
            post=post,
            said=Said("Sample words."),
            member=member_of(where, owner),
            address="sample",
            at=at,
        )
        assert comment is not None
        run = start_import(
            upload=ContentFile(EMPTY_EXPORT, "sample.xml"), name="sample.xml", by=owner, at=at
        )
        return _routes(post, page, category, tag, comment.pk, run.pk)


def _routes(
    post: Post, page: Post, category: Category, tag: Tag, comment_id: Any, run_id: Any
) -> dict[str, dict[str, Any]]:
    one_post, one_page = {"post_id": post.pk}, {"post_id": page.pk}
    year = post.published_at.year if post.published_at else 2026
    return {
        "blog:post": {"slug": post.slug},
        "blog:page": {"slug": page.slug},
        "blog:comment": one_post,
        "blog:year": {"year": year},
        "blog:month": {"year": year, "month": 1},
        "blog:category": {"slug": category.slug},
        "blog:category_rss": {"slug": category.slug},
        "blog:tag": {"slug": tag.slug},
        "blog:tag_rss": {"slug": tag.slug},
        "blog:author": {"slug": post.author.slug if post.author else ""},
        "blog:sitemap_section": {"section": "posts"},
        "blog_manage:post_edit": one_post,
        "blog_manage:post_step": {**one_post, "step": "unpublish"},
        "blog_manage:term_new": {"what": "tag"},
        "blog_manage:term_edit": {"what": "category", "term_id": category.pk},
        "blog_manage:term_delete": {"what": "tag", "term_id": tag.pk},
        "blog_manage:import": {"run_id": run_id},
        "blog_manage:import_progress": {"run_id": run_id},
        "blog_api:post": one_post,
        "blog_api:post_publish": one_post,
        "blog_api:post_unpublish": one_post,
        "blog_api:page": one_page,
        "blog_api:page_publish": one_page,
        "blog_api:page_unpublish": one_page,
        "blog_api:category": {"term_id": category.pk},
        "blog_api:tag": {"term_id": tag.pk},
        "blog_api:author": {"term_id": post.author_id},
        "blog_api:comment": {"comment_id": comment_id},
        "blog_api:import": {"run_id": run_id},
    }


def more(workspace: Workspace, rows: int) -> None:
    """Add `rows` posts, each with a category, a tag and a comment of its own."""
    owner = Membership.objects.select_related("user").get(workspace=workspace, role=Role.OWNER).user
    where = entry(workspace.pk)
    assert where is not None
    at, begin = now(), Post.objects.count()
    for number in range(begin, begin + rows):
        category = create_term(Category, {"name": f"Category {number}"})
        tag = create_term(Tag, {"name": f"Tag {number}"})
        fields = {
            "title": f"Post {number}", "body": "Words.", "comments_open": True,
            "categories": [category], "tags": [tag],
        }  # fmt: skip
        draft = create_post(kind=Post.Kind.POST, fields=fields, by=owner, at=at)
        post = publish_post(post=draft, by=owner, at=at)
        said, member = Said("Sample words."), member_of(where, owner)
        # An hour between two: nobody may write many at once.
        moment = at + timedelta(hours=number)
        submit_comment(post=post, said=said, member=member, address="row", at=moment)
