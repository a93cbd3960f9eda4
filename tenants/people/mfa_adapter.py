"""Second factors: secrets are encrypted at rest, passkeys belong to the base domain."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

from tenants.middleware import host_of


class MFAAdapter(DefaultMFAAdapter):
    """allauth's second factors under our secrecy and our names."""

    def encrypt(self, text: str) -> str:
        """Return a TOTP secret as it is stored."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored TOTP secret; keys in SECRET_KEY_FALLBACKS still open it."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the relying party (WebAuthn 5.4.2).

        A passkey made in one workspace opens the account in all on the base domain, as a
        password does. A base domain of one word, as in development, and a custom domain
        stand for themselves: browsers refuse anything wider.
        """
        from allauth.core import context

        host, base = host_of(context.request), settings.ATRIUM_BASE_DOMAIN
        shared = "." in base and (host == base or host.endswith(f".{base}"))
        return {"id": base if shared else host, "name": settings.MFA_TOTP_ISSUER}


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    digest = hashlib.blake2b(force_bytes(secret), digest_size=32, person=b"atrium-mfa").digest()
    return base64.urlsafe_b64encode(digest)
