"""Tokens in links that set a new password, good at one workspace only."""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from .session_scope import scope_name


class ScopedResetTokens(PasswordResetTokenGenerator):
    """Django's tokens with the workspace and its generation mixed in.

    They end with the password, the e-mail address or the next sign-in, whichever changes
    first, and with PASSWORD_RESET_TIMEOUT.
    """

    key_salt = "shared_apps.identity.reset_tokens"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}:{scope_name()}"
