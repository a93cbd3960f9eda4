"""Steps of a sign-in that are ours."""

from typing import Any

from allauth.account.stages import EmailVerificationStage

from .password_sign_in import needs_verification


class VerificationStage(EmailVerificationStage):
    """Asks for a verified address after registering, and of those who need one here."""

    def handle(self) -> Any:
        """Let people through who came by founding or invitation; allauth asks the others."""
        login = self.login
        entry = getattr(self.request, "workspace", None)
        if login.user and not login.signup and not needs_verification(login.user, entry):
            return None, True
        return super().handle()
