"""Sessions bound to one workspace: the row says which, and another finds nothing.

Rows are cached; the cache key carries the workspace as every cache key does.
"""

import uuid
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore as CachedDBStore
from django.db.models import QuerySet

from shared_apps.foundation.clock import now

from .models import Session
from .session_scope import session_scope


class SessionStore(CachedDBStore):
    """Django's cached database sessions, each bound to the workspace of its host."""

    cache_key_prefix = "session."

    @classmethod
    def get_model_class(cls) -> Any:
        """Return our table in place of Django's."""
        return Session

    def _get_session_from_db(self) -> Any:
        rows: QuerySet[Session] = Session.objects.filter(
            session_key=self.session_key,
            expire_date__gt=now(),
            workspace_id=session_scope(),
        )
        found = rows.first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Return whether the key is taken, by any workspace: keys are unique overall."""
        return Session.objects.filter(session_key=session_key).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to save, with its workspace and its person."""
        person = data.get(SESSION_KEY)
        return Session(
            session_key=self._get_or_create_session_key(),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            workspace_id=session_scope(),
            user_id=uuid.UUID(person) if person else None,
        )
