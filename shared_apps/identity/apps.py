from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Who somebody is, on the whole installation: one person, one e-mail address."""

    name = "shared_apps.identity"
    label = "identity"
