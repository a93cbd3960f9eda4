"""The blog's API, below /api/v1/blog/."""

app_name = "blog_api"

urlpatterns: list[object] = []
