"""The blog's sitemap (sitemaps.org protocol): an index, then pages of at most 5,000 addresses."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap as sitemap_section
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from shared_apps.foundation.clock import now
from tenant_apps.blog import permissions
from tenant_apps.blog.models import Post
from tenant_apps.blog.models.posts import PostQuerySet
from tenants.access import requires


class PostSitemap(Sitemap):
    """Public posts and pages that may be indexed."""

    limit = 5000
    protocol = settings.ATRIUM_SCHEME

    def items(self) -> PostQuerySet:
        """Return what may be indexed, in a stable order."""
        shown = Post.objects.public(now()).filter(noindex=False, canonical_url="")
        return shown.only("id", "kind", "slug", "updated_at").order_by("id")

    def lastmod(self, item: Post) -> datetime:
        """Return when it last changed."""
        return item.updated_at


class _Host:
    """What Django's sitemaps want of a site: this request's own host."""

    def __init__(self, request: HttpRequest) -> None:
        self.domain = self.name = request.get_host()


class HostSitemap(PostSitemap):
    """The sitemap on the host that was asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.site = _Host(request)

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> Any:
        """Return the addresses on this host."""
        return super().get_urls(page=page, site=self.site, protocol=protocol)  # type: ignore[arg-type]


@requires(permissions.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Answer with the index."""
    return sitemap_index(
        request, {"posts": HostSitemap(request)}, sitemap_url_name="blog:sitemap_section"
    )


@requires(permissions.READ)
@require_safe
def section(request: HttpRequest, section: str) -> HttpResponseBase:
    """Answer with one page of addresses."""
    return sitemap_section(request, {"posts": HostSitemap(request)}, section=section)
