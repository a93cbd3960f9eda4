"""Pages that readers see, below /blog/."""

from django.urls import path

from .pages import archives, commenting, feeds, reading, sitemaps

app_name = "blog"

urlpatterns = [
    path("", reading.post_list, name="list"),
    path("posts/<str:slug>/", reading.post, name="post"),
    path("pages/<str:slug>/", reading.page, name="page"),
    path("posts/<uuid:post_id>/comment/", commenting.comment, name="comment"),
    path("search/", reading.results, name="search"),
    path("archive/", archives.archive, name="archive"),
    path("archive/<int:year>/", archives.year, name="year"),
    path("archive/<int:year>/<int:month>/", archives.month, name="month"),
    path("categories/", archives.categories, name="categories"),
    path("categories/<str:slug>/", archives.category, name="category"),
    path("categories/<str:slug>/feed.xml", feeds.category_rss, name="category_rss"),
    path("tags/<str:slug>/", archives.tag, name="tag"),
    path("tags/<str:slug>/feed.xml", feeds.tag_rss, name="tag_rss"),
    path("authors/<str:slug>/", archives.author, name="author"),
    path("feed.xml", feeds.rss, name="rss"),
    path("atom.xml", feeds.atom, name="atom"),
    path("comments.xml", feeds.comments_rss, name="comments_rss"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<str:section>.xml", sitemaps.section, name="sitemap_section"),
]
