"""Pages that readers see, below /blog/."""

from django.urls import path, register_converter

from .pages import archives, commenting, feeds, reading, sitemaps


class UnicodeSlug:
    """A slug in letters of any script, as the models hold it."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        """Return the slug."""
        return value

    def to_url(self, value: str) -> str:
        """Return the slug."""
        return value


register_converter(UnicodeSlug, "blog_slug")
app_name = "blog"

urlpatterns = [
    path("", reading.post_list, name="list"),
    path("posts/<blog_slug:slug>/", reading.post, name="post"),
    path("pages/<blog_slug:slug>/", reading.page, name="page"),
    path("posts/<uuid:post_id>/comment/", commenting.comment, name="comment"),
    path("search/", reading.results, name="search"),
    path("archive/", archives.archive, name="archive"),
    path("archive/<int:year>/", archives.year, name="year"),
    path("archive/<int:year>/<int:month>/", archives.month, name="month"),
    path("categories/", archives.categories, name="categories"),
    path("categories/<blog_slug:slug>/", archives.category, name="category"),
    path("categories/<blog_slug:slug>/feed.xml", feeds.category_rss, name="category_rss"),
    path("tags/<blog_slug:slug>/", archives.tag, name="tag"),
    path("tags/<blog_slug:slug>/feed.xml", feeds.tag_rss, name="tag_rss"),
    path("authors/<blog_slug:slug>/", archives.author, name="author"),
    path("feed.xml", feeds.rss, name="rss"),
    path("atom.xml", feeds.atom, name="atom"),
    path("comments.xml", feeds.comments_rss, name="comments_rss"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<str:section>.xml", sitemaps.section, name="sitemap_section"),
]
