"""Who did what, in the log: one line per change that a person made."""

import logging

from shared_apps.identity.models import User

logger = logging.getLogger("atrium.blog")


def trail(verb: str, *, by: User | None, what: object) -> None:
    """Write down that `by` did `verb` to `what` (an id); nobody is a schedule or an import."""
    logger.info(verb, extra={"by": str(by.pk) if by else None, "what": str(what)})
