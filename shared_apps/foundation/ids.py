"""Identifiers: UUID version 7 (RFC 9562), which sort by time of making."""

import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 as the standard library's UUID."""
    return uuid_utils.compat.uuid7()
