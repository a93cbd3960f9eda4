"""Bearer secrets: made at random, kept only as their SHA-256.

Plain SHA-256 is enough because the secret has 256 random bits: there is nothing to guess.
"""

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """Return a fresh secret that fits in a URL (43 characters)."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Return the 64 hexadecimal digits under which a secret is kept and found."""
    return hashlib.sha256(secret.encode()).hexdigest()
