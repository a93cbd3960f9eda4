from django.apps import AppConfig


class BlogConfig(AppConfig):
    """Posts, pages and comments of a workspace."""

    name = "tenant_apps.blog"
    label = "blog"
