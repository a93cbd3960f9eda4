"""Who may do what: roles give capabilities, routes declare the capability they need.

Every view carries an `access` value, put there by one of the decorators below; generated
tests read it from the URLconf and try each route as everybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar, cast, overload
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from shared_apps.foundation.errors import Forbidden, NotFound, SignInRequired
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role

from .capabilities import PREFIX, capabilities_of
from .directory import WorkspaceEntry, directory
from .models import Membership
from .modules import is_on

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)
API_PREFIX = "/api/"


class ModuleOff(NotFound):
    """The module behind this address is not switched on here."""

    code = "module_off"
    sentence = "There is nothing at this address."


@dataclass(frozen=True)
class Access:
    """What a route asks for. `module` must be on; `capability` must be held."""

    kind: Literal["public", "signed_in", "capability"]
    capability: str | None = None
    module: str | None = None


@dataclass(frozen=True)
class Member:
    """Whoever makes the request, as this workspace sees them.

    `user` is None for a visitor; `role` is None for anybody without an active membership.
    """

    entry: WorkspaceEntry
    user: User | None = None
    role: str | None = None

    def can(self, capability: str) -> bool:
        """Return whether this person holds the capability and its module is on."""
        module = module_of(capability)
        return capability in capabilities_of(self.role) and (
            module is None or is_on(module, self.entry)
        )

    @property
    def person(self) -> User:
        """Return whoever is signed in; raise SignInRequired for a visitor."""
        if self.user is None:
            raise SignInRequired
        return self.user

    @property
    def user_id(self) -> UUID | None:
        """Return the person's id, or None for a visitor."""
        return self.user.id if self.user else None

    @property
    def is_signed_in(self) -> bool:
        """Return whether somebody is signed in, member or not."""
        return self.user is not None

    @property
    def role_label(self) -> str:
        """Return the role in words, or "Visitor"."""
        return str(Role(self.role).label) if self.role else "Visitor"


def module_of(capability: str) -> str | None:
    """Return the module a capability belongs to; None for the workspace's own."""
    label = capability.split(".", 1)[0]
    return None if label == PREFIX else label


def member_of(entry: WorkspaceEntry, user: Any) -> Member:
    """Return how `entry` sees `user` (one query for people who are signed in)."""
    if not getattr(user, "is_authenticated", False):
        return Member(entry)
    role = (
        Membership.objects.filter(workspace_id=entry.id, user_id=user.pk, is_active=True)
        .values_list("role", flat=True)
        .first()
    )
    return Member(entry, cast(User, user), role)


def check_access(member: Member, access: Access) -> None:
    """Raise ModuleOff, SignInRequired or Forbidden unless `member` may pass."""
    if access.module is not None and not is_on(access.module, member.entry):
        raise ModuleOff
    if access.kind == "public" or (access.capability and member.can(access.capability)):
        return
    if not member.is_signed_in:
        raise SignInRequired
    if access.kind == "capability":
        raise Forbidden


def requires(capability: str) -> Callable[[V], V]:
    """Let only members with `capability` through, and only while its module is on."""
    return _guarded(Access("capability", capability, module_of(capability)))


def signed_in(view: V) -> V:
    """Let anybody through who is signed in on this workspace, member or not."""
    return _guarded(Access("signed_in"))(view)


@overload
def public(view: V) -> V: ...
@overload
def public(*, module: str) -> Callable[[V], V]: ...
def public(view: Any = None, *, module: str | None = None) -> Any:
    """Let everybody through; with `module`, only while that module is on."""
    guard: Callable[[Any], Any] = _guarded(Access("public", module=module))
    return guard(view) if view is not None else guard


def renewed(request: Any, member: Member) -> Member:
    """Return the member with the workspace as the database now has it.

    What this process knows may be half a second old, and somebody who has just switched a
    module on must not be told by the next process that there is no such page.
    """
    directory.refresh()
    request.workspace = directory.entry(member.entry.id) or member.entry
    return Member(request.workspace, member.user, member.role)


def _check_request(request: HttpRequest, access: Access) -> None:
    member = getattr(request, "member", None)
    if member is not None:
        if access.module is not None and not is_on(access.module, member.entry):
            member = request.member = renewed(request, member)  # type: ignore[attr-defined]
        check_access(member, access)
    elif access.kind == "signed_in" and not request.user.is_authenticated:
        raise SignInRequired
    elif access.kind == "capability":
        # The public site has no members, hence nobody with a capability.
        raise NotFound


def _guarded(access: Access) -> Callable[[V], V]:
    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                _check_request(request, access)
            except SignInRequired:
                if request.path.startswith(API_PREFIX):
                    raise
                return redirect_to_login(request.get_full_path())
            return view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]
        return cast(V, guarded)

    return decorate
