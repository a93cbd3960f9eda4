"""Pages for writers, moderators and importers, below /manage/blog/."""

from django.urls import path

from .pages import importing, moderation, terms, writing

app_name = "blog_manage"

urlpatterns = [
    path("", writing.posts, name="posts"),
    path("new/", writing.post_new, name="post_new"),
    path("bulk/", writing.posts_bulk, name="posts_bulk"),
    path("preview/", writing.preview, name="preview"),
    path("comments/", moderation.comments, name="comments"),
    path("comments/bulk/", moderation.comments_bulk, name="comments_bulk"),
    path("import/", importing.imports, name="imports"),
    path("import/<uuid:run_id>/", importing.import_run, name="import"),
    path("import/<uuid:run_id>/progress/", importing.import_progress, name="import_progress"),
    path("terms/", terms.overview, name="terms"),
    path("terms/new-<str:what>/", terms.term_new, name="term_new"),
    path("terms/<str:what>/<uuid:term_id>/", terms.term_edit, name="term_edit"),
    path("terms/<str:what>/<uuid:term_id>/delete/", terms.term_delete, name="term_delete"),
    path("<uuid:post_id>/", writing.post_edit, name="post_edit"),
    path("<uuid:post_id>/<str:step>/", writing.post_step, name="post_step"),
]
